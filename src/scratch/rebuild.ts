import type { Connection } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import type { Name } from '../fix/change.ts'
import { quote } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { loadParser } from '../sql/parse.ts'
import { rebuildStatements } from './rebuild-statements.ts'
import type { BuildStatement } from './rebuild-table.ts'

export interface Rebuilt {
  /** One sentence for each thing that is in the snapshot and not in the copy, with PostgreSQL's reason. */
  readonly notBuilt: readonly string[]
  /** One sentence for each extension that is only stood in for. */
  readonly standIns: readonly string[]
  /** Parents first. */
  readonly tables: readonly Relation[]
}

/**
 * Makes the tables named, with everything that they need, in an empty database: what cannot be made is named, and the rest goes on.
 * Rejects only when the connection is lost.
 */
export async function rebuild(connection: Connection, snapshot: Snapshot, tables: readonly Name[]): Promise<Rebuilt> {
  await loadParser()
  const built = rebuildStatements(snapshot, tables)
  // Definitions in a snapshot name everything outside pg_catalog with its schema.
  await connection.simple('SET search_path = pg_catalog; SET check_function_bodies = off')
  for (const schema of built.schemas) await connection.simple(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`)
  const lacking: string[] = []
  const standIns: string[] = []
  for (const extension of built.extensions) {
    const failures = await run(connection, extension)
    if (failures.length === 0) continue
    for (const sql of extension.standIns) await run(connection, { what: extension.what, sql })
    if (extension.standIns.length === 0) lacking.push(...failures)
    else standIns.push(`${extension.what} is not there; stand-ins without its code took its place`)
  }
  const notBuilt = [...built.notBuilt]
  for (const statement of built.statements) notBuilt.push(...(await run(connection, statement)))
  await connection.simple('RESET ALL')
  // An extension that nothing misses is none that the tables need.
  return { notBuilt: notBuilt.length > 0 ? [...lacking, ...notBuilt] : [], standIns, tables: built.tables }
}

/** Gives a sentence for each part that PostgreSQL refused. */
async function run(connection: Connection, { what, sql, parts = [] }: BuildStatement): Promise<readonly string[]> {
  try {
    await connection.simple(sql)
    return []
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    if (parts.length === 0) return [`not built: ${what}: ${thrown.message}`]
  }
  const failures: string[] = []
  for (const part of parts) failures.push(...(await run(connection, part)))
  return failures
}
