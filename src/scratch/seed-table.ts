import type { Name } from '../fix/change.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation, Snapshot } from '../snapshot.ts'
import { scanTokens } from '../sql/parse.ts'
import { valuesFor } from './seed-values.ts'

/** Paths of keys that a plan reads, by document. */
export interface DocumentKeys {
  readonly table: Name
  readonly column: string
  readonly paths: readonly (readonly string[])[]
}

/** A column that an INSERT names, with SQL of the values to try. */
export interface SeedColumn {
  readonly name: string
  readonly values: readonly string[]
}

/** Rows of a table that are there already, by its key. */
export type RowCount = (table: Name) => number

/**
 * What may stand in each column of row `row` (from 0). Columns that PostgreSQL fills by itself are left out, references point to rows
 * that are there, and those to rows that are not are null. Null where a column can be given nothing at all.
 */
export function seedColumns(
  snapshot: Snapshot,
  table: Relation,
  row: number,
  documents: readonly DocumentKeys[],
  rows: RowCount,
): readonly SeedColumn[] | null {
  const references = referencesOf(table, row, rows)
  const unique = new Set(table.indexes.filter((index) => index.unique).flatMap(({ keys }) => keys.map(({ column }) => column)))
  const columns: SeedColumn[] = []
  for (const column of table.columns) {
    if (column.generated !== null || column.identity !== null || column.default?.startsWith('nextval(')) continue
    const paths = documents.find((each) => each.column === column.name && isSame(each.table, table))?.paths ?? null
    const reference = references.get(column.name)
    const constants = constantsFor(snapshot, table, column)
    const values = reference ? [reference] : valuesFor(column, row, { enums: snapshot.enums, constants, paths })
    // A default is what the application means; what has to differ from row to row, or is read by the plan, is better made.
    const first = column.default !== null && paths === null && !reference && !unique.has(column.name) ? ['DEFAULT'] : []
    const last = column.notNull || first.length > 0 ? [] : ['NULL']
    const all = [...first, ...values, ...last]
    if (all.length === 0) return null
    columns.push({ name: column.name, values: all })
  }
  return columns
}

/** The statement that inserts one row, with each column's value chosen by its position. */
export function insertStatement(table: Relation, columns: readonly SeedColumn[], chosen: readonly number[]): string {
  if (columns.length === 0) return `INSERT INTO ${qualified(table)} DEFAULT VALUES`
  const values = columns.map(({ values: each }, position) => each[(chosen[position] ?? 0) % each.length] ?? 'NULL')
  return `INSERT INTO ${qualified(table)} (${columns.map(({ name }) => quote(name)).join(', ')}) VALUES (${values.join(', ')})`
}

const isSame = (a: Name, b: Name): boolean => a.schema === b.schema && a.name === b.name

/** By referencing column: the referenced column of the parent's row with the same number. Columns of one key take one row's. */
function referencesOf(table: Relation, row: number, rows: RowCount): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { columns, references } of table.constraints) {
    if (!references) continue
    const parent = { schema: references.schema, name: references.relation }
    const count = isSame(parent, table) ? 0 : rows(parent)
    const order = references.columns.map(quote).join(', ')
    for (const [position, column] of columns.entries()) {
      if (found.has(column)) continue
      const value = quote(references.columns[position] ?? '')
      const read = `(SELECT ${value} FROM ${qualified(parent)} ORDER BY ${order} OFFSET ${row % Math.max(count, 1)} LIMIT 1)`
      found.set(column, count === 0 ? 'NULL' : read)
    }
  }
  return found
}

/** Constants of the CHECKs on the column and its domains, and of the bounds of the table's partitions when it is part of their key. */
function constantsFor(snapshot: Snapshot, table: Relation, column: Column): readonly string[] {
  const checks = table.constraints.filter(({ type, columns }) => type === 'check' && columns.includes(column.name))
  const domains = column.domain === null ? [] : snapshot.domains.flatMap((domain) => domain.checks)
  const isKey = table.partitionKey !== null && table.partitionKey.includes(quote(column.name))
  const partitions = isKey ? snapshot.relations.filter(({ partitionOf }) => partitionOf && isSame(partitionOf, table)) : []
  const texts = [...checks, ...domains].map(({ definition }) => definition ?? '')
  return [...new Set([...texts, ...partitions.map(({ partitionBound }) => partitionBound ?? '')].flatMap(constantsIn))]
}

function constantsIn(sql: string): readonly string[] {
  try {
    return scanTokens(sql).flatMap(({ tokenName, text }) => {
      if (tokenName === 'ICONST' || tokenName === 'FCONST') return [text]
      return tokenName === 'SCONST' && text.startsWith("'") ? [text.slice(1, -1).replaceAll("''", "'")] : []
    })
  } catch {
    return []
  }
}
