import type { Column, Constraint, Index, IndexKey, Relation, Section, Trigger } from '../snapshot.ts'
import type { TextRow } from './connection.ts'
import type { Probe } from './probe.ts'

/** One statement of the collecting message and what becomes of its rows. */
export interface Reading {
  /** What is unread when this statement fails; the first names it. */
  readonly sections: readonly Section[]
  readonly sql: string
  readonly row: (row: TextRow) => void
}

export type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A relation as it grows; the arrays are those of the finished relation. */
export interface RelationDraft {
  readonly relation: Writable<Relation> & {
    readonly inherits: { readonly schema: string; readonly name: string }[]
    indexes: Index[]
    constraints: Constraint[]
    triggers: Trigger[]
  }
  readonly partition: boolean
  /** By attribute number, with holes where columns were dropped. */
  readonly columns: Writable<Column>[]
  /** OID of each column's type under all domains, by attribute number. */
  readonly types: number[]
  /** OID of a column's collation where it is not its type's own, by attribute number. */
  readonly collations: Map<number, number>
}

export interface TypeDraft {
  readonly schema: number
  readonly name: string
  /** `format_type` without typmod. */
  readonly formatted: string
  readonly category: string
  /** OID of what a domain is based on, else 0. */
  readonly base: number
  readonly collation: number
}

export interface Opclass {
  readonly name: string
  readonly family: string
  readonly familyId: number
  readonly method: number
}

/** Everything that is known by OID while collecting; none of it outlives the snapshot. */
export interface Catalog {
  readonly probe: Probe
  readonly versionNumber: number
  readonly blockSize: number
  readonly roles: Map<number, string>
  readonly extensions: Map<number, string>
  /** Members of extensions: `class:oid` to the extension's OID. */
  readonly members: Map<string, number>
  readonly types: Map<number, TypeDraft>
  readonly collations: Map<number, string>
  readonly methods: Map<number, string>
  readonly opclasses: Map<number, Opclass>
  /** Families that hold the default operator class of some type. */
  readonly defaultFamilies: Set<number>
  /** `method:type` to the family of the type's own default operator class. */
  readonly typeFamilies: Map<string, number>
  readonly relations: Map<number, RelationDraft>
  readonly indexes: Map<number, { readonly index: Writable<Index>; readonly relation: RelationDraft }>
  /** Index keys repeat from table to table: one object for all alike. */
  readonly keys: Map<string, IndexKey>
  /** Names and texts repeat too: one string for all alike. */
  readonly texts: Map<string, string>
  readonly vectors: Map<string, readonly number[]>
}

export const newCatalog = (probe: Probe): Catalog => ({
  probe,
  versionNumber: probe.versionNumber,
  blockSize: probe.blockSize,
  roles: new Map(),
  extensions: new Map(),
  members: new Map(),
  types: new Map(),
  collations: new Map(),
  methods: new Map(),
  opclasses: new Map(),
  defaultFamilies: new Set(),
  typeFamilies: new Map(),
  relations: new Map(),
  indexes: new Map(),
  keys: new Map(),
  texts: new Map(),
  vectors: new Map(),
})

/** The one string for all that read alike. */
export function intern(catalog: Catalog, text: string): string {
  const known = catalog.texts.get(text)
  if (known !== undefined) return known
  catalog.texts.set(text, text)
  return text
}

/** Code-unit order: the same on every machine, whatever its locale. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

export const bySchemaAndName = (
  a: { readonly schema: string; readonly name: string },
  b: { readonly schema: string; readonly name: string },
): number => (a.schema < b.schema ? -1 : a.schema > b.schema ? 1 : byName(a, b))

/** The qualified name of something outside pg_catalog, else its bare name. */
export const qualifiedUnlessSystem = (schema: string, name: string): string =>
  schema === 'pg_catalog' ? name : `${schema}.${name}`
