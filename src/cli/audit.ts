import { evaluate, prepare } from '../evaluate.ts'
import { buildReport } from '../report/build.ts'
import type { Ending } from '../report/ending.ts'
import type { Report } from '../report/report.ts'
import { unmeasured } from '../report/unmeasured.ts'
import type { Rule } from '../rule.ts'
import type { Selection } from '../rules/select.ts'
import { unmatchedNames } from '../unmatched-names.ts'
import { version } from '../version.ts'
import type { CheckOptions, Format } from './check-options.ts'
import { failingAt, outcomeOf } from './outcome.ts'
import { readSource, type Run } from './read-source.ts'
import { withPending } from './with-pending.ts'

export interface Audited {
  readonly report: Report
  readonly ending: Ending
  /** The rules that ran. */
  readonly rules: readonly Rule[]
}

/** Formats that have room for whole fixes: only these wait for them. */
const WITH_FIXES: readonly Format[] = ['json', 'markdown', 'github']

/** The audit: rules, snapshot, evaluation, report. */
export async function audit(run: Run<CheckOptions>): Promise<Audited> {
  const { options, progress } = run
  const { snapshot, loaded, rules, settings } = await readSource(run, selectionOf(options))
  progress.step('holding the rules against it…')
  const live = evaluate(snapshot, rules, settings.evaluate)
  const { evaluation, notes } = await withPending(run, live, { snapshot, rules, settings })
  const request = { snapshot, rules, options: settings.evaluate, findings: evaluation.findings }
  const fixed = options.format?.some((format) => WITH_FIXES.includes(format))
    ? (await import('../fix/with-fixes.ts')).withFixes(request, version())
    : evaluation.findings
  // The table shows no places.
  const located = options.format?.some((format) => format !== 'table')
    ? await (await import('./with-locations.ts')).withLocations(run, fixed)
    : { findings: fixed, notes: [] }
  const unmatched = unmatchedNames(snapshot, settings.evaluate.names)
  const report = buildReport(
    snapshot,
    { ...evaluation, findings: located.findings },
    {
      version: version(),
      rules,
      off: loaded.off,
      notes: [...notes, ...unmatched, ...located.notes],
    },
  )
  const tables = prepare(snapshot, rules, settings.evaluate).targets.of('*').size
  const outcome = outcomeOf(report, {
    failOn: settings.failOn,
    requireAll: options.requireAll === true,
    unmeasured: unmeasured(report, rules, tables),
  })
  return { report, ending: { ...outcome, failing: failingAt(settings.failOn) }, rules }
}

const selectionOf = ({ only = [], skip = [], severity = [] }: CheckOptions): Selection => ({ only, skip, severity })
