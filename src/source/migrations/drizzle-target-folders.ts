import { join } from 'node:path'
import {
  array,
  type InferOutput,
  literal,
  looseObject,
  object,
  optional,
  record,
  safeParse,
  string,
  unknown,
  variant,
} from 'valibot'
import { AuditError } from '../../errors.ts'
import { afterDeltas, ddlDeltas, type DdlState, keyOf } from '../../fix/render/drizzle-ddl.ts'
import { type DrizzleTarget, mustBeNew, type NewMigration, readJson, type TargetFile, timeStamp } from './drizzle-target.ts'

const row = record(string(), unknown())
const header = { dialect: literal('postgres'), id: string(), prevIds: array(string()) }
const delta = variant('op', [
  object({ op: literal('create'), row }),
  object({ op: literal('drop'), key: string() }),
  object({ op: literal('alter'), key: string(), set: row }),
])
/** Version 8 (1.0's previews) has the whole schema each time, version 9 only in the first. */
const snapshotSchema = variant('version', [
  looseObject({ version: literal('8'), ...header, ddl: array(row) }),
  looseObject({ version: literal('9'), ...header, ddl: optional(array(row)), deltas: optional(array(delta)) }),
])
type DrizzleSnapshot = InferOutput<typeof snapshotSchema>

/** The layout since drizzle-kit 1.0: `20260131120000_name/` with migration.sql and snapshot.json. Drizzle sorts them by name. */
export function foldersTarget(folder: string, names: readonly string[], name: string, now: Date): DrizzleTarget {
  const sorted = names.toSorted((a, b) => a.localeCompare(b))
  mustBeNew(folder, sorted, name)
  const snapshots = sorted.map((each) => snapshotOf(folder, each))
  const newest = newestOf(folder, snapshots)
  const state = stateOf(snapshots)
  const tag = `${timeAfter(sorted.at(-1) ?? '', now)}_${name}`
  return {
    folder,
    tag,
    tables: new Set(
      [...state.values()]
        .filter(({ entityType }) => entityType === 'tables')
        .map((table) => `${String(table['schema'])}.${String(table['name'])}`),
    ),
    files: ({ sql, beside, deltas }: NewMigration, id: string): readonly TargetFile[] => {
      const own = ddlDeltas(state, deltas)
      const common = { dialect: 'postgres', id, prevIds: [newest.id] }
      const snapshot =
        newest.version === '8'
          ? { version: '8', ...common, ddl: [...afterDeltas(state, own).values()], renames: [] }
          : { type: 'diff', version: '9', ...common, footprints: [], deltas: own }
      return [
        ...beside.map(({ ending, content }) => ({ path: `${tag}/${tag}${ending}`, content })),
        { path: `${tag}/snapshot.json`, content: JSON.stringify(snapshot, null, 2) },
        { path: `${tag}/migration.sql`, content: sql },
      ]
    },
  }
}

function snapshotOf(folder: string, name: string): DrizzleSnapshot {
  const path = `${name}/snapshot.json`
  const { success, output } = safeParse(snapshotSchema, readJson(folder, path))
  if (success) return output
  const file = join(folder, path)
  throw new AuditError('usage', `${file} is no PostgreSQL snapshot of version 8 or 9; run \`drizzle-kit up\` first.`)
}

/** The one that no other follows. */
function newestOf(folder: string, snapshots: readonly DrizzleSnapshot[]): DrizzleSnapshot {
  const followed = new Set(snapshots.flatMap(({ prevIds }) => prevIds))
  const [newest, ...others] = snapshots.filter(({ id }) => !followed.has(id))
  if (newest && others.length === 0) return newest
  throw new AuditError(
    'usage',
    `${folder} has ${others.length + 1} migrations that none follows; run \`drizzle-kit generate\` to join the branches first.`,
  )
}

/** All that the snapshots say, one after the other. */
function stateOf(snapshots: readonly DrizzleSnapshot[]): DdlState {
  return snapshots.reduce<DdlState>(
    (state, { ddl, ...snapshot }) =>
      ddl
        ? new Map(ddl.map((each) => [keyOf(each), each]))
        : afterDeltas(state, snapshot.version === '9' ? (snapshot.deltas ?? []) : []),
    new Map(),
  )
}

/** A time behind that of the migration that is last, should the clock be late. */
function timeAfter(last: string, now: Date): string {
  const time = timeStamp(now)
  const before = last.slice(0, time.length)
  const isTime = before.length === time.length && Number.isInteger(Number(before))
  return isTime && before >= time ? `${BigInt(before) + 1n}` : time
}
