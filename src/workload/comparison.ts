import type { A_Expr, Node } from 'libpg-query'
import { operatorOf } from '../sql/node-text.ts'
import { placeOf } from './column.ts'
import { placesIn, valueBefore } from './compared-value.ts'
import type { Reading, Scope } from './reading.ts'
import type { Place, Predicate } from './shape.ts'

/** Puts a predicate to the table of a column. */
export type Note = (place: Place, kind: Predicate['kind'], value?: Predicate['value']) => void

/** Reads a comparison into predicates and edges; false for what no index key serves. */
export function comparison(reading: Reading, scope: Scope, expression: A_Expr, note: Note): boolean {
  const { kind, lexpr, rexpr } = expression
  const operator = operatorOf(expression.name)
  if (kind === 'AEXPR_OP' && operator === '=' && lexpr && rexpr && 'RowExpr' in lexpr && 'RowExpr' in rexpr) {
    const others = rexpr.RowExpr.args ?? []
    ;(lexpr.RowExpr.args ?? []).forEach((left, at) => {
      const right = others[at]
      if (!right || !comparison(reading, scope, { kind, name: expression.name ?? [], lexpr: left, rexpr: right }, note))
        for (const place of placesIn(reading, scope, left)) note(place, 'other', 'expression')
    })
    return true
  }
  if (kind === 'AEXPR_OP' && RANGES.has(operator) && lexpr && rexpr && 'RowExpr' in lexpr && 'RowExpr' in rexpr) {
    // An index finds the rows after `(created_at, id) < ($1, $2)` by the first column; the others decide among equals.
    const [left, ...others] = lexpr.RowExpr.args ?? []
    const [right] = rexpr.RowExpr.args ?? []
    if (!left || !right || !comparison(reading, scope, { kind, name: expression.name ?? [], lexpr: left, rexpr: right }, note))
      return false
    for (const place of placesIn(reading, scope, others)) note(place, 'other', 'expression')
    return true
  }
  if (kind === 'AEXPR_OP' && (operator === '=' || RANGES.has(operator))) {
    const [left, right] = [placeOf(reading, scope, lexpr), placeOf(reading, scope, rexpr)]
    if (left && right && left.use !== right.use) {
      if (operator === '=') reading.edges.push({ left, right })
      else [left, right].forEach((place) => note(place, 'other', 'expression'))
      return true
    }
    const place = left ?? right
    const other = left ? rexpr : lexpr
    if (!place || (left && right)) return false
    // Of the row itself, there is nothing to look up before it is read.
    const value = valueBefore(reading, scope, place, other)
    if (value === null) return false
    note(place, operator === '=' ? 'equal' : 'range', value)
    for (const mentioned of placesIn(reading, scope, other)) note(mentioned, 'other', 'expression')
    return true
  }
  if (kind === 'AEXPR_IN' && operator === '=' && lexpr && 'RowExpr' in lexpr) {
    const places = (lexpr.RowExpr.args ?? []).flatMap((part) => placeOf(reading, scope, part) ?? [])
    if (places.length === 0 || placesIn(reading, scope, rexpr).length > 0) return false
    for (const place of places) note(place, 'in', 'parameter')
    return true
  }
  if (kind === 'AEXPR_BETWEEN' && rexpr && 'List' in rexpr && lexpr && !placeOf(reading, scope, lexpr)) {
    // `$1 BETWEEN starts_at AND ends_at` is two comparisons.
    const [from, to] = rexpr.List.items ?? []
    const compared = (name: string, bound: Node | undefined): boolean =>
      bound !== undefined &&
      comparison(reading, scope, { kind: 'AEXPR_OP', name: [{ String: { sval: name } }], lexpr, rexpr: bound }, note)
    const [after, before] = [compared('>=', from), compared('<=', to)]
    return after || before
  }
  const place = placeOf(reading, scope, lexpr)
  const serves = place && SERVED[kind ?? '']
  if (!serves || (serves.operator !== null && !serves.operator.includes(operator))) return false
  const value = valueBefore(reading, scope, place, rexpr)
  if (value === null) return false
  note(place, serves.kind, value)
  return true
}

/** Comparisons with operators of their own: NOT IN, NOT LIKE and the like are no way into an index. */
const SERVED: Readonly<Record<string, { readonly kind: Predicate['kind']; readonly operator: readonly string[] | null }>> = {
  AEXPR_IN: { kind: 'in', operator: ['='] },
  AEXPR_OP_ANY: { kind: 'in', operator: ['='] },
  AEXPR_BETWEEN: { kind: 'range', operator: null },
  AEXPR_BETWEEN_SYM: { kind: 'range', operator: null },
  AEXPR_LIKE: { kind: 'like', operator: ['~~'] },
  AEXPR_ILIKE: { kind: 'like', operator: ['~~*'] },
}

const RANGES = new Set(['<', '<=', '>', '>='])
