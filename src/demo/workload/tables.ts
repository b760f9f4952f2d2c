import { createHash } from 'node:crypto'
import { rowsOf, type Connection } from '../../collect/connection.ts'
import { literal } from '../../identifier.ts'

/** The demo's tables, as far as drizzle-orm's `db.select().from(…)` needs to know them. */
export interface Tables {
  /** `select "id", "user_id", … from "speaking_attempts"`: every column. */
  from(table: string): string
  /** Where a column stands in those rows, from 0. */
  position(table: string, column: string): number
}

/** Reads the column names once, so that the workload never lags behind the schema. */
export async function readTables(connection: Connection): Promise<Tables> {
  const columns = new Map<string, string[]>()
  const rows = await rowsOf(
    connection,
    // Not information_schema: planning its view takes longer than the rest of the workload's preparation.
    `select c.relname, a.attname from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 -- tables, their own columns
     order by c.relname, a.attnum`,
  )
  for (const [table, column] of rows) {
    if (table && column) columns.set(table, [...(columns.get(table) ?? []), column])
  }
  const columnsOf = (table: string): string[] => {
    const names = columns.get(table)
    if (!names) throw new Error(`the demo has no table ${table}`)
    return names
  }
  return {
    from: (table) => `select ${columnsOf(table).map(quoted).join(', ')} from ${quoted(table)}`,
    position: (table, column) => columnsOf(table).indexOf(column),
  }
}

/** As Drizzle writes every name, whether it needs the quotes or not. */
const quoted = (name: string): string => `"${name}"`

/** What the seed made of a name and a row number: a row's id, a session's token. Quoted for SQL. */
export const seeded = (name: string, row: number): string => literal(createHash('md5').update(`${name}${row}`).digest('hex'))
