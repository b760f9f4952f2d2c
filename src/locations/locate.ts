import type { AuditedObject, Finding, Location } from '../finding.ts'
import { type DroppedPlace, type KeyedPlace, type Places, placesOf, type TablePlaces } from './places.ts'

/**
 * The findings with their `locations`: the best place of each source, in the order of the sources. A finding of which no source knows
 * anything stays as it is.
 */
export function locate(findings: readonly Finding[], sources: readonly Places[]): readonly Finding[] {
  return findings.map((finding) => {
    // A check that read a file itself knows its place.
    if (finding.locations) return finding
    const { schema, relation: name } = finding.object
    const found = sources.flatMap((places) => {
      const table = placesOf(places, { schema, name })
      return (table && placeOf(finding, table)) ?? []
    })
    const locations = found.filter(
      ({ file, line }, at) => found.findIndex((one) => one.file === file && one.line === line) === at,
    )
    return locations.length > 0 ? { ...finding, locations } : finding
  })
}

/** The object itself, else where something like it was dropped, else its column, else the table. */
const placeOf = (finding: Finding, table: TablePlaces): Location | null =>
  named(finding, table) ??
  alike(finding.object, table) ??
  dropped(finding.object, table) ??
  columnOf(finding.object, table) ??
  table.made

/** Checks name what is in the way in `evidence`, where the object that is missing has no name. */
function named({ object, evidence }: Finding, { columns, indexes, constraints, triggers }: TablePlaces): Location | null {
  if (object.kind === 'column') return object.columns?.flatMap((name) => columns.get(name) ?? [])[0] ?? null
  const own = typeof object.name === 'string' ? [[object.kind, object.name] as const] : []
  const others = ['index', 'constraint', 'constraints', 'trigger'].flatMap((key) =>
    [evidence[key]].flat().flatMap((name) => (typeof name === 'string' ? [[key, name] as const] : [])),
  )
  for (const [kind, name] of [...own, ...others]) {
    const keyed = kind === 'index' ? (indexes.get(name) ?? keyNamed(constraints, name)) : constraints.get(name)
    const location = kind === 'trigger' ? triggers.get(name) : keyed?.location
    if (location) return location
  }
  return null
}

/** The index of a key constraint has the constraint's name. */
function keyNamed(constraints: TablePlaces['constraints'], name: string): KeyedPlace | undefined {
  const constraint = constraints.get(name)
  return constraint?.kind === 'key' ? constraint : undefined
}

/** An index or constraint on the same columns, which has not reached the database or is not good enough. */
function alike(object: AuditedObject, { indexes, constraints }: TablePlaces): Location | null {
  const keys = [...indexes.values(), ...constraints.values()].filter(({ kind }) => kind === 'key')
  const candidates = object.kind === 'index' ? keys : object.kind === 'constraint' ? [...constraints.values()] : []
  return candidates.findLast(({ columns }) => areColumns(columns, object.columns))?.location ?? null
}

function dropped(object: AuditedObject, { dropped: all }: TablePlaces): Location | null {
  const isMeant = ({ kind }: DroppedPlace): boolean =>
    object.kind === 'index' ? kind === 'key' : object.kind === 'constraint' ? kind !== 'column' : kind === object.kind
  return all.findLast((place) => isMeant(place) && areColumns(place.columns, object.columns))?.location ?? null
}

/** Order and direction do not count: whoever reads the place wants the nearest thing to what is asked for. */
function areColumns(columns: KeyedPlace['columns'], wanted: readonly string[] = []): boolean {
  return (
    columns.length > 0 &&
    columns.length === wanted.length &&
    columns.every((names) => names.some((name) => wanted.includes(name)))
  )
}

/** For a missing index the table is the place, not one of the columns that it would be on. */
function columnOf({ kind, columns = [] }: AuditedObject, table: TablePlaces): Location | null {
  if (kind !== 'constraint' && kind !== 'trigger') return null
  return columns.flatMap((name) => table.columns.get(name) ?? [])[0] ?? null
}
