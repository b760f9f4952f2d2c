import { type Drift, type Renamed, type Way, WAYS } from './drift.ts'
import { type DriftObject, nameOf } from './drift-object.ts'
import { counterpart, match } from './match.ts'

/** Objects of one kind in one table (or the tables themselves), by source. Null: the source was not named, or lacks the table. */
export interface Siblings {
  readonly schema: readonly DriftObject[] | null
  readonly migrations: readonly DriftObject[] | null
  /** What the migrations that have run here build by themselves. */
  readonly applied: readonly DriftObject[] | 'all' | null
  readonly database: readonly DriftObject[] | null
}

/** What is known of the migrations as a whole. */
export interface Progress {
  readonly outstanding: boolean
  /** False where nothing tells what has run, and something has. */
  readonly recorded: boolean
}

export interface Found {
  readonly drifts: readonly Drift[]
  readonly renamed: readonly Renamed[]
}

/** Where the sources differ: the schema from the migrations, and the database from the migrations, else from the schema. One drift for each object. */
export function driftIn(siblings: Siblings, progress: Progress): Found {
  const there = fromDatabase(siblings, progress)
  const drifts = [...there.drifts, ...unmigrated(siblings)].toSorted((a, b) => WAYS.indexOf(a.way) - WAYS.indexOf(b.way))
  const told = new Set<string>()
  return {
    renamed: there.renamed,
    drifts: drifts.filter(({ object }) => !told.has(nameOf(object)) && told.add(nameOf(object))),
  }
}

function unmigrated({ schema, migrations, database }: Siblings): readonly Drift[] {
  if (!schema || !migrations) return []
  const { differing, onlyLeft, onlyRight } = match(schema, migrations, 'drizzle')
  const inDatabase = (object: DriftObject): DriftObject | null =>
    database === null ? null : (counterpart(object, database, 'drizzle')?.other ?? null)
  return [
    ...onlyLeft.map((object) => drift('not migrated', object, { inSchema: object, inDatabase: inDatabase(object) })),
    ...differing.map(([object, inMigrations]) =>
      drift('migrated otherwise', object, { inSchema: object, inMigrations, inDatabase: inDatabase(object) }),
    ),
    ...onlyRight
      .filter(isAlwaysInSchema)
      .map((object) => drift('no longer declared', object, { inMigrations: object, inDatabase: inDatabase(object) })),
  ]
}

/**
 * Indexes, constraints and the rest are often written into a migration by hand, because the schema has no words for them or because they
 * have to be built concurrently. That the schema does not have them says nothing.
 */
const isAlwaysInSchema = ({ kind }: DriftObject): boolean => kind === 'table' || kind === 'column' || kind === 'type'

function fromDatabase(siblings: Siblings, progress: Progress): Found {
  const { schema, migrations, database } = siblings
  const declared = migrations ?? schema
  if (!declared || !database) return { drifts: [], renamed: [] }
  const { same, differing, onlyLeft, onlyRight } = match(declared, database, migrations ? 'definition' : 'drizzle')
  const sides = (object: DriftObject): Sides => ({
    inSchema: migrations ? schema && (counterpart(object, schema, 'drizzle')?.other ?? null) : object,
    inMigrations: migrations && object,
  })
  return {
    renamed: same.flatMap(([object, found]) => (object.name === found.name ? [] : [{ declared: object, found }])),
    drifts: [
      ...same.flatMap(([object, found]) =>
        found.state === 'in use' || found.state === object.state
          ? []
          : [drift(found.state, object, { ...sides(object), inDatabase: found })],
      ),
      ...onlyLeft.map((object) => drift(wayMissing(object, siblings, progress), object, sides(object))),
      ...differing.map(([object, found]) =>
        drift(wayDiffering(found, siblings, progress), object, { ...sides(object), inDatabase: found }),
      ),
      ...onlyRight
        .filter((found) => !isUnmigrated(found, siblings))
        .map((found) => drift(isToGo(found, siblings) ? 'pending removal' : 'undeclared', found, { inDatabase: found })),
    ],
  }
}

function wayMissing(object: DriftObject, siblings: Siblings, { outstanding, recorded }: Progress): Way {
  if (!siblings.migrations) return 'absent'
  if (!recorded) return 'unrecorded'
  if (wasApplied(object, siblings)) return 'lost'
  return outstanding ? 'pending' : 'passed over'
}

/** Who is ahead: the folder, when the database has just what the migrations that ran here make of it; else somebody's hand. */
function wayDiffering(found: DriftObject, siblings: Siblings, { outstanding, recorded }: Progress): Way {
  const { migrations, applied } = siblings
  if (!migrations || !recorded) return 'differs'
  if (applied === null || applied === 'all' || !counterpart(found, applied, 'definition')?.same) return 'changed'
  return outstanding ? 'pending change' : 'passed over'
}

function wasApplied(object: DriftObject, { migrations, applied }: Siblings): boolean {
  const run = applied === 'all' ? migrations : applied
  return run !== null && counterpart(object, run, 'definition') !== null
}

/** What an outstanding migration takes away: those that ran here build it, all of them together do not. */
function isToGo(found: DriftObject, { migrations, applied }: Siblings): boolean {
  if (applied === null || applied === 'all' || !migrations) return false
  const built = counterpart(found, applied, 'definition')
  return built !== null && counterpart(built.other, migrations, 'definition') === null
}

/** What the schema has and the migrations lack is told as that. A second index of the same keys is not it. */
function isUnmigrated(found: DriftObject, { schema, migrations }: Siblings): boolean {
  if (!schema || !migrations) return false
  const meant = counterpart(found, schema, 'drizzle')
  return meant !== null && !counterpart(meant.other, migrations, 'drizzle')?.same
}

type Sides = Partial<Pick<Drift, 'inSchema' | 'inMigrations' | 'inDatabase'>>

const drift = (way: Way, object: DriftObject, sides: Sides): Drift => ({
  way,
  object,
  inSchema: null,
  inMigrations: null,
  inDatabase: null,
  ...sides,
  along: [],
})
