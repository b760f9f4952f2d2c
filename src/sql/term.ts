import type { A_Const, A_Expr, FuncCall, Node, TypeName } from 'libpg-query'
import { apply, castOf, constant, operand, STRING_TYPES } from './cast.ts'
import { arrayConstant, type ColumnOf, type Constant, constantFor, NULL } from './constant.ts'
import { folded, isInteger } from './fold.ts'
import { STRICT_FUNCTIONS } from './strict.ts'
import { typeOf } from './type-of.ts'

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

export const strings = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))

/** The type's name without pg_catalog, with its modifiers: `int4`, `numeric(5,2)`, `text[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  const names = strings(type?.names).filter((name) => name !== 'pg_catalog')
  const modifiers = (type?.typmods ?? []).map((node) => ('A_Const' in node ? constantOf(node.A_Const).value : ''))
  return names.join('.') + (modifiers.length > 0 ? `(${modifiers.join(',')})` : '') + (type?.arrayBounds?.length ? '[]' : '')
}

export function termOf(node: Node | undefined, columnOf: ColumnOf): Term {
  if (!node) return apply('nothing', [], false)
  if ('ColumnRef' in node) return { kind: 'column', name: strings(node.ColumnRef.fields).at(-1) ?? '*' }
  if ('A_Const' in node) return constantOf(node.A_Const)
  if ('ParamRef' in node) return { kind: 'parameter' }
  if ('TypeCast' in node) return castOf(termOf(node.TypeCast.arg, columnOf), typeNameOf(node.TypeCast.typeName), columnOf)
  if ('A_Expr' in node) return operatorOf(node.A_Expr, columnOf)
  if ('FuncCall' in node) return callOf(node.FuncCall, columnOf)
  if ('A_ArrayExpr' in node) return arrayOf(node.A_ArrayExpr.elements, columnOf)
  if ('List' in node) return arrayOf(node.List.items, columnOf)
  if ('CollateClause' in node) {
    const { arg, collname } = node.CollateClause
    return apply(`collate ${strings(collname).at(-1)}`, [operandOf(arg, columnOf)], true)
  }
  if ('CoalesceExpr' in node) return apply('coalesce', termsOf(node.CoalesceExpr.args, columnOf), false)
  if ('MinMaxExpr' in node) {
    const name = node.MinMaxExpr.op === 'IS_GREATEST' ? 'greatest' : 'least'
    return apply(name, termsOf(node.MinMaxExpr.args, columnOf), false)
  }
  if ('CaseExpr' in node && !node.CaseExpr.arg) {
    const { args = [], defresult } = node.CaseExpr
    const arms = args.flatMap((arm) => ('CaseWhen' in arm ? [arm.CaseWhen.expr, arm.CaseWhen.result] : []))
    return apply('case', [...arms.map((part) => termOf(part, columnOf)), defresult ? termOf(defresult, columnOf) : NULL], false)
  }
  if ('A_Indirection' in node) {
    const [part, ...more] = node.A_Indirection.indirection ?? []
    if (part && 'A_Indices' in part && !part.A_Indices.is_slice && more.length === 0)
      return apply('subscript', [termOf(node.A_Indirection.arg, columnOf), termOf(part.A_Indices.uidx, columnOf)], false)
  }
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

const termsOf = (nodes: readonly Node[] | undefined, columnOf: ColumnOf): Term[] =>
  (nodes ?? []).map((node) => termOf(node, columnOf))

/**
 * What an operator or a function works on. Theirs are texts and base types, so that parse analysis adds a cast to a varchar or to a
 * column of a domain: with it or without, it is the same.
 */
export const operandOf = (node: Node | undefined, columnOf: ColumnOf): Term => operand(termOf(node, columnOf), columnOf)

function arrayOf(nodes: readonly Node[] | undefined, columnOf: ColumnOf): Term {
  const elements = termsOf(nodes, columnOf)
  const constants = elements.filter((element) => element.kind === 'constant')
  return constants.length === elements.length ? arrayConstant(constants, null) : apply('array', elements, false)
}

const MAX_INT8 = 2n ** 63n - 1n

function constantOf({ isnull, boolval, ival, fval, sval, bsval }: A_Const): Constant {
  if (isnull) return NULL
  if (boolval) return constant('boolean', String(boolval.boolval ?? false))
  if (ival) return constant('number', String(ival.ival ?? 0))
  if (!fval) return constant('string', sval?.sval ?? bsval?.bsval ?? '')
  const text = fval.fval ?? '0'
  return constant('number', text, isInteger(text) && BigInt(text) <= MAX_INT8 ? null : 'numeric')
}

/** `x like y` is another way to write `x ~~ y`. */
const PLAIN_KINDS = new Set(['AEXPR_OP', 'AEXPR_LIKE', 'AEXPR_ILIKE', 'AEXPR_SIMILAR'])
const NULLABLE_KINDS = new Set(['AEXPR_DISTINCT', 'AEXPR_NOT_DISTINCT', 'AEXPR_NULLIF'])

function operatorOf(expression: A_Expr, columnOf: ColumnOf): Term {
  const name = strings(expression.name).at(-1) ?? ''
  const given = [expression.lexpr, expression.rexpr].filter((side) => side !== undefined).map((side) => operandOf(side, columnOf))
  const kind = expression.kind ?? ''
  const [first] = given
  if (given.length === 1 && first?.kind === 'constant' && first.form === 'number') {
    // -1 arrives as an operator before a constant.
    if (name === '-') return { ...first, value: first.value.startsWith('-') ? first.value.slice(1) : `-${first.value}` }
    if (name === '+') return first
  }
  const constants = given.filter((side) => side.kind === 'constant')
  const result = kind === 'AEXPR_OP' && constants.length === given.length ? folded(name, constants) : null
  if (result) return result
  const sides = kind === 'AEXPR_OP' ? withTypedConstant(name, withoutWidening(given, columnOf), columnOf) : given
  // An array with null appended is not null, so of the operators that people use || is the one that may not be strict.
  const strict =
    !NULLABLE_KINDS.has(kind) && (name !== '||' || sides.some((side) => STRING_TYPES.has(typeOf(side, columnOf)?.name ?? '')))
  return apply(`${PLAIN_KINDS.has(kind) ? '' : `${kind} `}${name}`, sides, strict)
}

const WIDE = new Set(['numeric', 'float8'])

/** Of `num + i` parse analysis makes `num + i::numeric`; the cast is dropped wherever it would add it again. */
export function withoutWidening(sides: readonly Term[], columnOf: ColumnOf): readonly Term[] {
  const types = sides.map((side) => (side.kind === 'constant' ? side.type : typeOf(side, columnOf)?.name))
  return sides.map((side, at) => {
    const [inner] = side.kind === 'apply' && side.name.startsWith('cast ') ? side.of : []
    const type = types[at] ?? ''
    const below = inner && typeOf(inner, columnOf)?.name
    const other = types[1 - at]
    return inner && WIDE.has(type) && other === type && (below?.startsWith('int') || (below === 'numeric' && type === 'float8'))
      ? inner
      : side
  })
}

/** Operators whose constant is of a type that the other side tells. */
const CONTAINMENT = new Set(['@>', '<@', '&&', '@?', '@@', '#>>', '#>', '?|', '?&'])

/** `'{1,2}'` and `array[1,2]`, and two ways to write a document, a path or an interval, are one constant to these operators. */
function withTypedConstant(name: string, sides: readonly Term[], columnOf: ColumnOf): readonly Term[] {
  const [left, right] = sides
  if (!left || right?.kind !== 'constant') return sides
  const own = typeOf(left, columnOf)
  // What is added to a timestamp is an interval, with or without saying so.
  if (name === '+' && own?.name.startsWith('timestamp')) return [left, constantFor({ ...right, type: 'interval' }, undefined)]
  if (!CONTAINMENT.has(name)) return sides
  const type =
    own?.name !== 'jsonb'
      ? own
      : { name: name === '@>' || name === '<@' ? 'jsonb' : name.startsWith('@') ? 'jsonpath' : 'text[]' }
  return [left, constantFor({ ...right, type: right.type === 'text' ? null : right.type }, type)]
}

/** Of these it depends on the type of an argument whether it is cast: they take it as it is. */
const ANY_FUNCTIONS = new Set(['num_nonnulls', 'num_nulls'])

function callOf(call: FuncCall, columnOf: ColumnOf): Term {
  const name = strings(call.funcname)
    .filter((part) => part !== 'pg_catalog')
    .join('.')
  const extra = call.agg_distinct || call.agg_filter || call.over || call.agg_order ? JSON.stringify(call) : ''
  const given = ANY_FUNCTIONS.has(name)
    ? termsOf(call.args, columnOf)
    : (call.args ?? []).map((node) => operandOf(node, columnOf))
  const strict = STRICT_FUNCTIONS.has(name)
  const args = TEXT_FUNCTIONS.has(name) ? given.map(uncast) : strict ? withoutWidening(given, columnOf) : given
  return apply(`${name}${extra}`, args, strict)
}

/** These know text alone, so that `lower(x)` and `lower(x::text)` are one call whatever kind of string x is. */
const TEXT_FUNCTIONS = new Set(['lower', 'upper', 'md5'])

const uncast = (term: Term): Term =>
  term.kind === 'apply' && (term.name === 'cast text' || term.name === 'relabel text') ? (term.of[0] ?? term) : term
