import { ExitCode } from '../exit-code.ts'
import type { Severity } from '../finding.ts'
import { count } from '../report/counts.ts'
import type { Report, Summary } from '../report/report.ts'
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
  /** A baseline that accepts what is gone fails, too. */
  readonly failOnStale: boolean
  readonly requireAll: boolean
  /** Why nothing was measured, or null. */
  readonly unmeasured: string | null
}

/** What of a report decides: that of one database, or of many. */
export interface Weighed {
  readonly summary: Pick<Summary, 'findings'> & Partial<Pick<Summary, 'accepted'>>
  readonly skips: readonly unknown[]
  /** Of one database only. */
  readonly baseline?: Report['baseline']
}

/** The exit code of a report. What could not be audited weighs more than what was found. */
export function outcomeOf(
  { summary, skips, baseline = null }: Weighed,
  { failOn, failOnStale, requireAll, unmeasured }: OutcomeOptions,
): Outcome {
  if (unmeasured !== null) return { code: ExitCode.failed, sentence: unmeasured }
  if (requireAll && skips.length)
    return {
      code: ExitCode.failed,
      sentence: `--require-all: ${skips.length} ${skips.length === 1 ? 'thing' : 'things'} could not be measured, for the reasons in the report.`,
    }
  const failing = [...foundTexts(summary, failOn), ...(failOnStale ? staleTexts(baseline) : [])]
  if (failing.length > 0) return { code: ExitCode.findings, sentence: `${failing.join('; ')}.` }
  return {
    code: ExitCode.clean,
    sentence:
      failOn === 'never'
        ? 'Findings do not change the exit code (--fail-on never).'
        : `${nothing(summary, failOn)} (--fail-on ${failOn}).`,
  }
}

function foundTexts({ findings }: Weighed['summary'], failOn: FailOn): string[] {
  const number = failingAt(failOn).reduce((sum, severity) => sum + findings[severity], 0)
  if (failOn === 'never' || number === 0) return []
  const plural = failOn === 'warn' ? 'errors and warnings' : `${NOUN[failOn]}s`
  return [`${count(number, NOUN[failOn], plural)} (--fail-on ${failOn})`]
}

function staleTexts(baseline: Report['baseline']): string[] {
  const number = baseline?.stale.length ?? 0
  return number === 0
    ? []
    : [
        `${baseline?.file} accepts ${count(number, 'finding')} that ${number === 1 ? 'is' : 'are'} gone (--fail-on-stale), which --update-baseline prunes`,
      ]
}

/** What was accepted is no finding that counts, and yet is there. */
function nothing({ accepted }: Weighed['summary'], failOn: Exclude<FailOn, 'never'>): string {
  const some = accepted !== undefined && accepted.baseline + accepted.suppression + accepted.unchanged > 0
  return `No ${some ? 'new ' : ''}${NOUN[failOn]}`
}
