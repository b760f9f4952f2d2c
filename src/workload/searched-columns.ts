import type { Entry } from './read-workload.ts'
import type { Place, Predicate, Shape } from './shape.ts'

/** Columns of one table, by what statements do with them. */
export interface SearchedColumns {
  /** Compared with a value or with another table's column, or sorted by: an index that begins with the column could answer that. */
  readonly searched: ReadonlySet<string>
  /** In a condition or a document at all: what an index on an expression, or one that is no btree, could answer. */
  readonly mentioned: ReadonlySet<string>
}

type Draft = { readonly searched: Set<string>; readonly mentioned: Set<string> }

const known = new WeakMap<readonly Entry[], ReadonlyMap<string, SearchedColumns>>()

/** By `JSON.stringify([schema, relation])`; a table that no statement uses is not there. */
export function searchedColumns(entries: readonly Entry[]): ReadonlyMap<string, SearchedColumns> {
  let columns = known.get(entries)
  if (!columns) known.set(entries, (columns = read(entries)))
  return columns
}

/** What a btree on the bare column can be searched for: not what stands inside an expression, an OR or `<>`. */
const SEARCHES: ReadonlySet<Predicate['kind']> = new Set(['equal', 'in', 'range', 'null', 'boolean', 'like'])

function read(entries: readonly Entry[]): ReadonlyMap<string, SearchedColumns> {
  const tables = new Map<string, Draft>()
  const of = ({ uses }: Shape, use: number): Draft => {
    const key = JSON.stringify([uses[use]?.schema, uses[use]?.relation])
    let draft = tables.get(key)
    if (!draft) tables.set(key, (draft = { searched: new Set(), mentioned: new Set() }))
    return draft
  }
  for (const { shape } of entries) {
    shape.uses.forEach(({ predicates }, use) => {
      const draft = of(shape, use)
      for (const { kind, column } of predicates) {
        draft.mentioned.add(column)
        if (SEARCHES.has(kind)) draft.searched.add(column)
      }
    })
    const places: readonly Place[] = [
      ...shape.edges.flatMap(({ left, right }) => [left, right]),
      ...shape.order.flatMap(({ place }) => place ?? []),
    ]
    for (const { use, column } of places) of(shape, use).searched.add(column)
    for (const { use, column } of shape.documents) of(shape, use).mentioned.add(column)
  }
  return tables
}
