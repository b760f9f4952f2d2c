import { ExitCode } from '../exit-code.ts'
import { count } from '../report/counts.ts'
import type { TargetsReport } from '../report/targets-report.ts'
import { type Outcome, outcomeOf, type OutcomeOptions } from './outcome.ts'

/** The exit code of a report of many. A target that could not be audited weighs more than what was found in the others. */
export function targetsOutcome({ summary, skips }: TargetsReport, options: Omit<OutcomeOptions, 'unmeasured'>): Outcome {
  const { databases, schemas, failed } = summary.targets
  if (failed > 0) {
    const sentence = `${failed} of ${count(databases + schemas + failed, 'target')} could not be audited, for the reasons in the report.`
    return { code: ExitCode.failed, sentence }
  }
  return outcomeOf({ summary: { findings: summary.groups }, skips }, { ...options, unmeasured: null })
}
