import type { SchemaSize } from '../many/batches.ts'
import { tenantMatcher } from '../many/schemas-in.ts'
import { type Connection, rowsOf } from './connection.ts'
import { MARK } from './message.ts'
import { number, text } from './value.ts'

const SIZES = `select ${MARK} n.nspname, count(c.oid), sum(greatest(c.relpages, 0)::bigint) * current_setting('block_size')::int
from pg_catalog.pg_namespace n
left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p') -- tables and partitioned tables
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
group by n.nspname`

/** The schemas of a database that are targets each, empty ones too. Sorted by name. */
export async function schemaSizes(connection: Connection, globs: readonly string[]): Promise<readonly SchemaSize[]> {
  const wanted = tenantMatcher(globs)
  const rows = await rowsOf(connection, SIZES)
  return rows
    .map(([name, tables, bytes]) => ({ name: text(name), tables: number(tables), bytes: number(bytes) }))
    .filter(({ name }) => wanted(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
