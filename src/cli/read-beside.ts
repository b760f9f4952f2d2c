import type { BuiltByMigrations, Declared, DeclaredObjects, Note, Snapshot } from '../snapshot.ts'
import { outstanding } from '../pending.ts'
import { gather, type GatherOptions } from './gather.ts'
import { type OpenOrigin, openOptionsOf, openSource } from './open-source.ts'
import { besideOf } from './origin.ts'
import type { Run } from './read-source.ts'

/** What stands beside the audited source. */
export interface ReadBeside {
  readonly declared: Declared | null
  /**
   * What the migrations build, what those of them build that this database has run (null when it has run none, or all), and which it will
   * still run; null without migrations beside it.
   */
  readonly replayed: {
    readonly snapshot: Snapshot
    readonly applied: Snapshot | null
    readonly pending: readonly string[]
  } | null
  readonly notes: readonly Note[]
}

/** What belongs to the server alone: a replayed folder has no rows, no workload and nobody at work. */
const REPLAY = {
  checkData: false,
  sample: null,
  prove: false,
  measure: (snapshot: Snapshot): Promise<Snapshot> => Promise.resolve(snapshot),
} as const

/** Builds and collects the sources that the arguments name beside the audited one. */
export async function readBeside(run: Run, audited: Snapshot, gathering: GatherOptions): Promise<ReadBeside> {
  const { origin, options } = run
  const beside = besideOf(origin, options)
  const migrations = beside.migrations === null ? null : await readMigrations(run, beside.migrations, audited, gathering)
  const schema = beside.schema === null ? null : await collected(run, { kind: 'schema', file: beside.schema }, gathering)
  if (!migrations && options.schema === undefined) return { declared: null, replayed: null, notes: [] }
  const { neverArriving } = await import('../source/schema/never-arriving.ts')
  return {
    declared: {
      ...(schema && { schema: objectsIn(schema.snapshot) }),
      ...(migrations && { migrations: migrations.built }),
      neverArrives: options.schema === undefined ? [] : await neverArriving(options.schema, run.io.cwd),
    },
    replayed: migrations && {
      snapshot: migrations.snapshot,
      applied: migrations.applied,
      pending: migrations.built.outstanding,
    },
    notes: [...(migrations?.notes ?? []), ...(schema?.snapshot.notes ?? [])],
  }
}

async function readMigrations(run: Run, folder: string, audited: Snapshot, gathering: GatherOptions) {
  const whole = await collected(run, { kind: 'migrations', folder }, gathering, true)
  const { pending, passedOver, notes } = outstanding(whole.migrations, audited.watermark)
  const without = [...pending, ...passedOver]
  const some = without.length > 0 && without.length < whole.migrations.length
  const applied = some ? (await collected(run, { kind: 'migrations', folder, without }, gathering, true)).snapshot : null
  const built: BuiltByMigrations = {
    ...objectsIn(whole.snapshot),
    outstanding: pending,
    passedOver,
    recorded: audited.watermark !== null,
    applied: applied ? objectsIn(applied) : without.length === 0 ? 'all' : 'none',
  }
  return { snapshot: whole.snapshot, applied, built, notes: [...whole.snapshot.notes, ...notes] }
}

/** `asked`: the rules ask it their questions too. */
async function collected({ options, io, progress }: Run, origin: OpenOrigin, gathering: GatherOptions, asked = false) {
  const opened = await openSource(origin, openOptionsOf(options), io, progress)
  const rules = asked ? gathering.rules : () => Promise.resolve([])
  const snapshot = await gather(opened, { ...gathering, ...REPLAY, rules }, io, progress)
  return { snapshot, migrations: opened.migrations }
}

const objectsIn = ({ source, unread, extensions, enums, sequences, functions, relations }: Snapshot): DeclaredObjects => ({
  source,
  unread,
  extensions,
  enums,
  sequences,
  functions,
  relations,
})
