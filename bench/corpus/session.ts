import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Row, Value } from './find.ts'
import type { Table } from './table.ts'

/** A connection of the application, whose every statement counts. */
export interface Session {
  /** Extended protocol when there are parameters, as every driver does. */
  query(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>
  readonly drizzle: NodePgDatabase<Record<string, unknown>>
  /** Values that rows of the table have in these columns, in order. Read beside the workload: no statement of it. */
  known(table: Table, columns: readonly string[]): Promise<readonly (readonly Value[])[]>
}
