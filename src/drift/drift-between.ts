import type { Drift, Way } from './drift.ts'
import { driftIn, type Found, type Progress, type Siblings } from './drift-in.ts'
import { type DriftObject, nameOf } from './drift-object.ts'
import type { Objects, TableObjects } from './objects-of.ts'

/** The sources of a run; null for one that it does not have. */
export interface Compared {
  readonly schema: Objects | null
  readonly migrations: Objects | null
  readonly applied: Objects | 'all' | null
  readonly database: Objects | null
}

/** Everything in which the sources differ. What a table has is compared where the table itself is there, so that a missing one is told once. */
export function driftBetween(compared: Compared, progress: Progress): Found {
  const lists = siblingsOf(compared)
  const tables = driftIn(
    lists((objects) => [...objects.tables.values()].map(({ table }) => table)),
    progress,
  )
  const others = driftIn(
    lists(({ others: list }) => list),
    progress,
  )
  const inside = keysOf(compared).map((key) => insideTable(compared, key, progress))
  return {
    drifts: [tables, others, ...inside].flatMap(({ drifts }) => drifts),
    renamed: inside.flatMap(({ renamed }) => renamed),
  }
}

function siblingsOf({ schema, migrations, applied, database }: Compared) {
  return (listOf: (objects: Objects) => readonly DriftObject[] | null): Siblings => ({
    schema: schema && listOf(schema),
    migrations: migrations && listOf(migrations),
    applied: applied === 'all' ? 'all' : applied && listOf(applied),
    database: database && listOf(database),
  })
}

const keysOf = ({ schema, migrations, database }: Compared): readonly string[] => [
  ...new Set([schema, migrations, database].flatMap((objects) => [...(objects?.tables.keys() ?? [])])),
]

function insideTable(compared: Compared, key: string, progress: Progress): Found {
  // A table that no migration builds is told as a whole.
  if (compared.migrations && !compared.migrations.tables.has(key)) return { drifts: [], renamed: [] }
  const lists = siblingsOf(compared)
  const compare = (kind: Exclude<keyof TableObjects, 'table'>): Found =>
    driftIn(
      lists((objects) => objects.tables.get(key)?.[kind] ?? null),
      progress,
    )
  const parts = [compare('indexes'), compare('constraints'), compare('triggers')]
  return {
    drifts: withAlong(
      compare('columns').drifts,
      parts.flatMap(({ drifts }) => drifts),
    ),
    renamed: parts.flatMap(({ renamed }) => renamed),
  }
}

/** Ways in which a column is somewhere and not elsewhere, and what is built on it with it. */
const WHOLE: ReadonlySet<Way> = new Set(['lost', 'passed over', 'unrecorded', 'absent', 'not migrated', 'no longer declared', 'pending', 'pending removal', 'undeclared']) // prettier-ignore

/** What stands on a column that is missing, or too many, goes with it: one thing was forgotten, and one is to be done. */
function withAlong(columns: readonly Drift[], parts: readonly Drift[]): readonly Drift[] {
  const carried = new Set<string>()
  const carrying = columns.map((column) => {
    if (!WHOLE.has(column.way)) return column
    const along = parts
      .filter(
        ({ way, object }) => way === column.way && object.columns.includes(column.object.name) && !carried.has(nameOf(object)),
      )
      .map(({ object }) => object)
    for (const object of along) carried.add(nameOf(object))
    return { ...column, along }
  })
  return [...carrying, ...parts.filter(({ object }) => !carried.has(nameOf(object)))]
}
