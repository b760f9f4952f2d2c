/** A row as the server printed it: every value as text. */
export type TextRow = readonly (string | null)[]

export type OnRow = (statement: number, row: TextRow) => void
export type OnColumns = (statement: number, names: readonly string[]) => void

/**
 * All that the collector needs of a database, be it a server behind node-postgres or the embedded one in its worker thread.
 */
export interface Connection {
  /** ParameterStatus values: `server_version`, `server_encoding`, `session_authorization`, … */
  readonly parameters: Readonly<Record<string, string>>
  readonly embedded: boolean
  /**
   * Sends one simple-protocol message, several statements or one, and hands over each row as it comes.
   * `onRow(statement, row)`: `statement` counts the message's statements from 0, those without rows too.
   * `onColumns(statement, names)` comes before the rows of a statement that has any columns.
   * Rejects with the server's error (`code` is its SQLSTATE); the connection stays usable.
   */
  simple(sql: string, onRow?: OnRow, onColumns?: OnColumns): Promise<void>
  /**
   * Ends what is running now. A server's statement fails with SQLSTATE 57014 and the connection goes on; the embedded
   * database has no way to stop a statement, so its thread is ended and every later call rejects.
   */
  cancel(): Promise<void>
  close(): Promise<void>
}

/** Rows of a one-statement message, for small reads. */
export async function rowsOf(connection: Connection, sql: string): Promise<TextRow[]> {
  const rows: TextRow[] = []
  await connection.simple(sql, (_statement, row) => rows.push(row))
  return rows
}
