import type { Node } from 'libpg-query'
import { columnNameOf, operatorOf, plainTypeOf, stringOf, textConstantOf } from './node-text.ts'

/** What an expression takes out of a json or jsonb column. */
export interface JsonPath {
  readonly column: string
  /** Object keys from the outside in. */
  readonly keys: readonly string[]
  /** Cast to a number somewhere on the way, so that it sorts and compares as one. */
  readonly numeric: boolean
}

const NUMERIC_TYPES: readonly string[] = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']
const EXTRACTS: readonly string[] = [
  'jsonb_extract_path_text',
  'json_extract_path_text',
  'jsonb_extract_path',
  'json_extract_path',
]
/** Functions whose result still stands for their first argument. */
const ROUNDINGS: readonly string[] = ['round', 'floor', 'ceil', 'ceiling', 'trunc']

/**
 * Reads `(scores ->> 'total')::integer` and its relatives: `#>>`, subscripts, `jsonb_extract_path_text`, behind casts, rounding,
 * `coalesce`, `nullif` and a CASE whose every result is the same path (a guard against values that are no number). Null for all else.
 */
export function jsonPathOf(node: Node | undefined): JsonPath | null {
  if (!node) return null
  if ('ColumnRef' in node) {
    const column = columnNameOf(node)
    return column === null ? null : { column, keys: [], numeric: false }
  }
  if ('TypeCast' in node) {
    const path = jsonPathOf(node.TypeCast.arg)
    const type = stringOf(node.TypeCast.typeName?.names?.at(-1))
    const numeric = NUMERIC_TYPES.includes(type) && plainTypeOf({ ...node.TypeCast.typeName, typmods: [] }) !== null
    return path && { ...path, numeric: path.numeric || numeric }
  }
  if ('A_Expr' in node) {
    const { kind, lexpr, rexpr, name } = node.A_Expr
    if (kind === 'AEXPR_NULLIF') return jsonPathOf(lexpr)
    const operator = operatorOf(name)
    if (operator === '->' || operator === '->>') return step(jsonPathOf(lexpr), [textConstantOf(rexpr)])
    return operator === '#>' || operator === '#>>' ? step(jsonPathOf(lexpr), arrayConstantOf(rexpr)) : null
  }
  if ('A_Indirection' in node) {
    const keys = (node.A_Indirection.indirection ?? []).map((part) =>
      'A_Indices' in part ? textConstantOf(part.A_Indices.uidx) : null,
    )
    return step(jsonPathOf(node.A_Indirection.arg), keys)
  }
  if ('FuncCall' in node) {
    const [first, ...others] = node.FuncCall.args ?? []
    const name = stringOf(node.FuncCall.funcname?.at(-1))
    if (ROUNDINGS.includes(name)) return jsonPathOf(first)
    const keys = node.FuncCall.func_variadic ? arrayConstantOf(others[0]) : others.map(textConstantOf)
    return EXTRACTS.includes(name) ? step(jsonPathOf(first), keys) : null
  }
  if ('CoalesceExpr' in node) return jsonPathOf(node.CoalesceExpr.args?.[0])
  return 'CaseExpr' in node ? sameEverywhere(node.CaseExpr.args ?? []) : null
}

const step = (path: JsonPath | null, keys: readonly (string | null)[]): JsonPath | null =>
  path && keys.length > 0 && keys.every((key) => key !== null) ? { ...path, keys: [...path.keys, ...keys], numeric: false } : null

function sameEverywhere(arms: readonly Node[]): JsonPath | null {
  const [first, ...others] = arms.map((arm) => ('CaseWhen' in arm ? jsonPathOf(arm.CaseWhen.result) : null))
  return first && others.every((other) => other && JSON.stringify(other) === JSON.stringify(first)) ? first : null
}

/** `ARRAY['a','b']` or `'{a,b}'::text[]` with plain keys. */
function arrayConstantOf(node: Node | undefined): readonly (string | null)[] {
  if (node && 'A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).map(textConstantOf)
  const text = textConstantOf(node)
  if (!text?.startsWith('{') || !text.endsWith('}') || text.includes('"') || text.includes('\\')) return []
  return text.slice(1, -1).split(',')
}
