import type { A_Const, A_Expr, FuncCall, Node, TypeName } from 'libpg-query'
import { booleanConstant, type ColumnOf, type Constant } from './constant.ts'

/**
 * A scalar expression in one canonical form, so that what a rule says and what the catalog prints can be compared:
 * positions are gone, the casts that parse analysis adds (`'x'::text`, `(code)::text` of a varchar) are gone, names are unqualified.
 */
export type Term =
  | { readonly kind: 'column'; readonly name: string }
  | Constant
  | { readonly kind: 'parameter' }
  | { readonly kind: 'apply'; readonly name: string; readonly strict: boolean; readonly of: readonly Term[] }

/** Two terms are the same expression exactly when their keys are equal. */
export function termKey(term: Term): string {
  switch (term.kind) {
    case 'column':
      return JSON.stringify(term.name)
    case 'constant':
      return `${term.form}:${JSON.stringify(term.value)}`
    case 'parameter':
      return '$'
    case 'apply':
      return `${term.name}(${term.of.map(termKey).join(',')})`
  }
}

const NUMERIC_TYPES = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid'])
const STRING_TYPES = new Set(['text', 'varchar'])
/** Of these a cast to text changes nothing. A citext or a character(n) becomes another value by it. */
const PLAIN_STRINGS = new Set(['text', 'character varying'])

/** Functions that parse analysis or a rule may wrap around a column and that give null for null (pg_proc.proisstrict). */
const STRICT_FUNCTIONS = new Set([
  'lower',
  'upper',
  'btrim',
  'ltrim',
  'rtrim',
  'length',
  'abs',
  'date_trunc',
  'date_part',
  'extract',
  'md5',
])

export const strings = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))

/** The type's name without pg_catalog, with its modifiers: `int4`, `numeric(5,2)`, `text[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  const names = strings(type?.names).filter((name) => name !== 'pg_catalog')
  const modifiers = (type?.typmods ?? []).map((node) => termKey(termOf(node, () => undefined)).split(':')[1])
  return names.join('.') + (modifiers.length > 0 ? `(${modifiers.join(',')})` : '') + (type?.arrayBounds?.length ? '[]' : '')
}

export function termOf(node: Node | undefined, columnOf: ColumnOf): Term {
  if (!node) return { kind: 'apply', name: 'nothing', strict: false, of: [] }
  if ('ColumnRef' in node) return { kind: 'column', name: strings(node.ColumnRef.fields).at(-1) ?? '*' }
  if ('A_Const' in node) return constantOf(node.A_Const)
  if ('ParamRef' in node) return { kind: 'parameter' }
  if ('TypeCast' in node) return castOf(termOf(node.TypeCast.arg, columnOf), typeNameOf(node.TypeCast.typeName), columnOf)
  if ('A_Expr' in node) return operatorOf(node.A_Expr, columnOf)
  if ('FuncCall' in node) return callOf(node.FuncCall, columnOf)
  if ('A_ArrayExpr' in node) return apply('array', elementsOf(node.A_ArrayExpr.elements, columnOf), false)
  if ('List' in node) return apply('array', elementsOf(node.List.items, columnOf), false)
  if ('CollateClause' in node) {
    return apply(`collate ${strings(node.CollateClause.collname).at(-1)}`, [termOf(node.CollateClause.arg, columnOf)], true)
  }
  if ('CoalesceExpr' in node) return apply('coalesce', elementsOf(node.CoalesceExpr.args, columnOf), false)
  return apply(
    JSON.stringify(node, (key, value: unknown) =>
      key === 'location' || key === 'row_format' ? undefined : withoutTextCast(value),
    ),
    [],
    false,
  )
}

/** The catalog prints `'x'::text` where the rule says `'x'`. */
function withoutTextCast(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('TypeCast' in value)) return value
  const { arg, typeName } = (value as Extract<Node, { TypeCast: unknown }>).TypeCast
  return arg && 'A_Const' in arg && arg.A_Const.sval && typeNameOf(typeName) === 'text' ? arg : value
}

const apply = (name: string, of: readonly Term[], strict: boolean): Term => ({ kind: 'apply', name, strict, of })

const elementsOf = (nodes: readonly Node[] | undefined, columnOf: ColumnOf): Term[] =>
  (nodes ?? []).map((node) => termOf(node, columnOf))

const constant = (form: Constant['form'], value: string, type: string | null = null): Constant => ({
  kind: 'constant',
  form,
  value,
  type,
})

const MAX_INT8 = 2n ** 63n - 1n

function constantOf({ isnull, boolval, ival, fval, sval, bsval }: A_Const): Term {
  if (isnull) return constant('null', '')
  if (boolval) return constant('boolean', String(boolval.boolval ?? false))
  if (ival) return constant('number', String(ival.ival ?? 0))
  if (!fval) return constant('string', sval?.sval ?? bsval?.bsval ?? '')
  const text = fval.fval ?? '0'
  const integer = [...text].every((letter) => letter >= '0' && letter <= '9')
  return constant('number', text, integer && BigInt(text) <= MAX_INT8 ? null : 'numeric')
}

/** A cast of text to text, or of a domain to the type below it, which parse analysis adds before it looks for an operator. */
const keepsValue = (column: ReturnType<ColumnOf>, type: string): boolean =>
  column !== undefined &&
  ((STRING_TYPES.has(type) && PLAIN_STRINGS.has(column.baseType)) ||
    (column.domain !== null && (INTERNAL_NAMES[column.baseType] ?? column.baseType) === type))

const INTERNAL_NAMES: Readonly<Record<string, string>> = {
  boolean: 'bool',
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
}

function castOf(of: Term, type: string, columnOf: ColumnOf): Term {
  if (of.kind === 'constant') {
    if (of.form !== 'string') return { ...of, type }
    if (NUMERIC_TYPES.has(type)) return { ...of, form: 'number', type }
    return type === 'bool' ? constant('boolean', booleanConstant(of.value), type) : { ...of, type: of.type ?? type }
  }
  if (of.kind === 'column' && keepsValue(columnOf(of.name), type)) return of
  if (of.kind === 'apply' && of.name === 'array') return of
  return apply(`cast ${type}`, [of], true)
}

/** `x like y` is another way to write `x ~~ y`. */
const PLAIN_KINDS = new Set(['AEXPR_OP', 'AEXPR_LIKE', 'AEXPR_ILIKE', 'AEXPR_SIMILAR'])
const NULLABLE_KINDS = new Set(['AEXPR_DISTINCT', 'AEXPR_NOT_DISTINCT', 'AEXPR_NULLIF'])

function operatorOf(expression: A_Expr, columnOf: ColumnOf): Term {
  const name = strings(expression.name).at(-1) ?? ''
  const sides = [expression.lexpr, expression.rexpr].filter((side) => side !== undefined).map((side) => termOf(side, columnOf))
  const [first] = sides
  // -1 arrives as an operator before a constant.
  if (name === '-' && sides.length === 1 && first?.kind === 'constant' && first.form === 'number')
    return { ...first, value: `-${first.value}` }
  // An array with null appended is not null, so of the operators that people use || is the one that may not be strict.
  const [, last] = sides
  if (name === '@>' && first && last?.kind === 'constant')
    return apply(name, [first, { ...last, value: plainJson(last.value) }], true)
  const strict = !NULLABLE_KINDS.has(expression.kind ?? '') && name !== '||'
  return apply(`${PLAIN_KINDS.has(expression.kind ?? '') ? '' : `${expression.kind} `}${name}`, sides, strict)
}

/** JSON without the blanks that tell nothing; any other text as it is. */
function plainJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

function callOf(call: FuncCall, columnOf: ColumnOf): Term {
  const name = strings(call.funcname)
    .filter((part) => part !== 'pg_catalog')
    .join('.')
  const extra = call.agg_distinct || call.agg_filter || call.over || call.agg_order ? JSON.stringify(call) : ''
  const args = elementsOf(call.args, columnOf)
  return apply(`${name}${extra}`, TEXT_FUNCTIONS.has(name) ? args.map(uncast) : args, STRICT_FUNCTIONS.has(name))
}

/** These know text alone, so that `lower(x)` and `lower(x::text)` are one call whatever kind of string x is. */
const TEXT_FUNCTIONS = new Set(['lower', 'upper', 'md5'])

const uncast = (term: Term): Term => (term.kind === 'apply' && term.name === 'cast text' ? (term.of[0] ?? term) : term)
