import { ExitCode } from '../exit-code.ts'
import type { Severity } from '../finding.ts'
import { count } from '../report/counts.ts'
import type { Report } from '../report/report.ts'
import { SEVERITIES } from '../report/worst-first.ts'
import type { FailOn } from './check-options.ts'

/** How a run ends, and the sentence that says why. */
export interface Outcome {
  readonly code: ExitCode
  readonly sentence: string
}

/** What counts at each level of --fail-on. */
const NOUN = { error: 'error', warn: 'error or warning', info: 'finding' } as const

/** The severities that fail a run. */
export const failingAt = (failOn: FailOn): readonly Severity[] =>
  failOn === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1)

export interface OutcomeOptions {
  readonly failOn: FailOn
  readonly requireAll: boolean
  /** Why nothing was measured, or null. */
  readonly unmeasured: string | null
}

/** The exit code of a report. What could not be audited weighs more than what was found. */
export function outcomeOf({ summary, skips }: Report, { failOn, requireAll, unmeasured }: OutcomeOptions): Outcome {
  if (unmeasured !== null) return { code: ExitCode.failed, sentence: unmeasured }
  if (requireAll && skips.length)
    return {
      code: ExitCode.failed,
      sentence: `--require-all: ${skips.length} ${skips.length === 1 ? 'thing' : 'things'} could not be measured, for the reasons in the report.`,
    }
  if (failOn === 'never') return { code: ExitCode.clean, sentence: 'Findings do not change the exit code (--fail-on never).' }
  const weighing = failingAt(failOn)
  const number = weighing.reduce((sum, severity) => sum + summary.findings[severity], 0)
  if (number)
    return {
      code: ExitCode.findings,
      sentence: `${count(number, NOUN[failOn], failOn === 'warn' ? 'errors and warnings' : `${NOUN[failOn]}s`)} (--fail-on ${failOn}).`,
    }
  return { code: ExitCode.clean, sentence: `No ${NOUN[failOn]} (--fail-on ${failOn}).` }
}
