import type { RangeVar } from 'libpg-query'
import type { Location } from '../../finding.ts'
import { qualified } from '../../identifier.ts'
import type { DroppedPlace, KeyedPlace, TablePlaces } from '../places.ts'

/** A table while the migrations are read. */
export interface TableDraft extends TablePlaces {
  schema: string
  name: string
  readonly columns: Map<string, Location>
  readonly indexes: Map<string, KeyedPlace>
  readonly constraints: Map<string, KeyedPlace>
  readonly triggers: Map<string, Location>
  dropped: DroppedPlace[]
}

export interface Draft {
  readonly tables: Map<string, TableDraft>
  /** What names without a schema are looked up in. */
  searchPath: readonly string[]
}

/** The place of a location in the statement's tree; of the statement itself without one. */
export type At = (location?: number) => Location

/** Where a new object without a schema goes. */
export const homeOf = ({ searchPath }: Draft): string => searchPath[0] ?? 'public'

/** The schemas in which a name may be meant. */
export const schemasFor = ({ searchPath }: Draft, schema: string | undefined): readonly string[] =>
  schema ? [schema] : searchPath

export function tableNamed(draft: Draft, schema: string | undefined, name: string): TableDraft | undefined {
  for (const home of schemasFor(draft, schema)) {
    const table = draft.tables.get(qualified({ schema: home, name }))
    if (table) return table
  }
  return undefined
}

/** The table that a statement changes; what the migrations have not made is known by its changes alone. */
export function changedTable(draft: Draft, { schemaname, relname = '' }: RangeVar): TableDraft {
  return tableNamed(draft, schemaname, relname) ?? addTable(draft, schemaname ?? homeOf(draft), relname, null)
}

export function addTable(draft: Draft, schema: string, name: string, made: Location | null): TableDraft {
  const table: TableDraft = {
    schema,
    name,
    made,
    columns: new Map(),
    indexes: new Map(),
    constraints: new Map(),
    triggers: new Map(),
    dropped: [],
  }
  draft.tables.set(qualified(table), table)
  return table
}

/** Under its new name, with all that is known of it. */
export function moveTable({ tables }: Draft, table: TableDraft, to: Partial<Pick<TableDraft, 'schema' | 'name'>>): void {
  tables.delete(qualified(table))
  Object.assign(table, to)
  tables.set(qualified(table), table)
}

/** An index is named without its table, in the schema of its table. */
export function tableOfIndex(draft: Draft, schema: string | undefined, name: string): TableDraft | undefined {
  for (const home of schemasFor(draft, schema)) {
    for (const table of draft.tables.values()) {
      if (table.schema === home && (table.indexes.has(name) || table.constraints.get(name)?.kind === 'key')) return table
    }
  }
  return undefined
}

/** A key of one map under another name; nothing where it is not there. */
export function renameKey<Value>(map: Map<string, Value>, from: string, to: string): void {
  const value = map.get(from)
  if (value === undefined) return
  map.delete(from)
  map.set(to, value)
}
