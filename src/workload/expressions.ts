import type { Node, WindowDef } from 'libpg-query'
import { operatorOf, stringOf } from '../sql/node-text.ts'
import { isAggregate } from './aggregates.ts'
import { resolve } from './column.ts'
import { documentIn, isDocumentOperator } from './document-in.ts'
import { queryOutput } from './query.ts'
import type { Reading, Scope, Subquery } from './reading.ts'
import type { DocumentUse } from './shape.ts'

type Clause = DocumentUse['clause']

/** Looks through an expression: reads its subqueries, and notes what it takes out of json and jsonb columns, and under which cast. */
export function visit(reading: Reading, scope: Scope, node: unknown, clause: Clause, cast: string | null = null): void {
  if (Array.isArray(node)) {
    for (const part of node) visit(reading, scope, part, clause, cast)
    return
  }
  if (node === null || typeof node !== 'object') return
  const known = node as Node
  if ('SubLink' in known) {
    subqueryOf(reading, scope, known)
    visit(reading, scope, known.SubLink.testexpr, clause)
    return
  }
  if ('SelectStmt' in known) return
  if (!isNode(known)) {
    for (const part of Object.values(known)) visit(reading, scope, part, clause, cast)
    return
  }
  if ('ColumnRef' in known) {
    const computed = resolve(reading, scope, known.ColumnRef)?.documents ?? []
    // Selecting it once more adds nothing to what was noted where it is computed.
    if (clause !== 'select') reading.documents.push(...computed.map((each) => ({ ...each, clause, cast: each.cast ?? cast })))
    return
  }
  if ('TypeCast' in known) {
    // `::text::integer`, the way out of a jsonb before PostgreSQL 11, is an integer.
    const type = typeName(known.TypeCast.typeName?.names)
    visit(reading, scope, known.TypeCast.arg, clause, type === 'text' ? (cast ?? type) : type)
    return
  }
  if ('FuncCall' in known && known.FuncCall.over) {
    const { over, ...call } = known.FuncCall
    visitWindow(reading, scope, over)
    visit(reading, scope, { FuncCall: call }, clause)
    return
  }
  const document = documentIn(reading, scope, known)
  const returning = 'JsonFuncExpr' in known ? typeName(known.JsonFuncExpr.output?.typeName?.names) : null
  if (document) reading.documents.push({ ...document, clause, cast: returning ?? cast })
  const inside: Clause = (clause === 'select' || clause === 'group') && isAggregate(known) ? 'aggregate' : clause
  const passed = returning ?? (keepsCast(known) ? cast : null)
  for (const fields of Object.values(known)) visit(reading, scope, fields, inside, passed)
}

/** Nodes are wrapped in their name, `{ A_Expr: { … } }`, but for those that only one kind of node can hold. */
function isNode(value: object): boolean {
  // The first key alone, without a list of all: this is asked of every object of every statement.
  for (const key in value) return key < '['
  return false
}

/** A window sorts and groups rows as the clauses of those names do. */
export function visitWindow(reading: Reading, scope: Scope, { partitionClause, orderClause }: WindowDef): void {
  visit(reading, scope, partitionClause, 'group')
  visit(reading, scope, orderClause, 'order')
}

/** Whether what is cast is what stands inside: the next step into the document, or what is left where that is empty or missing. */
const keepsCast = (node: Node): boolean =>
  ('A_Expr' in node && (node.A_Expr.kind === 'AEXPR_NULLIF' || isDocumentOperator(operatorOf(node.A_Expr.name)))) ||
  'A_Indirection' in node ||
  'CoalesceExpr' in node

/** What a subquery in an expression gives; read once, however often it is looked at. */
export function subqueryOf(reading: Reading, scope: Scope, node: Node): Subquery | null {
  if (!('SubLink' in node)) return null
  const query = node.SubLink.subselect
  if (!query || !('SelectStmt' in query)) return null
  let known = reading.subqueries.get(query)
  if (!known) {
    const [before, first] = [reading.mentioned.length, reading.uses.length]
    const inside: Scope = { sources: [], ctes: scope.ctes, outer: scope, inner: true }
    const output = queryOutput(reading, inside, query.SelectStmt)
    const outward = reading.mentioned.slice(before).filter(({ use }) => use < first)
    reading.subqueries.set(query, (known = { output, outward }))
  }
  return known
}

/** The last part of a type's name; `int4` is what the parser makes of `integer`. */
const typeName = (names: readonly Node[] | undefined): string | null => stringOf(names?.at(-1)) || null
