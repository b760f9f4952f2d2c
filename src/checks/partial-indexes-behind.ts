import { referencedColumns } from '../sql/referenced-columns.ts'
import type { Catalog } from '../workload/catalog.ts'
import type { Shape } from '../workload/shape.ts'

export interface BehindParameter {
  readonly index: string
  readonly predicate: string
  /** Columns of the predicate that the statement compares with what may be a parameter. Sorted. */
  readonly columns: readonly string[]
}

/**
 * Partial indexes that a generic plan of a statement cannot use, if what it compares with the columns of their condition comes as a parameter:
 * the plan is made for every value, and the index holds the rows of one. Whether it was a parameter or a constant is not in the statistics,
 * which replace both; Drizzle's `eq()` sends a parameter. Sorted by name.
 */
export function partialIndexesBehind({ uses }: Shape, catalog: Catalog): readonly BehindParameter[] {
  const found = uses.flatMap(({ schema, relation, predicates }) => {
    const compared = new Set(
      predicates.flatMap(({ kind, value, column }) => (COMPARED.has(kind) && value === 'parameter' ? [column] : [])),
    )
    return (catalog.named(schema, relation)[0]?.indexes ?? []).flatMap(({ name: index, predicate, valid }) => {
      const columns = valid && predicate !== null ? referencedColumns(predicate).filter((column) => compared.has(column)) : []
      return predicate === null || columns.length === 0 ? [] : [{ index, predicate, columns: columns.toSorted() }]
    })
  })
  const once = new Map(found.map((each) => [each.index, each]))
  return [...once.values()].toSorted((a, b) => (a.index < b.index ? -1 : 1))
}

const COMPARED: ReadonlySet<string> = new Set(['equal', 'in', 'range', 'like'])
