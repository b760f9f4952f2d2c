import type { Node } from 'libpg-query'
import { operatorOf, stringOf, textConstantOf } from '../sql/node-text.ts'
import { placeOf } from './column.ts'
import type { Reading, Scope } from './reading.ts'
import type { DocumentUse } from './shape.ts'

const OPERATORS = new Set(['->', '->>', '#>', '#>>', '@>', '<@', '?', '?|', '?&', '@?', '@@'])
export const isDocumentOperator = (operator: string): boolean => OPERATORS.has(operator)

const PATHS = new Set(['#>', '#>>'])
/** Operators and functions whose second argument is a key, or a path of them. */
const KEYED = new Set([...PATHS, '->', '->>', '?', '[]', ...words('extract_path extract_path_text exists')])
/** Functions of the manual's section 9.16, and those behind `?`, `?|`, `?&` and `@>`, which clients call that take `?` for a parameter. */
const FUNCTIONS = new Set([
  ...words(
    'extract_path extract_path_text array_elements array_elements_text each each_text object_keys array_length populate_record populate_recordset',
  ),
  ...words('to_record to_recordset path_exists path_match path_query path_query_first path_query_array'),
  ...words(
    'path_exists_tz path_match_tz path_query_tz path_query_first_tz path_query_array_tz exists exists_any exists_all contains',
  ),
])

function words(names: string): readonly string[] {
  return names.split(' ').flatMap((name) => [`json_${name}`, `jsonb_${name}`])
}

/** SQL/JSON of PostgreSQL 17. */
const QUERY_FUNCTIONS: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
}

type Access = Omit<DocumentUse, 'clause' | 'cast'>

/** A step into a document whose column stands right there; of `scores -> 'a' -> 'b'` that is the first. */
export function documentIn(reading: Reading, scope: Scope, node: Node): Access | null {
  if ('A_Expr' in node) {
    const { name, lexpr, rexpr } = node.A_Expr
    const operator = operatorOf(name)
    if (!OPERATORS.has(operator)) return null
    const access = accessTo(reading, scope, bare(lexpr), operator, rexpr)
    // `$1 <@ scores` is `scores @> $1`.
    const mirrored = MIRRORED[operator]
    return access ?? (mirrored === undefined ? null : accessTo(reading, scope, bare(rexpr), mirrored))
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
  if ('JsonFuncExpr' in node)
    return accessTo(
      reading,
      scope,
      bare(node.JsonFuncExpr.context_item?.raw_expr),
      QUERY_FUNCTIONS[node.JsonFuncExpr.op ?? ''] ?? '',
    )
  if ('JsonTable' in node) return accessTo(reading, scope, bare(node.JsonTable.context_item?.raw_expr), 'json_table')
  return null
}

const MIRRORED: Readonly<Record<string, string>> = { '@>': '<@', '<@': '@>' }

function accessTo(reading: Reading, scope: Scope, document: Node | undefined, operator: string, key?: Node): Access | null {
  const place = placeOf(reading, scope, document)
  if (!place) return null
  const { relation } = reading.uses[place.use] ?? {}
  const type = relation && reading.catalog.column(relation, place.column)?.baseType
  if (type !== 'jsonb' && type !== 'json') return null
  return { ...place, operator, key: KEYED.has(operator) ? keyIn(key, PATHS.has(operator)) : null }
}

/** Of a path, `'{a,b}'` or `array['a', 'b']`, the first key; one that is quoted in its path is not read. */
function keyIn(node: Node | undefined, path: boolean): string | null {
  if (node && 'A_ArrayExpr' in node) return textConstantOf(node.A_ArrayExpr.elements?.[0])
  const text = textConstantOf(node)
  if (!path || text === null) return text
  const [first = ''] = text.slice(1, -1).split(',')
  return first === '' || first.includes('"') || first.includes('\\') ? null : first.trim()
}

const bare = (node: Node | undefined): Node | undefined => (node && 'TypeCast' in node ? bare(node.TypeCast.arg) : node)
