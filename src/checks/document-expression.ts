import { qualified } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { catalogOf } from '../workload/catalog.ts'
import type { DocumentUse } from '../workload/shape.ts'
import { shapeOf } from '../workload/shape-of.ts'

const known = new WeakMap<Relation, Map<string, readonly DocumentUse[]>>()

/** What an expression over a table's columns, such as an index key, takes out of its documents: read as a statement that sorts by it would be. */
export function documentsInExpression(relation: Relation, expression: string): readonly DocumentUse[] {
  let texts = known.get(relation)
  if (!texts) known.set(relation, (texts = new Map<string, readonly DocumentUse[]>()))
  let documents = texts.get(expression)
  if (!documents) {
    // A partition would be read as the table that it is of.
    const shape = shapeOf(
      `select from ${qualified(relation)} order by (${expression})`,
      catalogOf({ relations: [{ ...relation, partitionOf: null }] }),
    )
    texts.set(expression, (documents = 'reason' in shape ? [] : shape.documents))
  }
  return documents
}
