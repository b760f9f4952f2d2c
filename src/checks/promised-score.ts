import type { Context } from '../check.ts'
import type { Relation } from '../snapshot.ts'
import type { ColumnsParams } from './columns.ts'
import { isDocument, keyCounts, keysQueryKey, together, typeFor } from './document-keys.ts'

/** A column that a rule of this run promises out of a document, under the relation's own names. */
export interface PromisedScore {
  readonly name: string
  /** The rule's type, or numeric where the rows were looked at and need it. */
  readonly type: string
  readonly document: { readonly column: string; readonly type: 'json' | 'jsonb' }
  readonly keys: readonly string[]
}

/** The promised column of that name which the relation's documents can fill; undefined when no rule takes it out of one. */
export function promisedScore(context: Context<unknown>, relation: Relation, name: string): PromisedScore | undefined {
  for (const rule of context.rules) {
    if (rule.check !== 'columns' || !context.meansTable(rule, relation)) continue
    for (const score of (rule.params as ColumnsParams).columns) {
      if (!score.from || context.columnName(relation, score.name) !== name) continue
      const document = documentColumn(relation, context.columnName(relation, score.from.column))
      const { keys } = score.from
      if (!document) continue
      const counts = keyCounts(context.answer(keysQueryKey(rule.id, relation, document.column)))
      return { name, type: typeFor(score.type, together(counts, keys)), document, keys }
    }
  }
  return undefined
}

/** The json or jsonb column of that name. */
export function documentColumn(relation: Relation, name: string): PromisedScore['document'] | undefined {
  const column = relation.columns.find((each) => each.name === name)
  return column && isDocument(column.baseType) ? { column: name, type: column.baseType } : undefined
}
