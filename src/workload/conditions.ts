import type { Node, SubLink } from 'libpg-query'
import { operatorOf } from '../sql/node-text.ts'
import { placeOf } from './column.ts'
import { placesIn } from './compared-value.ts'
import { comparison, type Note } from './comparison.ts'
import { subqueryOf, visit } from './expressions.ts'
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
    void reading.uses[place.use]?.predicates.push(
      reading.settled.has(place.use)
        ? { kind: 'other', column: place.column, value: 'expression', negated: false }
        : { kind, column: place.column, value, negated },
    )
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
  if ('SubLink' in node && inSubquery(reading, scope, node.SubLink, note)) return
  if ('A_Expr' in node && comparison(reading, scope, node.A_Expr, note)) return
  const mentioned = new Map(placesIn(reading, scope, node).map((each) => [`${each.use} ${each.column}`, each]))
  for (const each of mentioned.values()) note(each, 'other', 'expression')
}

/** `x IN (SELECT …)` and `(x, y) IN (SELECT …)`; false for any other subquery. */
function inSubquery(reading: Reading, scope: Scope, link: SubLink, note: Note): boolean {
  const { subLinkType, testexpr, operName } = link
  const subquery = subqueryOf(reading, scope, { SubLink: link })
  if (subLinkType !== 'ANY_SUBLINK' || !subquery || (operName && operatorOf(operName) !== '=')) return false
  const tested = (testexpr && 'RowExpr' in testexpr ? (testexpr.RowExpr.args ?? []) : [testexpr]).map((each) =>
    placeOf(reading, scope, each),
  )
  // One that looks at the row itself cannot be run before the row is read.
  if (tested.some((place) => place === null || subquery.outward.some(({ use }) => use === place.use))) return false
  const given = subquery.output.all()
  tested.forEach((left, at) => {
    const right = given[at]?.place
    if (left && right) reading.edges.push({ left, right })
    if (left) note(left, 'in', 'subquery')
  })
  return true
}
