import type { Node } from 'libpg-query'
import { operatorOf, stringOf, textConstantOf } from '../sql/node-text.ts'
import { placeOf } from './column.ts'
import { isAggregate } from './aggregates.ts'
import { queryOutput } from './query.ts'
import type { Output, Reading, Scope } from './reading.ts'
import type { DocumentUse } from './shape.ts'

type Clause = DocumentUse['clause']

/** Looks through an expression: reads its subqueries, and notes what it takes out of json and jsonb columns, and under which cast. */
export function visit(reading: Reading, scope: Scope, node: unknown, clause: Clause, cast: string | null = null): void {
  if (Array.isArray(node)) {
    for (const part of node) visit(reading, scope, part, clause)
    return
  }
  if (node === null || typeof node !== 'object') return
  const known = node as Node
  if ('SubLink' in known) {
    subqueryOutput(reading, scope, known)
    visit(reading, scope, known.SubLink.testexpr, clause)
    return
  }
  if ('SelectStmt' in known || 'ColumnRef' in known) return
  if ('TypeCast' in known) {
    visit(reading, scope, known.TypeCast.arg, clause, typeName(known.TypeCast.typeName?.names))
    return
  }
  const document = documentIn(reading, scope, known)
  if (document) reading.documents.push({ ...document, clause, cast })
  const inside: Clause = clause === 'select' && isAggregate(known) ? 'aggregate' : clause
  for (const value of Object.values(known as Record<string, unknown>)) {
    if (value === null || typeof value !== 'object') continue
    for (const part of Object.values(value as Record<string, unknown>)) visit(reading, scope, part, inside)
  }
}

/** What a subquery in an expression gives; read once, however often it is looked at. */
export function subqueryOutput(reading: Reading, scope: Scope, node: Node): Output | null {
  if (!('SubLink' in node)) return null
  const query = node.SubLink.subselect
  if (!query || !('SelectStmt' in query)) return null
  let output = reading.subqueries.get(query)
  if (!output) {
    const inside: Scope = { sources: [], ctes: scope.ctes, outer: scope, inner: true }
    reading.subqueries.set(query, (output = queryOutput(reading, inside, query.SelectStmt)))
  }
  return output
}

/** The last part of a type's name; `int4` is what the parser makes of `integer`. */
const typeName = (names: readonly Node[] | undefined): string | null => stringOf(names?.at(-1)) || null

const OPERATORS = new Set(['->', '->>', '#>', '#>>', '@>', '<@', '?', '?|', '?&', '@?', '@@'])
const FUNCTIONS = new Set([
  'jsonb_extract_path',
  'jsonb_extract_path_text',
  'json_extract_path',
  'json_extract_path_text',
  'jsonb_path_exists',
  'jsonb_path_match',
  'jsonb_path_query',
  'jsonb_path_query_first',
  'jsonb_path_query_array',
  'jsonb_array_elements',
  'jsonb_array_elements_text',
  'json_array_elements',
  'json_array_elements_text',
  'jsonb_each',
  'jsonb_each_text',
  'jsonb_object_keys',
  'jsonb_array_length',
  'json_array_length',
  'jsonb_populate_record',
  'jsonb_to_record',
  'jsonb_to_recordset',
])

type Access = Omit<DocumentUse, 'clause' | 'cast'>

/** A step into a document whose column stands right there; of `scores -> 'a' -> 'b'` that is the first. */
function documentIn(reading: Reading, scope: Scope, node: Node): Access | null {
  if ('A_Expr' in node) {
    const operator = operatorOf(node.A_Expr.name)
    return OPERATORS.has(operator) ? accessTo(reading, scope, bare(node.A_Expr.lexpr), operator, node.A_Expr.rexpr) : null
  }
  if ('A_Indirection' in node) {
    const [first] = node.A_Indirection.indirection ?? []
    if (!first || !('A_Indices' in first)) return null
    return accessTo(reading, scope, bare(node.A_Indirection.arg), '[]', first.A_Indices.uidx)
  }
  if ('FuncCall' in node) {
    const name = stringOf(node.FuncCall.funcname?.at(-1))
    const [document, key] = node.FuncCall.args ?? []
    return FUNCTIONS.has(name) ? accessTo(reading, scope, bare(document), name, key) : null
  }
  return null
}

function accessTo(
  reading: Reading,
  scope: Scope,
  document: Node | undefined,
  operator: string,
  key: Node | undefined,
): Access | null {
  const place = placeOf(reading, scope, document)
  if (!place) return null
  const { relation } = reading.uses[place.use] ?? {}
  const type = relation && reading.catalog.column(relation, place.column)?.baseType
  if (type !== 'jsonb' && type !== 'json') return null
  return { ...place, operator, key: textConstantOf(key) }
}

const bare = (node: Node | undefined): Node | undefined => (node && 'TypeCast' in node ? bare(node.TypeCast.arg) : node)
