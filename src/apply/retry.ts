import { setTimeout as sleep } from 'node:timers/promises'
import { sqlState } from '../collect/statement-error.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { Reporter } from './reporter.ts'
import type { Watch } from './watch.ts'

/** SQLSTATEs after which the same statement may succeed: lock_not_available, deadlock_detected, serialization_failure. */
const PASSING = new Set(['55P03', '40P01', '40001'])

export const isPassing = (thrown: unknown): boolean => PASSING.has(sqlState(thrown) ?? '')

export interface RetryOptions {
  /** Tries in all, at least 1. */
  readonly tries: number
  /** ms for which `work` waits for a lock. */
  readonly lockTimeout: number
  readonly signal: AbortSignal
  readonly report: Reporter
}

/** ms */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 15_000

/**
 * Runs `work` (with the number of its try, from 1) until it is not refused for a lock that somebody else holds. Pauses double up to 15 s,
 * so that those who waited behind our own request are served in between. Rejects with one sentence that names who was in front.
 */
export async function withRetries<Result>(
  what: string,
  watch: Watch,
  { tries, lockTimeout, signal, report }: RetryOptions,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await watch.during(lockTimeout, () => work(attempt))
    } catch (thrown) {
      if (!isPassing(thrown)) throw thrown
      const who = watch.blockers()
      const holder = who === null ? 'another session holds it' : `${who} holds it`
      if (attempt >= tries)
        throw new AuditError(
          'source',
          `${what}: no lock after ${tries === 1 ? 'one try' : `${tries} tries`}: ${holder} (${messageOf(thrown)}). ` +
            'End that transaction or wait for it, then run apply again, which goes on from here.',
          { cause: thrown },
        )
      const pause = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
      report.note(`no lock yet: ${holder}; try ${attempt} of ${tries}, the next in ${pause / 1000} s`)
      await sleep(pause, undefined, { signal }).catch(() => {
        throw new AuditError('interrupted', 'Interrupted.')
      })
    }
  }
}
