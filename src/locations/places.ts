import type { Location } from '../finding.ts'
import { qualified } from '../identifier.ts'

/** What a set of files says of the tables of a database, by qualified name. */
export type Places = ReadonlyMap<string, TablePlaces>

/** Where one table and the things on it are written, under the names that the database has for them. */
export interface TablePlaces {
  readonly schema: string
  readonly name: string
  /** Null where the files change a table that they do not make. */
  readonly made: Location | null
  readonly columns: ReadonlyMap<string, Location>
  readonly indexes: ReadonlyMap<string, KeyedPlace>
  readonly constraints: ReadonlyMap<string, KeyedPlace>
  readonly triggers: ReadonlyMap<string, Location>
  /** What is there no more, oldest first. */
  readonly dropped: readonly DroppedPlace[]
}

/** An index or a constraint. */
export interface KeyedPlace {
  readonly location: Location
  /** `key` for what an index keeps: indexes, primary keys, unique and exclusion constraints. */
  readonly kind: 'key' | 'check' | 'reference'
  /** Its columns, each with the names that it may have: a Drizzle schema does not always say which. */
  readonly columns: readonly (readonly string[])[]
}

export interface DroppedPlace {
  readonly kind: 'column' | KeyedPlace['kind']
  readonly columns: KeyedPlace['columns']
  readonly location: Location
}

export const placesOf = (places: Places, table: { readonly schema: string; readonly name: string }): TablePlaces | undefined =>
  places.get(qualified(table))
