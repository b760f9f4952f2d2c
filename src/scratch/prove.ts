import type { Connection } from '../collect/connection.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { EvaluateOptions } from '../evaluate.ts'
import type { Plan, Proof } from '../fix/step.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import { loadParser } from '../sql/parse.ts'
import { prepareCopy } from './prove-copy.ts'
import { tryOnCopy, type Tried } from './prove-try.ts'
import { embeddableExtensions } from './rebuild-types.ts'
import { startEmbedded } from './start.ts'

export interface ProveOptions {
  readonly plan: Plan
  /** What the plan was made from. */
  readonly snapshot: Snapshot
  /** All rules of the run, not only those whose findings are fixed: none of them may be broken by the migration. */
  readonly rules: readonly Rule[]
  readonly evaluate: EvaluateOptions
  /** The texts that will be written, as psql takes them. */
  readonly scripts: { readonly up: string; readonly down: string }
  /** An empty database of the user's to try on instead of the embedded one; it is closed, and whoever made it removes it. */
  readonly start?: () => Promise<Connection>
  /** ms for all of it; five minutes unless given. */
  readonly timeLimit?: number
  readonly signal?: AbortSignal
}

const TIME_LIMIT = 300_000

/**
 * Tries a migration on a copy that is built from the snapshot alone, with made-up rows: up, audited again, up once more, down, and down
 * once more. `proven`: every finding is closed, none is new, running twice changes nothing, and the rollback restores the catalog and the
 * documents. `partly`: nothing went wrong, and something could not be shown. `failed`: the first thing that went wrong is a remark.
 * `not tried`: there was no copy to try it on. Rejects with AuditError('interrupted') when the signal fires; nothing is left running.
 */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { plan, snapshot, signal } = options
  if (plan.steps.length === 0) return notTried('there is nothing to run')
  await loadParser()
  let connection: Connection
  try {
    connection = await (options.start ?? (() => startEmbedded(embeddedOptions(snapshot, signal))))()
  } catch (thrown) {
    if (signal?.aborted) throw thrown
    return notTried(`there is no database to try it on: ${messageOf(thrown)}`)
  }
  const on = `PostgreSQL ${(connection.parameters['server_version'] ?? '').split(' ')[0]}${connection.embedded ? ', embedded' : ''}`
  const guard = guarded(connection, options.timeLimit ?? TIME_LIMIT, signal)
  let at: string | null = null
  try {
    const copy = await prepareCopy(connection, plan, snapshot, options.scripts)
    const tried = await tryOnCopy(connection, copy, options, (statement) => (at = statement))
    return { ...proofOf(tried, copy.gaps), on, remarks: [...tried.failures, ...tried.gaps, ...copy.gaps, ...copy.remarks] }
  } catch (thrown) {
    if (signal?.aborted) throw new AuditError('interrupted', 'Interrupted.', { cause: thrown })
    const reason = guard.timedOut() ? 'it took longer than the time limit' : messageOf(thrown)
    const remark = at === null ? `the copy could not be made: ${reason}` : `the proof ended at ${at}: ${reason}`
    return { outcome: at === null ? 'not tried' : 'failed', on, statements: 0, closed: [], remarks: [remark] }
  } finally {
    guard.lift()
    await connection.close().catch(() => undefined)
  }
}

const notTried = (remark: string): Proof => ({ outcome: 'not tried', on: null, statements: 0, closed: [], remarks: [remark] })

const embeddedOptions = (snapshot: Snapshot, signal: AbortSignal | undefined): Parameters<typeof startEmbedded>[0] => ({
  extensions: embeddableExtensions(snapshot),
  ...(signal ? { signal } : {}),
})

const proofOf = (tried: Tried, gaps: readonly string[]): Pick<Proof, 'outcome' | 'statements' | 'closed'> => ({
  outcome: tried.failures.length > 0 ? 'failed' : tried.gaps.length + gaps.length > 0 ? 'partly' : 'proven',
  statements: tried.statements,
  closed: tried.closed,
})

/** Ends what runs on the connection when time is up or the user interrupts: on a server one statement, embedded the whole database. */
function guarded(
  connection: Connection,
  timeLimit: number,
  signal: AbortSignal | undefined,
): { timedOut(): boolean; lift(): void } {
  let late = false
  const cancel = (): void => void connection.cancel().catch(() => undefined)
  const timer = setTimeout(() => {
    late = true
    cancel()
  }, timeLimit)
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  return {
    timedOut: () => late,
    lift: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
