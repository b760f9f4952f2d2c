import type { Connection } from '../collect/connection.ts'
import { isStatementError, type StatementError } from '../collect/statement-error.ts'
import { qualified } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { nextChoice } from './seed-choice.ts'
import { seedOrder } from './seed-order.ts'
import { type DocumentKeys, insertStatement, type SeedColumn, seedColumns } from './seed-table.ts'
import { keyOf } from './rebuild-scope.ts'

export interface SeedOptions {
  readonly rowsPerTable: number
  /** Documents that a plan takes numbers out of: they get such that fit, that do not, and none. */
  readonly documents: readonly DocumentKeys[]
  /**
   * Statements of a plan, run before the rows are tried and undone afterwards, so that rows satisfy what the plan is about to ask for:
   * in a real database the plan asks for it because all rows do. Those that fail are passed over.
   */
  readonly rehearsal: readonly string[]
}

/** A table that has no rows, by its qualified name, with the reason. */
export interface Unseeded {
  readonly table: string
  readonly sentence: string
}

/**
 * Puts rows into tables of a copy, parents before what references them: types, NOT NULL, keys, CHECKs and domains hold, references point
 * to rows or are null, documents are as messy as people's. The same rows every time. Gives the tables that have none.
 */
export async function seedRows(
  connection: Connection,
  snapshot: Snapshot,
  tables: readonly Relation[],
  options: SeedOptions,
): Promise<readonly Unseeded[]> {
  const inserts: string[] = []
  const unseeded: Unseeded[] = []
  const counts = new Map<string, number>()
  await connection.simple('BEGIN')
  for (const sql of options.rehearsal) await attempt(connection, sql)
  for (const table of seedOrder(tables)) {
    let reason = 'no value is known for one of its columns'
    let made = 0
    for (let row = 0; row < options.rowsPerTable; row++) {
      const columns = seedColumns(snapshot, table, row, options.documents, (name) => counts.get(keyOf(name)) ?? 0)
      if (columns === null) break
      const tried = await tryRow(connection, table, columns)
      if ('reason' in tried) {
        reason = tried.reason
        continue
      }
      inserts.push(tried.insert)
      made++
    }
    counts.set(keyOf(table), made)
    const name = qualified(table)
    if (made === 0) unseeded.push({ table: name, sentence: `no rows were made for ${name}: ${reason}` })
  }
  await connection.simple('ROLLBACK')
  await connection.simple('BEGIN')
  await attempt(connection, WITHOUT_TRIGGERS)
  for (const sql of inserts) await attempt(connection, sql)
  await connection.simple('COMMIT')
  return unseeded
}

/** What the triggers write elsewhere is not wanted twice; and some call functions that the copy has not. Needs a superuser. */
const WITHOUT_TRIGGERS = 'SET LOCAL session_replication_role = replica'

/** How many combinations of values are tried for one row. */
const TRIES = 100

/** Varies the columns that PostgreSQL objects to, until a row is taken or the tries are used up. */
async function tryRow(
  connection: Connection,
  table: Relation,
  columns: readonly SeedColumn[],
): Promise<{ readonly insert: string } | { readonly reason: string }> {
  let chosen: readonly number[] = columns.map(() => 0)
  let reason = ''
  for (let tries = 0; tries < TRIES; tries++) {
    const insert = insertStatement(table, columns, chosen)
    const error = await attempt(connection, insert)
    if (error === null) return { insert }
    reason = error.message
    if (!isAboutValues(error)) {
      const other = await attempt(connection, `${WITHOUT_TRIGGERS}; ${insert}; SET LOCAL session_replication_role = origin`)
      return other === null ? { insert } : { reason }
    }
    const next = nextChoice(table, columns, chosen, error)
    if (next === null) break
    chosen = next
  }
  return { reason }
}

/** Data exceptions and violated constraints; everything else no other value would mend. */
const isAboutValues = ({ code }: StatementError): boolean => code.startsWith('22') || code.startsWith('23')

/** Runs something in the open transaction; gives the server's error, after which the transaction goes on as if it had not run. */
async function attempt(connection: Connection, sql: string): Promise<StatementError | null> {
  // In a message of its own: a syntax error keeps PostgreSQL from running any part of the message that it is in.
  await connection.simple('SAVEPOINT pte_db_audit')
  try {
    await connection.simple(`${sql}\n; RELEASE pte_db_audit`)
    return null
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    await connection.simple('ROLLBACK TO pte_db_audit; RELEASE pte_db_audit')
    return thrown
  }
}
