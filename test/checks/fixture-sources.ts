import { parse } from 'yaml'
import type { Declared, Snapshot } from '../../src/snapshot.ts'
import { laidOver } from './audit.ts'

/**
 * `-- schema:`, `-- migrations:`, `-- applied:`, `-- base:` and `-- database:`, each on a line of its own, begin what the schema declares, what
 * the migrations build, what those of them build that have run here, what is compared with, and what is audited. Without a database the
 * migrations are.
 */
const PARTS = ['schema', 'migrations', 'applied', 'base', 'database'] as const
export type Parts = Partial<Readonly<Record<(typeof PARTS)[number], string>>>

/** What a fixture says of the sources beside its database. */
export interface FixtureSources {
  readonly audited: 'server' | 'migrations'
  readonly schema: string | null
  readonly migrations: string | null
  /** Null: all of them have run. */
  readonly applied: string | null
  /** `-- outstanding: 0002_total`: names of migrations. */
  readonly outstanding: readonly string[]
  /** `-- passed over: 0001_late` */
  readonly passedOver: readonly string[]
  /** `-- not recorded`: nothing says which migrations have run. */
  readonly recorded: boolean
}

/** A fixture that names no part is all of the database. */
export function partsOf(sql: string): Parts {
  const lines = sql.split('\n')
  const starts = PARTS.map((part) => ({ part, at: lines.indexOf(`-- ${part}:`) })).filter(({ at }) => at >= 0)
  if (starts.length === 0) return { database: sql }
  const ordered = starts.toSorted((a, b) => a.at - b.at)
  return Object.fromEntries(ordered.map(({ part, at }, next) => [part, lines.slice(at + 1, ordered[next + 1]?.at).join('\n')]))
}

export function sourcesOf(parts: Parts, said: (key: string) => readonly string[]): FixtureSources | null {
  const { schema = null, migrations = null, applied = null, database } = parts
  if (schema === null && migrations === null) return null
  return {
    audited: database === undefined ? 'migrations' : 'server',
    schema,
    migrations: database === undefined ? null : migrations,
    applied,
    outstanding: said('outstanding:'),
    passedOver: said('passed over:'),
    recorded: said('not recorded').length === 0,
  }
}

/** What the other sources declare; null where there are none. `built` gives what an empty database becomes by SQL. */
async function declaredBy(sources: FixtureSources | null, built: (sql: string) => Promise<Snapshot>): Promise<Declared | null> {
  if (sources === null) return null
  const { outstanding, passedOver, recorded } = sources
  const schema = sources.schema === null ? null : await built(sources.schema)
  const migrations = sources.migrations === null ? null : await built(sources.migrations)
  const applied = sources.applied === null ? 'all' : sources.applied.trim() === '' ? 'none' : await built(sources.applied)
  return {
    ...(schema && { schema }),
    ...(migrations && { migrations: { ...migrations, outstanding, passedOver, recorded, applied } }),
    neverArrives: [],
  }
}

/** What is compared with: the part `base`, and `-- counted: { users: { indexes: { … } } }` laid over its tables. */
export interface FixtureBase {
  readonly sql: string
  readonly counted: unknown
}

export const baseOf = ({ base }: Parts, said: (key: string) => readonly string[]): FixtureBase | null =>
  base === undefined ? null : { sql: base, counted: said('counted:').map((text): unknown => parse(text))[0] ?? null }

/** All that stands beside the database of a fixture. */
export async function besides(
  { sources, base }: { readonly sources: FixtureSources | null; readonly base: FixtureBase | null },
  built: (sql: string) => Promise<Snapshot>,
): Promise<Pick<Snapshot, 'declared' | 'base'>> {
  const declared = await declaredBy(sources, built)
  const relations = base && (laidOver((await built(base.sql)).relations, base.counted) as Snapshot['relations'])
  return { ...(declared && { declared }), ...(relations && { base: { label: 'main', relations } }) }
}
