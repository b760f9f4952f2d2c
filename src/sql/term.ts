import type { A_Const, A_Expr, FuncCall, Node, TypeName } from 'libpg-query'

/**
 * A scalar expression in one canonical form, so that what a rule says and what the catalog prints can be compared:
 * positions are gone, the casts that parse analysis adds (`'x'::text`, `(code)::text` of a varchar) are gone, names are unqualified.
 */
export type Term =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'constant'; readonly form: 'number' | 'string' | 'boolean' | 'null'; readonly value: string }
  | { readonly kind: 'parameter' }
  | { readonly kind: 'apply'; readonly name: string; readonly strict: boolean; readonly of: readonly Term[] }

/** PostgreSQL's category letter of a column's type (`S` string, `B` boolean, `N` numeric), or undefined when it has no such column. */
export type CategoryOf = (column: string) => string | undefined

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

const strings = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))

/** The type's name without pg_catalog, with its modifiers: `int4`, `numeric(5,2)`, `text[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  const names = strings(type?.names).filter((name) => name !== 'pg_catalog')
  const modifiers = (type?.typmods ?? []).map((node) => termKey(termOf(node, () => undefined)).split(':')[1])
  return names.join('.') + (modifiers.length > 0 ? `(${modifiers.join(',')})` : '') + (type?.arrayBounds?.length ? '[]' : '')
}

export function termOf(node: Node | undefined, categoryOf: CategoryOf): Term {
  if (!node) return { kind: 'apply', name: 'nothing', strict: false, of: [] }
  if ('ColumnRef' in node) return { kind: 'column', name: strings(node.ColumnRef.fields).at(-1) ?? '*' }
  if ('A_Const' in node) return constantOf(node.A_Const)
  if ('ParamRef' in node) return { kind: 'parameter' }
  if ('TypeCast' in node) return castOf(termOf(node.TypeCast.arg, categoryOf), typeNameOf(node.TypeCast.typeName), categoryOf)
  if ('A_Expr' in node) return operatorOf(node.A_Expr, categoryOf)
  if ('FuncCall' in node) return callOf(node.FuncCall, categoryOf)
  if ('A_ArrayExpr' in node) return apply('array', elementsOf(node.A_ArrayExpr.elements, categoryOf), false)
  if ('List' in node) return apply('array', elementsOf(node.List.items, categoryOf), false)
  if ('CollateClause' in node) {
    return apply(`collate ${strings(node.CollateClause.collname).at(-1)}`, [termOf(node.CollateClause.arg, categoryOf)], true)
  }
  if ('CoalesceExpr' in node) return apply('coalesce', elementsOf(node.CoalesceExpr.args, categoryOf), false)
  return apply(
    JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value)),
    [],
    false,
  )
}

const apply = (name: string, of: readonly Term[], strict: boolean): Term => ({ kind: 'apply', name, strict, of })

const elementsOf = (nodes: readonly Node[] | undefined, categoryOf: CategoryOf): Term[] =>
  (nodes ?? []).map((node) => termOf(node, categoryOf))

function constantOf(constant: A_Const): Term {
  if (constant.isnull) return { kind: 'constant', form: 'null', value: '' }
  if (constant.boolval) return { kind: 'constant', form: 'boolean', value: String(constant.boolval.boolval ?? false) }
  if (constant.ival) return { kind: 'constant', form: 'number', value: String(constant.ival.ival ?? 0) }
  if (constant.fval) return { kind: 'constant', form: 'number', value: constant.fval.fval ?? '0' }
  return { kind: 'constant', form: 'string', value: constant.sval?.sval ?? constant.bsval?.bsval ?? '' }
}

function castOf(of: Term, type: string, categoryOf: CategoryOf): Term {
  if (of.kind === 'constant' && of.form === 'string') {
    if (NUMERIC_TYPES.has(type)) return { ...of, form: 'number' }
    if (type === 'bool')
      return { ...of, form: 'boolean', value: String(['t', 'true', 'on', 'yes', 'y', '1'].includes(of.value.toLowerCase())) }
    // An enum, a domain, a date: the value is what tells two constants of one column apart.
    return of
  }
  if (of.kind === 'constant') return of
  if (of.kind === 'column' && STRING_TYPES.has(type) && categoryOf(of.name) === 'S') return of
  if (of.kind === 'apply' && of.name === 'array') return of
  return apply(`cast ${type}`, [of], true)
}

function operatorOf(expression: A_Expr, categoryOf: CategoryOf): Term {
  const name = strings(expression.name).at(-1) ?? ''
  const sides = [expression.lexpr, expression.rexpr].filter((side) => side !== undefined).map((side) => termOf(side, categoryOf))
  const [first] = sides
  // -1 arrives as an operator before a constant.
  if (name === '-' && sides.length === 1 && first?.kind === 'constant' && first.form === 'number')
    return { ...first, value: `-${first.value}` }
  const strict =
    expression.kind !== 'AEXPR_DISTINCT' && expression.kind !== 'AEXPR_NOT_DISTINCT' && expression.kind !== 'AEXPR_NULLIF'
  const kind = expression.kind === 'AEXPR_OP' ? '' : `${expression.kind} `
  return apply(`${kind}${name}`, sides, strict)
}

function callOf(call: FuncCall, categoryOf: CategoryOf): Term {
  const name = strings(call.funcname)
    .filter((part) => part !== 'pg_catalog')
    .join('.')
  const extra = call.agg_distinct || call.agg_filter || call.over || call.agg_order ? JSON.stringify(call) : ''
  return apply(`${name}${extra}`, elementsOf(call.args, categoryOf), STRICT_FUNCTIONS.has(name))
}
