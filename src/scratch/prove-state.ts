import { type Connection, rowsOf } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { catalogOf, indexLines, validatedLine } from './catalog-of.ts'

/** A copy at one moment. Each part is lines of text; equal lines mean equal states. */
export interface State {
  readonly catalog: readonly string[]
  /** By qualified name; an index on a partitioned table is valid when every partition has its part of it. */
  readonly indexes: readonly { readonly name: string; readonly valid: boolean; readonly parent: string | null }[]
  /** Every row of the tables that were copied. */
  readonly rows: readonly string[]
  /** The JSON documents in them. */
  readonly documents: readonly string[]
}

export async function stateOf(connection: Connection, tables: readonly Relation[]): Promise<State> {
  const rows: string[] = []
  const documents: string[] = []
  for (const table of tables.filter(({ partitionOf }) => partitionOf === null)) {
    const name = qualified(table)
    rows.push(...(await linesOf(connection, name, `SELECT (copied.*)::text FROM ${name} AS copied`)))
    for (const { name: column, baseType } of table.columns) {
      if (baseType !== 'json' && baseType !== 'jsonb') continue
      const label = `${name}.${quote(column)}`
      documents.push(...(await linesOf(connection, label, `SELECT ${quote(column)}::text FROM ${name}`)))
    }
  }
  const indexes = await rowsOf(connection, INDEXES)
  return {
    catalog: await catalogOf(connection),
    indexes: indexes.map(([name, valid, parent]) => ({ name: name ?? '', valid: valid === 't', parent: parent ?? null })),
    rows,
    documents,
  }
}

const INDEXES = `select format('%s.%s', quote_ident(n.nspname), quote_ident(c.relname)), i.indisvalid and i.indisready,
  (select format('%s.%s', quote_ident(pn.nspname), quote_ident(p.relname)) from pg_catalog.pg_inherits h
    join pg_catalog.pg_class p on p.oid = h.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where h.inhrelid = c.oid)
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname not like 'pg\\_%'`

/**
 * Two catalogs without what was invalid in the first: its invalid indexes, with the parts that a partitioned one of them lacked then (what a
 * failed build has left need not come back, and may stay complete), and whether its NOT VALID constraints are valid (rows that were looked
 * at stay looked at).
 */
export function withoutInvalid(before: State, after: State): readonly [readonly string[], readonly string[]] {
  const names = new Set(before.indexes.filter(({ valid }) => !valid).map(({ name }) => name))
  const known = new Set(before.indexes.map(({ name }) => name))
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const { name, parent } of after.indexes) if (parent !== null && names.has(parent) && !known.has(name)) names.add(name)
  }
  const prefixes = [...names].flatMap(indexLines)
  const open = new Set(before.catalog)
  const rest = ({ catalog }: State): readonly string[] =>
    catalog
      .filter((line) => !prefixes.some((prefix) => line.startsWith(prefix)))
      .map((line) => (open.has(line) ? (validatedLine(line) ?? line) : line))
  return [rest(before), rest(after)]
}

async function linesOf(connection: Connection, label: string, sql: string): Promise<string[]> {
  try {
    const rows = await rowsOf(connection, sql)
    return rows.map(([text]) => `${label} ${text ?? 'NULL'}`).toSorted()
  } catch (thrown) {
    // A table or column that is gone shows as different.
    if (!isStatementError(thrown)) throw thrown
    return [`${label}: ${thrown.message}`]
  }
}

const LONGEST = 160

/** How two lists of lines differ, in words that follow "… "; null when they do not. */
export function difference(before: readonly string[], after: readonly string[]): string | null {
  const [more, fewer] = [lacking(before, after), lacking(after, before)]
  if (more.length === 0 && fewer.length === 0) return null
  const said = [
    ...(more.length === 0 ? [] : [`has ${listed(more)} that was not there`]),
    ...(fewer.length === 0 ? [] : [`lacks ${listed(fewer)}`]),
  ]
  return said.join(' and ')
}

/** Lines of the second list that the first has not, or not as often. */
function lacking(first: readonly string[], second: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const line of first) left.set(line, (left.get(line) ?? 0) + 1)
  return second.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

function listed(lines: readonly string[]): string {
  const [first = ''] = lines
  const text = first.replaceAll('\n', ' ')
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return `"${shown}"${lines.length > 1 ? ` and ${lines.length - 1} more` : ''}`
}
