import type { Index } from '../snapshot.ts'
import type { Catalog } from '../workload/catalog.ts'
import type { Shape } from '../workload/shape.ts'

/**
 * The index that gives a statement its order, by name; null where none does, and the whole table is sorted for every page. What OFFSET skips
 * is then the smaller part of what it reads.
 */
export function orderIndex({ uses, order }: Shape, catalog: Catalog): string | null {
  const at = order[0]?.place?.use
  const use = at === undefined ? undefined : uses[at]
  if (!use || order.some(({ place }) => place?.use !== at)) return null
  const equal = new Set(use.predicates.flatMap(({ kind, column }) => (kind === 'equal' ? [column] : [])))
  const sorts = order.filter(({ place }) => !equal.has(place?.column ?? ''))
  const gives = ({ method, valid, ready, predicate, keys }: Index): boolean => {
    if (method !== 'btree' || !valid || !ready || predicate !== null) return false
    const from = keys.findIndex(({ column }) => column === null || !equal.has(column))
    const rest = from < 0 ? [] : keys.slice(from, from + sorts.length)
    const mirrored = rest[0]?.descending !== sorts[0]?.descending
    return (
      rest.length === sorts.length &&
      rest.every(
        (key, position) =>
          key.column === sorts[position]?.place?.column &&
          (key.descending !== sorts[position]?.descending) === mirrored &&
          (key.nullsFirst !== sorts[position]?.nullsFirst) === mirrored,
      )
    )
  }
  return catalog.named(use.schema, use.relation)[0]?.indexes.find(gives)?.name ?? null
}
