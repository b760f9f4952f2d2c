import { evaluate, type EvaluateOptions, type Evaluation, prepare } from '../evaluate.ts'
import { suppressed, type Suppression } from '../gate/suppress.ts'
import { buildReport } from '../report/build.ts'
import type { Report } from '../report/report.ts'
import { unmeasured } from '../report/unmeasured.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import { unmatchedNames } from '../unmatched-names.ts'

export interface JudgeOptions {
  /** Version of pte-db-audit. */
  readonly version: string
  /** All rules of the run: some verdicts depend on what another one promises. */
  readonly rules: readonly Rule[]
  /** Those that are held against this target. */
  readonly judged: readonly Rule[]
  readonly evaluate: EvaluateOptions
  /** What the config takes out, and the day on which it does. */
  readonly suppressions: readonly Suppression[]
  readonly today: string
}

/** What came out of one target, before it is put beside that of the others. */
export interface Judged extends Evaluation {
  /** Ids of the rules that were held against it. */
  readonly rules: readonly string[]
  readonly report: Pick<Report, 'summary' | 'skips' | 'notes' | 'source'>
  /** Why nothing was measured, or null. */
  readonly unmeasured: string | null
}

export function judge(snapshot: Snapshot, options: JudgeOptions): Judged {
  const { version, rules, judged, suppressions, today } = options
  const { results, findings } = evaluate(snapshot, rules, options.evaluate, judged)
  const evaluation = { results, findings: suppressed(findings, suppressions, today) }
  const notes = unmatchedNames(snapshot, options.evaluate.names)
  const report = buildReport(snapshot, evaluation, { version, rules: judged, off: [], notes })
  const tables = prepare(snapshot, judged, options.evaluate).targets.of('*').size
  return { ...evaluation, rules: judged.map(({ id }) => id), report, unmeasured: unmeasured(report, judged, tables) }
}
