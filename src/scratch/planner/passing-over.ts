import type { Connection } from '../../collect/connection.ts'
import { isStatementError } from '../../collect/statement-error.ts'

/** Runs statements one by one; what PostgreSQL refuses, because its object could not be built, is passed over. */
export async function passingOver(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    try {
      await connection.simple(sql)
    } catch (thrown) {
      if (!isStatementError(thrown)) throw thrown
    }
  }
}
