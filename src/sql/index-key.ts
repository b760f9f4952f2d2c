import type { Node } from 'libpg-query'
import { clauseKey } from './clause.ts'
import type { ColumnOf } from './constant.ts'
import { parseExpression } from './parse.ts'
import { clauseOf } from './read-clause.ts'
import { operandOf, type Term } from './term.ts'

/** The canonical form of an expression; one that cannot be parsed is like nothing but itself. */
export const expressionTerm = (text: string, columnOf: ColumnOf): Term =>
  keyTerm(text, parseExpression(text) ?? undefined, columnOf).term

/** A key of an index. Of a column with a collation PostgreSQL keeps the two apart, as it does of the column alone. */
export function keyTerm(
  text: string,
  node: Node | undefined,
  columnOf: ColumnOf,
): { readonly term: Term; readonly collation: string | null } {
  if (!node) return { term: { kind: 'apply', name: `unread ${text}`, strict: false, of: [] }, collation: null }
  const term = isCondition(node) ? conditionTerm(node, columnOf) : operandOf(node, columnOf)
  const column = term.kind === 'apply' && term.name.startsWith('collate ') ? term.of[0] : undefined
  if (term.kind !== 'apply' || column?.kind !== 'column') return { term, collation: null }
  const name = term.name.slice('collate '.length)
  return { term: column, collation: name === (columnOf(column.name)?.collation ?? 'default') ? null : name }
}

/** Conditions that can be written in several ways: `i in (1, 2)` is stored as `i = any (…)`, BETWEEN as two comparisons. */
const CONDITIONS = new Set(['AEXPR_IN', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL', 'AEXPR_DISTINCT', 'AEXPR_NOT_DISTINCT', 'AEXPR_BETWEEN', 'AEXPR_NOT_BETWEEN', 'AEXPR_BETWEEN_SYM', 'AEXPR_NOT_BETWEEN_SYM']) // prettier-ignore

const isCondition = (node: Node): boolean =>
  'BoolExpr' in node || 'NullTest' in node || ('A_Expr' in node && CONDITIONS.has(node.A_Expr.kind ?? ''))

const conditionTerm = (node: Node, columnOf: ColumnOf): Term => ({
  kind: 'apply',
  name: `condition ${clauseKey(clauseOf(node, columnOf))}`,
  strict: false,
  of: [],
})
