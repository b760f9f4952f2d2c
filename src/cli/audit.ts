import { existsSync } from 'node:fs'
import { evaluate, prepare } from '../evaluate.ts'
import { compared } from '../gate/compare.ts'
import { ExitCode } from '../exit-code.ts'
import { buildReport } from '../report/build.ts'
import type { Ending } from '../report/ending.ts'
import type { Report } from '../report/report.ts'
import { unmeasured } from '../report/unmeasured.ts'
import type { Rule } from '../rule.ts'
import type { Selection } from '../rules/select.ts'
import { readConfig } from '../rules/config.ts'
import { unmatchedNames } from '../unmatched-names.ts'
import { version } from '../version.ts'
import type { CheckOptions, Format } from './check-options.ts'
import { againstOf, judgedBase, withBaseWorkload } from './against.ts'
import { baselinePlace, gated, type Gated, lookedAt, readBaselineAt, writeUpdate } from './gate.ts'
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

/** The audit: rules, snapshot, evaluation, what is accepted of it, report. */
export async function audit(asked: Run<CheckOptions>): Promise<Audited> {
  const { options, progress, io, origin } = asked
  const config = await readConfig(io.cwd, options.config)
  // Mistakes in these are told before minutes are spent.
  const place = baselinePlace(options, config.config, io)
  const baseline = place && existsSync(place.path) ? await readBaselineAt(place) : null
  const against = options.against === undefined ? null : await againstOf(options.against, origin, io)
  const run = withBaseWorkload(asked, against)
  const read = await readSource(run, config, selectionOf(options))
  const { loaded, rules, settings } = read
  const base = against && (await judgedBase(against, run, read))
  const snapshot = base ? { ...read.snapshot, base: base.base } : read.snapshot
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
  const seen = lookedAt(evaluation.results, read, options)
  const comparison = base && compared(located.findings, base.evaluation, seen)
  const findings = comparison?.findings ?? located.findings
  const unmatched = unmatchedNames(snapshot, settings.evaluate.names)
  const tables = prepare(snapshot, rules, settings.evaluate).targets.of('*').size
  const judge = (gate: Gated): Audited => {
    const report = buildReport(
      snapshot,
      { ...evaluation, findings: gate.findings },
      {
        version: version(),
        rules,
        off: loaded.off,
        notes: [...notes, ...unmatched, ...(base?.notes ?? []), ...located.notes],
        against: comparison && { base: base.label, fixed: comparison.fixed },
        baseline: gate.baseline,
        suppressions: gate.suppressions,
      },
    )
    const outcome = outcomeOf(report, {
      failOn: settings.failOn,
      failOnStale: options.failOnStale === true,
      requireAll: options.requireAll === true,
      unmeasured: unmeasured(report, rules, tables),
    })
    return { report, ending: { ...outcome, failing: failingAt(settings.failOn) }, rules }
  }
  const gate = gated(findings, baseline, loaded.config, seen, io)
  const audited = judge(gate)
  // Whoever could not look must not prune.
  if (!options.updateBaseline || !place || audited.ending.code === ExitCode.failed) return audited
  const updated = await writeUpdate(place, baseline, gate, options, io)
  return judge(gated(findings, updated, loaded.config, seen, io))
}

const selectionOf = ({ only = [], skip = [], severity = [] }: CheckOptions): Selection => ({ only, skip, severity })
