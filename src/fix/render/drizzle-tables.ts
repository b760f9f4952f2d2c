import { AuditError } from '../../errors.ts'
import type { DrizzleDelta } from './drizzle-deltas.ts'
import { inTheWay } from './drizzle-ddl.ts'
import type { DrizzleColumnRow, DrizzleIndexRow, DrizzleRow } from './drizzle-row.ts'
import { sameJson } from './same-json.ts'

type Entry = { readonly [field: string]: unknown }
type Section = { readonly [name: string]: Entry }

/** A table as snapshots of version 7 (drizzle-kit 0.x) have it; members that we do not touch stay as they are. */
export interface DrizzleTable {
  readonly columns: Section
  readonly indexes: Section
  readonly foreignKeys: Section
  readonly compositePrimaryKeys: Section
  readonly uniqueConstraints: Section
  readonly checkConstraints?: Section | undefined
}

type SectionName = keyof DrizzleTable
export type DrizzleTables = { readonly [key: string]: DrizzleTable }

/**
 * The tables after the plan, as drizzle-kit 0.x itself would write them. What is about a table that the folder does not know is left out.
 * Throws AuditError (usage) when there is an object of that name with another definition.
 */
export const tablesAfter = (tables: DrizzleTables, deltas: readonly DrizzleDelta[]): DrizzleTables =>
  deltas.reduce(withDelta, tables)

function withDelta(tables: DrizzleTables, delta: DrizzleDelta): DrizzleTables {
  if (delta.op === 'create') return withRow(tables, delta.row)
  const key = `${delta.table.schema}.${delta.table.name}`
  const table = tables[key]
  if (!table) return tables
  if (delta.op === 'drop') {
    const sections: readonly SectionName[] = delta.kind === 'index' ? ['indexes'] : CONSTRAINTS
    return { ...tables, [key]: sections.reduce((from, section) => without(from, section, delta.name), table) }
  }
  const column = table.columns[delta.column]
  if (!column) return tables
  const { type, default: value, ...rest } = delta.set
  const set = {
    ...rest,
    ...(type !== undefined && { type: typeText(type) }),
    ...(value !== undefined && value !== null && { default: defaultValue(type ?? String(column['type']), value) }),
  }
  return { ...tables, [key]: { ...table, columns: { ...table.columns, [delta.column]: { ...column, ...set } } } }
}

const CONSTRAINTS = ['checkConstraints', 'uniqueConstraints', 'foreignKeys', 'compositePrimaryKeys'] as const

function without(table: DrizzleTable, section: SectionName, name: string): DrizzleTable {
  const entries = table[section]
  if (!entries || !Object.hasOwn(entries, name)) return table
  return { ...table, [section]: Object.fromEntries(Object.entries(entries).filter(([key]) => key !== name)) }
}

function withRow(tables: DrizzleTables, row: DrizzleRow): DrizzleTables {
  if (row.entityType === 'tables') {
    const key = `${row.schema}.${row.name}`
    return tables[key] ? tables : { ...tables, [key]: emptyTable(row.schema, row.name) }
  }
  const key = `${row.schema}.${row.table}`
  const table = tables[key]
  return table ? { ...tables, [key]: withEntry(table, row) } : tables
}

const emptyTable = (schema: string, name: string) => ({
  name,
  schema: schema === 'public' ? '' : schema,
  columns: {},
  indexes: {},
  foreignKeys: {},
  compositePrimaryKeys: {},
  uniqueConstraints: {},
  policies: {},
  checkConstraints: {},
  isRLSEnabled: false,
})

type OfTable = Exclude<DrizzleRow, { readonly entityType: 'tables' }>

function withEntry(table: DrizzleTable, row: OfTable): DrizzleTable {
  const { name } = row
  switch (row.entityType) {
    case 'columns':
      // The primary key is told after its column.
      return put(table, 'columns', name, { ...columnEntry(row), primaryKey: table.columns[name]?.['primaryKey'] ?? false })
    case 'indexes':
      return put(table, 'indexes', name, indexEntry(row))
    case 'checks':
      return put(table, 'checkConstraints', name, { name, value: row.value })
    case 'uniques':
      return put(table, 'uniqueConstraints', name, { name, nullsNotDistinct: false, columns: row.columns })
    case 'pks':
      return row.nameExplicit
        ? put(table, 'compositePrimaryKeys', name, { name, columns: row.columns })
        : { ...table, columns: { ...table.columns, ...keyColumns(table, row.columns) } }
    case 'fks':
      return put(table, 'foreignKeys', name, {
        name,
        tableFrom: row.table,
        tableTo: row.tableTo,
        ...(row.schemaTo !== 'public' && { schemaTo: row.schemaTo }),
        columnsFrom: row.columns,
        columnsTo: row.columnsTo,
        onDelete: row.onDelete.toLowerCase(),
        onUpdate: row.onUpdate.toLowerCase(),
      })
  }
}

function put(table: DrizzleTable, section: SectionName, name: string, entry: Entry): DrizzleTable {
  const entries = table[section] ?? {}
  const there = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (there && !sameJson(there, entry)) throw new AuditError('usage', inTheWay(name))
  return there ? table : { ...table, [section]: { ...entries, [name]: entry } }
}

const keyColumns = ({ columns }: DrizzleTable, names: readonly string[]): Section =>
  Object.fromEntries(names.map((name) => [name, { ...columns[name], primaryKey: true }]))

const columnEntry = ({ name, type, notNull, default: value, generated }: DrizzleColumnRow): Entry => ({
  name,
  type: typeText(type),
  primaryKey: false,
  notNull,
  ...(value !== null && { default: defaultValue(type, value) }),
  ...(generated && { generated }),
})

const indexEntry = ({ name, columns, isUnique, where, method }: DrizzleIndexRow): Entry => ({
  name,
  columns: columns.map(({ value, isExpression, asc, nullsFirst }) => ({
    expression: value,
    isExpression,
    asc,
    nulls: nullsFirst ? 'first' : 'last',
  })),
  isUnique,
  ...(where !== null && { where }),
  concurrently: false,
  method,
  with: {},
})

/** `numeric(5, 2)`, `timestamp (3) with time zone`: drizzle-orm 0.x puts blanks in. */
const typeText = (type: string): string =>
  type.startsWith('timestamp(') ? type.replace('(', ' (') : type.startsWith('numeric(') ? type.replace(',', ', ') : type

/** Numbers and booleans that are no SQL are kept as such. */
function defaultValue(type: string, value: string): unknown {
  // drizzle-kit 0.x neither doubles quotes in a document nor leaves the type out.
  if ((type === 'json' || type === 'jsonb') && value.startsWith("'"))
    return `'${value.slice(1, -1).replaceAll("''", "'")}'::${type}`
  if (type === 'boolean') return value === 'true' || value === 'false' ? value === 'true' : value
  return NUMBERS.includes(type) && Number.isFinite(Number(value)) ? Number(value) : value
}

const NUMBERS: readonly string[] = ['smallint', 'integer', 'bigint', 'real', 'double precision']
