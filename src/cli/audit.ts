import { existsSync } from 'node:fs'
import { prepare } from '../evaluate.ts'
import { ExitCode } from '../exit-code.ts'
import { buildReport } from '../report/build.ts'
import type { Ending } from '../report/ending.ts'
import type { Report } from '../report/report.ts'
import { unmeasured } from '../report/unmeasured.ts'
import type { Rule } from '../rule.ts'
import { readConfig } from '../rules/config.ts'
import type { Selection } from '../rules/select.ts'
import { unmatchedNames } from '../unmatched-names.ts'
import { version } from '../version.ts'
import { againstOf, judgedBase, withBaseWorkload } from './against.ts'
import type { CheckOptions } from './check-options.ts'
import { gated, type Gated } from './gate.ts'
import { baselinePlace, readBaselineAt, writeUpdate } from './run-baseline.ts'
import { type Extras, extrasOf, judge, type Judged } from './judge.ts'
import { failingAt, outcomeOf } from './outcome.ts'
import { type Read, readSource, type Run } from './read-source.ts'

export interface Audited {
  readonly report: Report
  readonly ending: Ending
  /** The rules that ran. */
  readonly rules: readonly Rule[]
}

/** The audit: rules, snapshot, evaluation, what is accepted of it, report. */
export async function audit(asked: Run<CheckOptions>, extras: Extras = extrasOf(asked.options)): Promise<Audited> {
  const { options, progress, io, origin } = asked
  const config = await readConfig(io.cwd, options.config)
  // Mistakes in these are told before minutes are spent.
  const place = baselinePlace(options, config.config, io)
  const baseline = place && existsSync(place.path) ? await readBaselineAt(place) : null
  const against = options.against === undefined ? null : await againstOf(options.against, origin, io)
  const run = withBaseWorkload(asked, against)
  const read = await readSource(run, config, selectionOf(options))
  const base = against && (await judgedBase(against, run, read))
  progress.step('holding the rules against it…')
  const judged = await judge(run, read, base, extras)
  const gate = gated(judged.findings, baseline, read.loaded.config, judged.lookedAt, io)
  const audited = reported(run, read, judged, gate)
  // Whoever could not look must not prune.
  if (!options.updateBaseline || !place || audited.ending.code === ExitCode.failed) return audited
  const updated = await writeUpdate(place, baseline, gate, options, io)
  return reported(run, read, judged, gated(judged.findings, updated, read.loaded.config, judged.lookedAt, io))
}

/** The report on what was judged, of which the gate says what counts, and how the run ends by it. */
function reported(
  { options }: Run<CheckOptions>,
  { loaded, rules, settings }: Read,
  { snapshot, results, notes, against }: Judged,
  { findings, baseline, suppressions }: Gated,
): Audited {
  const unmatched = unmatchedNames(snapshot, settings.evaluate.names)
  const report = buildReport(
    snapshot,
    { results, findings },
    { version: version(), rules, off: loaded.off, notes: [...notes, ...unmatched], against, baseline, suppressions },
  )
  const tables = prepare(snapshot, rules, settings.evaluate).targets.of('*').size
  const outcome = outcomeOf(report, {
    failOn: settings.failOn,
    failOnStale: options.failOnStale === true,
    requireAll: options.requireAll === true,
    unmeasured: unmeasured(report, rules, tables),
  })
  return { report, ending: { ...outcome, failing: failingAt(settings.failOn) }, rules }
}

const selectionOf = ({ only = [], skip = [], severity = [] }: CheckOptions): Selection => ({ only, skip, severity })
