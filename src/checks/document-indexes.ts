import type { Index, Relation } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import type { DocumentUse } from '../workload/shape.ts'
import { documentsInExpression } from './document-expression.ts'

/** How an index stands to the parts of a document that statements ask for. */
export interface DocumentIndex {
  readonly index: Index
  /** For evidence: what it is, and what it can and cannot do. */
  readonly says: string
  /** Whether it finds the rows for this use whatever the key is. */
  readonly serves: (use: DocumentUse) => boolean
  /** Whether it would, if the key that the statistics have replaced by a parameter is the one that it is built on. */
  readonly mayServe: (use: DocumentUse) => boolean
}

/** Operators of the two GIN operator classes for jsonb (manual, 8.14.4). */
const GIN_OPERATORS: Readonly<Record<string, readonly string[]>> = {
  jsonb_ops: ['@>', '?', '?|', '?&', '@?', '@@'],
  jsonb_path_ops: ['@>', '@?', '@@'],
}

/** Where an index finds rows. For aggregates and groups all of them are read. */
const FINDING: readonly DocumentUse['clause'][] = ['where', 'join']

/** The indexes of a table that are built on a document, or on a part of it. */
export const documentIndexes = (relation: Relation, column: string): readonly DocumentIndex[] =>
  relation.indexes.filter(({ valid, ready }) => valid && ready).flatMap((index) => standing(relation, index, column))

function standing(relation: Relation, index: Index, column: string): readonly DocumentIndex[] {
  const [key] = index.keys
  if (!key) return []
  const partial = index.predicate === null ? '' : ', and only rows of its condition'
  const gin = index.method === 'gin' ? index.keys.find((each) => each.column === column) : undefined
  const operators = gin ? (GIN_OPERATORS[gin.opclass] ?? []) : []
  if (operators.length > 0) {
    return [
      {
        index,
        says: `${index.name} (gin): finds ${operators.join(', ')}${partial}; neither comparisons of a part nor any order`,
        serves: ({ clause, operator }) => index.predicate === null && FINDING.includes(clause) && operators.includes(operator),
        mayServe: ({ clause, operator }) => FINDING.includes(clause) && operators.includes(operator),
      },
    ]
  }
  const parts = index.keys
    .flatMap(({ expression }) => (expression === null ? [] : documentsInExpression(relation, expression)))
    .filter((part) => part.column === column)
  const [part] = parts
  if (!part) return []
  const sorts = index.method === 'btree'
  return [
    {
      index,
      says: `${indexDefinition(relation, index)}: ${sorts ? 'finds and sorts' : 'finds'} by that expression alone${partial}`,
      serves: () => false,
      mayServe: (use) =>
        (FINDING.includes(use.clause) || (sorts && use.clause === 'order')) &&
        parts.some(({ operator, key: of, cast }) => operator === use.operator && cast === use.cast && (use.key ?? of) === of),
    },
  ]
}
