import { resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import type { Connection } from '../collect/connection.ts'
import type { Rule } from '../rule.ts'
import type { ReadConfig } from '../rules/config.ts'
import type { Loaded } from '../rules/load.ts'
import { type Selection, selectRules } from '../rules/select.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { gather, type GatherOptions } from './gather.ts'
import type { Io } from './io.ts'
import { loadRulesAfter } from './load-rules.ts'
import { openOptionsOf, openSource, type Opened } from './open-source.ts'
import type { Origin } from './origin.ts'
import type { Progress } from './progress.ts'
import { readBeside, type ReadBeside } from './read-beside.ts'
import { type Settings, settingsOf } from './settings.ts'
import type { SourceOptions } from './source-options.ts'

/** What a run is given: the arguments, the process, and the server that is being dialled while the rules are read. */
export interface Run<Options extends SourceOptions = SourceOptions> {
  readonly origin: Origin
  readonly options: Options
  readonly io: Io
  readonly progress: Progress
  readonly opening: Promise<Opened> | null
}

/** All that is judged: after it nothing talks to the source. */
export interface Read {
  readonly snapshot: Snapshot
  readonly loaded: Loaded
  /** The rules of this run, `selection` applied. */
  readonly rules: readonly Rule[]
  readonly settings: Settings
  /** Lays the workload of `--workload` over another schema. */
  readonly measure: GatherOptions['measure']
  readonly replayed: ReadBeside['replayed']
  /** About the sources beside the audited one. */
  readonly notes: readonly Note[]
}

/** Reads rules and source at the same time, and writes `--save-snapshot`. Mistakes of the config are reported with those of the rules. */
export async function readSource(run: Run, config: ReadConfig, selection: Selection): Promise<Read> {
  const { options, io, progress } = run
  const settings = settingsOf(options, config.config)
  let selecting: Promise<Selected> | undefined
  const selected = (): Promise<Selected> => (selecting ??= loadSelected(config, selection, run))
  // A server works while the rules are read; what takes seconds of this machine waits until they are known to be right.
  if (run.opening === null) await selected()
  // It is read before minutes are spent on what it is laid over.
  const production = options.workload === undefined ? null : await readProduction(resolve(io.cwd, options.workload))
  const measure = async (snapshot: Snapshot, connection: Connection | null): Promise<Snapshot> => {
    if (production) return (await import('../with-workload.ts')).withWorkload(snapshot, production)
    if (!options.replica || !connection) return snapshot
    progress.step('reading the counters of its replicas…')
    const { addReplicas } = await import('./add-replicas.ts')
    const { schemas } = settings.evaluate
    return addReplicas(snapshot, connection, { ...settings, schemas, replicas: options.replica }, io)
  }
  const gathering: Gathering = { ...settings, rules: async () => (await selected()).rules, measure }
  const audited = await snapshotOf(run, gathering)
  const { loaded, rules } = await selected()
  const { declared, replayed, notes } = await readBeside(run, audited, gathering)
  const snapshot = declared ? { ...audited, declared } : audited
  if (options.saveSnapshot !== undefined) {
    const { writeSnapshot } = await import('../source/snapshot-file.ts')
    await writeSnapshot(resolve(io.cwd, options.saveSnapshot), snapshot)
  }
  return { snapshot, loaded, rules, settings, measure, replayed, notes }
}

async function readProduction(path: string): Promise<Snapshot> {
  const { readSnapshot } = await import('../source/snapshot-file.ts')
  const snapshot = await readSnapshot(path)
  if (snapshot.source.kind === 'migrations' || snapshot.source.kind === 'schema')
    throw new AuditError(
      'usage',
      `--workload ${path} is a snapshot of ${snapshot.source.label}, which nobody uses. Save one of a server with --save-snapshot.`,
    )
  return snapshot
}

type Selected = Pick<Read, 'loaded' | 'rules'>

async function loadSelected(config: ReadConfig, selection: Selection, { origin, options, io }: Run): Promise<Selected> {
  const params = origin.kind === 'demo' ? (await import('../demo/limits.ts')).demoLimits : {}
  const loaded = await loadRulesAfter(config, options, io, params)
  return { loaded, rules: selectRules(loaded.rules, loaded.off, selection) }
}

async function savedSnapshot(origin: Origin & { kind: 'snapshot' | 'collected' }, { cwd }: Io): Promise<Snapshot> {
  if (origin.kind === 'collected') return origin.snapshot
  const { readSnapshot } = await import('../source/snapshot-file.ts')
  return readSnapshot(resolve(cwd, origin.file))
}

/** A saved snapshot is measured without a connection. */
interface Gathering extends GatherOptions {
  readonly measure: (snapshot: Snapshot, connection: Connection | null) => Promise<Snapshot>
}

async function snapshotOf({ origin, opening, options, io, progress }: Run, gathering: Gathering): Promise<Snapshot> {
  if (origin.kind === 'snapshot' || origin.kind === 'collected') {
    const snapshot = await gathering.measure(await savedSnapshot(origin, io), null)
    if (!gathering.prove) return snapshot
    progress.slow('asking the planner about proposed indexes…')
    const { withProofs } = await import('./prove-candidates.ts')
    return withProofs(snapshot, await gathering.rules(), { evaluate: gathering.evaluate, connection: null, signal: io.signal })
  }
  const opened = await (opening ?? openSource(origin, openOptionsOf(options), io, progress))
  return gather(opened, gathering, io, progress)
}
