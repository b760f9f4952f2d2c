import type { Node } from 'libpg-query'
import { columnNameOf, operatorOf, stringOf, textConstantOf } from './node-text.ts'
import { parseExpression } from './parse.ts'

/**
 * When a condition of a BEFORE UPDATE row trigger holds. `changes` counts as always: whether the row differs at all, or whether
 * the statement left the column alone (an UPDATE that sets the column itself has kept it).
 */
export type Occurrence = 'always' | 'sometimes' | 'never'

/** Judges the WHEN of a trigger, or the condition of an IF inside its function. */
export function occurrenceOf(condition: string, column: string): Occurrence {
  const node = parseExpression(condition)
  return node ? judge(node, column) : 'sometimes'
}

function judge(node: Node, column: string): Occurrence {
  if ('BoolExpr' in node) {
    const parts = (node.BoolExpr.args ?? []).map((part) => judge(part, column))
    if (node.BoolExpr.boolop === 'NOT_EXPR') return opposite(parts[0] ?? 'sometimes')
    const [weak, strong] = node.BoolExpr.boolop === 'AND_EXPR' ? (['never', 'always'] as const) : (['always', 'never'] as const)
    if (parts.includes(weak)) return weak
    return parts.every((part) => part === strong) ? strong : 'sometimes'
  }
  if ('A_Const' in node && node.A_Const.boolval) return node.A_Const.boolval.boolval ? 'always' : 'never'
  if (!('A_Expr' in node)) return 'sometimes'
  const { kind, lexpr, rexpr, name } = node.A_Expr
  if (!lexpr || !rexpr) return 'sometimes'
  const left = sideOf(lexpr)
  const right = sideOf(rexpr)
  const rows = left === 'row' && right === 'row'
  const values = left === column && right === column
  const different = kind === 'AEXPR_DISTINCT' || (kind === 'AEXPR_OP' && (operatorOf(name) === '<>' || operatorOf(name) === '!='))
  const same = kind === 'AEXPR_NOT_DISTINCT' || (kind === 'AEXPR_OP' && operatorOf(name) === '=')
  if ((rows && different) || (values && same)) return 'always'
  if (columnNameOf(lexpr) === 'tg_op') {
    const operations = 'List' in rexpr ? (rexpr.List.items ?? []).map(textConstantOf) : [textConstantOf(rexpr)]
    const update: Occurrence = operations.includes('UPDATE') ? 'always' : 'never'
    if (kind === 'AEXPR_IN' || kind === 'AEXPR_OP') return operatorOf(name) === '=' ? update : opposite(update)
  }
  return 'sometimes'
}

const opposite = (occurrence: Occurrence): Occurrence =>
  occurrence === 'sometimes' ? occurrence : occurrence === 'always' ? 'never' : 'always'

/** `row` for NEW or OLD as a whole (`new`, `old.*`, `row(new.*)`), a column's name for `new.column`, null for all else. */
function sideOf(node: Node): string | null {
  if ('RowExpr' in node) {
    const [only, more] = node.RowExpr.args ?? []
    return only && !more ? sideOf(only) : null
  }
  if ('TypeCast' in node && node.TypeCast.arg) return sideOf(node.TypeCast.arg)
  if (!('ColumnRef' in node)) return null
  const [record, field, more] = node.ColumnRef.fields ?? []
  const name = stringOf(record)
  if ((name !== 'new' && name !== 'old') || more) return null
  return !field || 'A_Star' in field ? 'row' : stringOf(field)
}
