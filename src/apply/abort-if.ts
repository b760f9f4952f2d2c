import { type Connection, rowsOf } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { Run } from './run.ts'

/** Asked between steps and batches: whether --abort-if stops the run. Rejects when the user has interrupted it, or the session is lost. */
export async function mustStop({ session, options }: Run): Promise<boolean> {
  if (options.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
  await session.mustBeSame()
  if (options.abortIf === null) return false
  const answer = await ask(session.connection, options.abortIf)
  if (typeof answer !== 'boolean') throw new AuditError('source', answer)
  if (answer) options.report.note('--abort-if is true')
  return answer
}

/** Why this cannot be asked, or null. */
export async function abortIfProblem(connection: Connection, sql: string): Promise<string | null> {
  const answer = await ask(connection, sql)
  return typeof answer === 'boolean' ? null : answer
}

async function ask(connection: Connection, sql: string): Promise<boolean | string> {
  try {
    const [row] = await rowsOf(connection, sql)
    const value = row?.[0] ?? 'f'
    return value === 't' || value === 'f'
      ? value === 't'
      : '--abort-if gives neither true nor false: write a select of one boolean.'
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    return `--abort-if cannot be asked: the server answered "${messageOf(thrown)}" (SQLSTATE ${thrown.code}).`
  }
}
