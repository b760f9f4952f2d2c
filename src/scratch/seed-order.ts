import type { Relation } from '../snapshot.ts'
import { keyOf } from './rebuild-scope.ts'

/**
 * Tables that rows are put into, referenced ones first. A circle of references is opened where a reference may be null. Partitions get
 * their rows from their root.
 */
export function seedOrder(tables: readonly Relation[]): readonly Relation[] {
  const waiting = new Map(tables.map((table) => [keyOf(table), table]))
  const ordered: Relation[] = []
  const waitsFor = (table: Relation, columns: (names: readonly string[]) => boolean): boolean =>
    table.constraints.some(({ references, ...constraint }) => {
      const parent = references && waiting.get(keyOf({ schema: references.schema, name: references.relation }))
      return parent && parent !== table && columns(constraint.columns)
    })
  while (waiting.size > 0) {
    const left = [...waiting.values()]
    const next =
      left.find((table) => !waitsFor(table, () => true)) ??
      left.find((table) => !waitsFor(table, (columns) => isRequired(table, columns))) ??
      left[0]
    if (!next) break
    waiting.delete(keyOf(next))
    if (next.partitionOf === null) ordered.push(next)
  }
  return ordered
}

const isRequired = (table: Relation, columns: readonly string[]): boolean =>
  columns.every((column) => table.columns.find(({ name }) => name === column)?.notNull)
