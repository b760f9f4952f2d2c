import { resolve } from 'node:path'
import { evaluate, prepare, type Evaluation } from '../evaluate.ts'
import { markPending, outstanding } from '../pending.ts'
import { buildReport } from '../report/build.ts'
import type { Report } from '../report/report.ts'
import { unmeasured } from '../report/unmeasured.ts'
import type { Rule } from '../rule.ts'
import { readConfig } from '../rules/config.ts'
import { type Selection, selectRules } from '../rules/select.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { unmatchedNames } from '../unmatched-names.ts'
import { version } from '../version.ts'
import type { CheckOptions } from './check-options.ts'
import { gather, type GatherOptions } from './gather.ts'
import type { Io } from './io.ts'
import { loadRulesAfter } from './load-rules.ts'
import { openOptionsOf, openSource, type Opened } from './open-source.ts'
import type { Origin } from './origin.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import type { Progress } from './progress.ts'
import { settingsOf, type Settings } from './settings.ts'

export interface Audited {
  readonly report: Report
  readonly outcome: Outcome
}

/** What a run is given: the arguments, the process, and the server that is being dialled while the rules are read. */
export interface Run {
  readonly origin: Origin
  readonly options: CheckOptions
  readonly io: Io
  readonly progress: Progress
  readonly opening: Promise<Opened> | null
}

/** The audit: rules, snapshot, evaluation, report. */
export async function audit(run: Run): Promise<Audited> {
  const { options, io, progress } = run
  const config = await readConfig(io.cwd, options.config)
  const settings = settingsOf(options, config.config)
  const loading = loadRulesAfter(config, options, io)
  const selecting = loading.then((loaded) => selectRules(loaded.rules, loaded.off, selectionOf(options)))
  // Whoever awaits it gets the error; until then it must not count as unhandled.
  selecting.catch(() => undefined)
  // A server works while the rules are read; what takes seconds of this machine waits until they are known to be right.
  if (run.opening === null) await selecting
  const snapshot = await snapshotOf(run, { ...settings, rules: selecting })
  const [loaded, rules] = await Promise.all([loading, selecting])
  if (options.saveSnapshot !== undefined) {
    const { writeSnapshot } = await import('../source/snapshot-file.ts')
    await writeSnapshot(resolve(io.cwd, options.saveSnapshot), snapshot)
  }
  progress.step('holding the rules against it…')
  const live = evaluate(snapshot, rules, settings.evaluate)
  const { evaluation, notes } = await withPending(run, live, snapshot, rules, settings)
  const unmatched = unmatchedNames(snapshot, settings.evaluate.names)
  const report = buildReport(snapshot, evaluation, {
    version: version(),
    rules,
    off: loaded.off,
    notes: [...notes, ...unmatched],
  })
  const tables = prepare(snapshot, rules, settings.evaluate).targets.of('*').size
  const outcome = outcomeOf(report, {
    failOn: settings.failOn,
    requireAll: options.requireAll === true,
    unmeasured: unmeasured(report, rules, tables),
  })
  return { report, outcome }
}

async function snapshotOf({ origin, opening, options, io, progress }: Run, gathering: GatherOptions): Promise<Snapshot> {
  if (origin.kind === 'snapshot') {
    const { readSnapshot } = await import('../source/snapshot-file.ts')
    return readSnapshot(resolve(io.cwd, origin.file))
  }
  const opened = await (opening ?? openSource(origin, openOptionsOf(options), io, progress))
  return gather(opened, gathering, io, progress)
}

const selectionOf = ({ only = [], skip = [], severity = [] }: CheckOptions): Selection => ({ only, skip, severity })

/** With a URL and --migrations: what the folder's outstanding migrations will mend is pending. */
async function withPending(
  { origin, options, io, progress }: Run,
  live: Evaluation,
  { watermark }: Snapshot,
  rules: readonly Rule[],
  settings: Settings,
): Promise<{ readonly evaluation: Evaluation; readonly notes: readonly Note[] }> {
  if (origin.kind !== 'server' || origin.migrations === undefined) return { evaluation: live, notes: [] }
  const opened = await openSource({ kind: 'migrations', folder: origin.migrations }, openOptionsOf(options), io, progress)
  const replayed = await gather(opened, { ...settings, rules: Promise.resolve(rules), checkData: false }, io, progress)
  const { pending, notes } = outstanding(opened.migrations, watermark)
  const evaluation = markPending(live, evaluate(replayed, rules, settings.evaluate), pending)
  return { evaluation, notes: [...opened.notes, ...notes] }
}
