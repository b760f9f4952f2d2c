import type { Connection } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { Plan, Statement } from '../fix/step.ts'
import type { Entry, Journal } from './journal.ts'
import { isPassing, withRetries } from './retry.ts'
import { isForeign, lostSession, type Session, type SessionOptions } from './session.ts'

export interface ApplyOptions extends SessionOptions {
  /** Undo instead of do. */
  readonly rollback: boolean
  /** SQL that gives true when the run has to stop; asked between steps and batches. */
  readonly abortIf: string | null
  /** Tries of a statement that is refused for a lock. */
  readonly tries: number
  /** ms for which a lost server is waited for. */
  readonly patience: number
}

/** One session's part of a run. */
export interface Run {
  readonly plan: Plan
  readonly session: Session
  readonly journal: Journal
  /** What runs before this session have recorded, by step. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly options: ApplyOptions
  /** Called when something is done that need not be done again. */
  readonly advanced: () => void
}

/**
 * All of these or none, in one short transaction, again while it is refused for a lock for longer than `lockTimeout` (ms). Gives the values
 * of rows that are returned.
 */
export const transaction = (
  { session, options }: Run,
  what: string,
  statements: readonly string[],
  lockTimeout = options.lockTimeout,
): Promise<readonly string[]> =>
  withRetries(what, session.watch, { ...options, lockTimeout }, () =>
    once(session.connection, what, [`set local lock_timeout = ${lockTimeout}`, ...statements]),
  )

async function once(connection: Connection, what: string, statements: readonly string[]): Promise<readonly string[]> {
  const values: string[] = []
  try {
    await connection.simple(['begin', ...statements, 'commit'].join(';\n'), (_statement, [value]) => values.push(value ?? ''))
    return values
  } catch (thrown) {
    if (isStatementError(thrown)) await connection.simple('rollback')
    throw told(what, thrown)
  }
}

/**
 * Runs the statements of a step in order, each its own transaction. What PostgreSQL takes outside transactions only may leave something
 * behind when it is refused: its next try begins with the statement before it, which looks.
 */
export async function inOrder(run: Run, what: string, statements: readonly Statement[]): Promise<void> {
  const { session, options } = run
  for (const [at, { sql, transactional }] of statements.entries()) {
    if (options.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
    await withRetries(what, session.watch, options, async (attempt) => {
      if (transactional) return once(session.connection, what, [sql])
      const before = statements[at - 1]
      if (attempt > 1 && before?.transactional) await once(session.connection, what, [before.sql])
      return alone(run, what, sql)
    })
  }
}

/** Such a statement waits only where nobody waits behind it: without a limit, since giving up would waste all that it has done. */
async function alone({ session: { connection }, options }: Run, what: string, sql: string): Promise<void> {
  await connection.simple('set lock_timeout = 0')
  try {
    await connection.simple(sql)
  } catch (thrown) {
    throw told(what, thrown)
  } finally {
    await connection.simple(`set lock_timeout = ${options.lockTimeout}`).catch(() => undefined)
  }
}

/** What the server said, with the step in front; a refusal that may pass stays as it is, for the retry to see. */
export function told(what: string, thrown: unknown): unknown {
  if (!isStatementError(thrown) || isPassing(thrown)) return thrown
  const said = messageOf(thrown)
  if (isForeign(thrown)) return lostSession(thrown)
  return new AuditError('source', `${what}: the server answered "${said}" (SQLSTATE ${thrown.code}).`, { cause: thrown })
}
