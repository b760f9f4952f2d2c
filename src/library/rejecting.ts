import { errorLines } from '../cli/error-lines.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { Signal } from './options.ts'

/**
 * Runs `work` and rejects only with errors that may be shown. Test runners print an error with its causes and all of their members, and
 * those of node-postgres or of `new URL` may repeat what was connected to: what comes out has a text and nothing else.
 */
export async function rejecting<Result>(work: () => Promise<Result>, signal?: Signal): Promise<Result> {
  try {
    if (signal?.aborted) throw interrupted(signal)
    return await work()
  } catch (thrown) {
    // What else goes wrong while it is broken off has no other reason.
    if (signal?.aborted) throw interrupted(signal)
    throw shown(thrown)
  }
}

const interrupted = (signal: Signal): AuditError =>
  new AuditError('interrupted', 'The audit was interrupted by its signal.', { cause: signal.reason })

function shown(thrown: unknown): Error {
  const message = errorLines(messageOf(thrown)).join('\n')
  if (thrown instanceof AuditError) return new AuditError(thrown.kind, message)
  const bug = new Error(`${message}. This is a bug in pte-db-audit.`)
  if (thrown instanceof Error && thrown.stack !== undefined) bug.stack = errorLines(thrown.stack).join('\n')
  return bug
}
