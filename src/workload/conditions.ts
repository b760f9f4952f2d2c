import type { A_Expr, Node } from 'libpg-query'
import { operatorOf } from '../sql/node-text.ts'
import { placeOf, resolve } from './column.ts'
import { subqueryOutput, visit } from './expressions.ts'
import type { Reading, Scope } from './reading.ts'
import type { DocumentUse, Place, Predicate } from './shape.ts'

/** Reads WHERE, ON or HAVING: each part of its AND becomes predicates of tables and edges between them. */
export function conditions(reading: Reading, scope: Scope, node: Node | undefined, clause: DocumentUse['clause']): void {
  if (!node) return
  visit(reading, scope, node, clause)
  if (clause !== 'having') conjuncts(node).forEach((part) => condition(reading, scope, part))
}

const conjuncts = (node: Node): readonly Node[] =>
  'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR' ? (node.BoolExpr.args ?? []).flatMap(conjuncts) : [node]

function condition(reading: Reading, scope: Scope, node: Node): void {
  const note = (place: Place, kind: Predicate['kind'], value: Predicate['value'] = 'none', negated = false): void =>
    void reading.uses[place.use]?.predicates.push({ kind, column: place.column, value, negated })
  const place = placeOf(reading, scope, node)
  if (place) return note(place, 'boolean')
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'NOT_EXPR') {
    const negated = placeOf(reading, scope, node.BoolExpr.args?.[0])
    if (negated) return note(negated, 'boolean', 'none', true)
  }
  if ('NullTest' in node) {
    const tested = placeOf(reading, scope, node.NullTest.arg)
    if (tested) return note(tested, node.NullTest.nulltesttype === 'IS_NULL' ? 'null' : 'not null')
  }
  if ('SubLink' in node && node.SubLink.subLinkType === 'ANY_SUBLINK') {
    const tested = placeOf(reading, scope, node.SubLink.testexpr)
    const from = subqueryOutput(reading, scope, node)?.all()[0]?.place
    if (tested && from) reading.edges.push({ left: tested, right: from })
    if (tested) return note(tested, 'in', 'subquery')
  }
  if ('A_Expr' in node && comparison(reading, scope, node.A_Expr, note)) return
  for (const mentioned of placesIn(reading, scope, node)) note(mentioned, 'other', 'expression')
}

type Note = (place: Place, kind: Predicate['kind'], value?: Predicate['value']) => void

/** False for what no index key serves. */
function comparison(reading: Reading, scope: Scope, expression: A_Expr, note: Note): boolean {
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
    const outside = placesIn(reading, scope, other)
    if (outside.some(({ use }) => use === place.use)) return false
    note(place, operator === '=' ? 'equal' : 'range', outside.length > 0 ? 'expression' : valueOf(reading, scope, other))
    return true
  }
  if (kind === 'AEXPR_IN' && operator === '=' && lexpr && 'RowExpr' in lexpr) {
    const places = (lexpr.RowExpr.args ?? []).flatMap((part) => placeOf(reading, scope, part) ?? [])
    for (const place of places) note(place, 'in', 'parameter')
    return places.length > 0
  }
  const place = placeOf(reading, scope, lexpr)
  if (!place) return false
  switch (kind) {
    case 'AEXPR_IN':
    case 'AEXPR_OP_ANY':
      if (operator !== '=') return false
      note(place, 'in', valueOf(reading, scope, rexpr))
      return true
    case 'AEXPR_BETWEEN':
      note(place, 'range', 'parameter')
      return true
    case 'AEXPR_NOT_DISTINCT':
      note(place, 'other', 'parameter')
      return true
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      note(place, 'like', valueOf(reading, scope, rexpr))
      return true
    default:
      return false
  }
}

const RANGES = new Set(['<', '<=', '>', '>='])

function valueOf(reading: Reading, scope: Scope, node: Node | undefined): Predicate['value'] {
  if (!node) return 'expression'
  if ('TypeCast' in node) return valueOf(reading, scope, node.TypeCast.arg)
  if ('ParamRef' in node) return 'parameter'
  if ('A_Const' in node) return 'constant'
  if ('SubLink' in node) return 'subquery'
  if ('List' in node) return node.List.items?.some((item) => 'ParamRef' in item) ? 'parameter' : 'constant'
  return 'expression'
}

/** Every column that an expression mentions, outside its subqueries. */
export function placesIn(reading: Reading, scope: Scope, node: unknown): readonly Place[] {
  if (Array.isArray(node)) return node.flatMap((part) => placesIn(reading, scope, part))
  if (node === null || typeof node !== 'object') return []
  const known = node as Node
  if ('ColumnRef' in known) {
    const place = resolve(reading, scope, known.ColumnRef)
    return place ? [place] : []
  }
  if ('SelectStmt' in known) return []
  return Object.values(known as Record<string, unknown>).flatMap((value) =>
    value !== null && typeof value === 'object'
      ? Object.values(value as Record<string, unknown>).flatMap((part) => placesIn(reading, scope, part))
      : [],
  )
}
