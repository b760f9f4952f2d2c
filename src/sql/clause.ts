import type { A_Expr, Node } from 'libpg-query'
import { type ColumnOf, type Constant, constantFor, elementsIn, instantConstant } from './constant.ts'
import { strings, type Term, termKey, termOf } from './term.ts'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition as the planner sees it after constant folding: AND and OR flattened, NOT pushed down, `b = true` written `b`. */
export type Clause =
  /** `list`: an IN, which is an AND or OR that never merges with one around it. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[]; readonly list?: true }
  | { readonly kind: 'compare'; readonly left: Term; readonly operator: Comparison; readonly right: Term }
  | { readonly kind: 'null'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'boolean'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'test'; readonly term: Term; readonly test: Test }

export const TRUE = { kind: 'and', of: [] } as const satisfies Clause
const FALSE = { kind: 'or', of: [] } as const satisfies Clause

export function clauseKey(clause: Clause): string {
  switch (clause.kind) {
    case 'and':
    case 'or':
      return `${clause.kind}(${clause.of.map(clauseKey).toSorted().join(',')})`
    case 'compare':
      return `${termKey(clause.left)} ${clause.operator} ${termKey(clause.right)}`
    case 'test':
      return `${termKey(clause.term)} is ${clause.test}`
    default:
      return `${clause.not ? 'not ' : ''}${clause.kind} ${termKey(clause.term)}`
  }
}

const NEGATED = { '=': '<>', '<>': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const satisfies Record<
  Comparison,
  Comparison
>
const COMMUTED = { '=': '=', '<>': '<>', '<': '>', '>=': '<=', '>': '<', '<=': '>=' } as const satisfies Record<
  Comparison,
  Comparison
>
const isComparison = (operator: string): operator is Comparison => operator in NEGATED

/** Reads a condition; `not` when it stands under an odd number of NOTs. */
export function clauseOf(node: Node | undefined, columnOf: ColumnOf, not = false): Clause {
  if (node && 'BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr
    if (boolop === 'NOT_EXPR') return clauseOf(args?.[0], columnOf, !not)
    const parts = (args ?? []).map((part) => clauseOf(part, columnOf, not))
    return combine((boolop === 'AND_EXPR') === not ? 'or' : 'and', parts)
  }
  if (node && 'NullTest' in node) {
    return {
      kind: 'null',
      term: termOf(node.NullTest.arg, columnOf),
      not: (node.NullTest.nulltesttype === 'IS_NOT_NULL') !== not,
    }
  }
  if (node && 'BooleanTest' in node)
    return booleanTest(node.BooleanTest.booltesttype ?? '', termOf(node.BooleanTest.arg, columnOf), not)
  if (node && 'A_Expr' in node) return comparison(node.A_Expr, columnOf, not)
  const term = termOf(node, columnOf)
  if (term.kind === 'constant' && term.form === 'boolean') return (term.value === 'true') === not ? FALSE : TRUE
  return { kind: 'boolean', term, not }
}

/** AND or OR of several, flattened; `(a and b) or (a and c)` becomes `a and (b or c)`, as canonicalize_qual makes it. */
export function combine(kind: 'and' | 'or', parts: readonly Clause[]): Clause {
  const of = parts.flatMap((part) => (part.kind === kind && !part.list ? part.of : [part]))
  const [only, ...others] = of
  if (only && others.length === 0) return only
  const absorbing = kind === 'or' ? TRUE : FALSE
  if (of.some((part) => part.kind === absorbing.kind && part.of.length === 0)) return absorbing
  const shared = kind === 'or' ? itemsOf(only).filter((item) => others.every((other) => keysOf(other).has(clauseKey(item)))) : []
  if (shared.length === 0) return { kind, of }
  const keys = new Set(shared.map(clauseKey))
  const rest = of.map((part) =>
    combine(
      'and',
      itemsOf(part).filter((item) => !keys.has(clauseKey(item))),
    ),
  )
  return combine('and', [...shared, combine('or', rest)])
}

const itemsOf = (clause: Clause | undefined): readonly Clause[] =>
  clause?.kind === 'and' && !clause.list ? clause.of : clause ? [clause] : []
const keysOf = (clause: Clause): ReadonlySet<string> => new Set(itemsOf(clause).map(clauseKey))

type Test = 'TRUE' | 'NOT_TRUE' | 'FALSE' | 'NOT_FALSE' | 'UNKNOWN' | 'NOT_UNKNOWN'

/** To the planner `b is unknown` is not `b is null`: neither proves the other. */
function booleanTest(type: string, term: Term, not: boolean): Clause {
  const [, name = ''] = type.split('IS_')
  const opposite = name.startsWith('NOT_') ? name.slice('NOT_'.length) : `NOT_${name}`
  return { kind: 'test', term, test: (not ? opposite : name) as Test }
}

function comparison(expression: A_Expr, columnOf: ColumnOf, not: boolean): Clause {
  const term = termOf({ A_Expr: expression }, columnOf)
  const left = termOf(expression.lexpr, columnOf)
  const right = termOf(expression.rexpr, columnOf)
  const name = term.kind === 'apply' ? (term.name.split(' ').at(-1) ?? '') : ''
  const elements =
    right.kind === 'constant' ? elementsIn(right) : right.kind === 'apply' && right.name === 'array' ? right.of : null
  switch (expression.kind) {
    case 'AEXPR_OP':
      if (!expression.lexpr || !isComparison(name)) return { kind: 'boolean', term, not }
      return rowComparison(expression, columnOf, not) ?? compare(left, not ? NEGATED[name] : name, right, columnOf)
    case 'AEXPR_IN': // `x in (…)` or `x not in (…)`: the parser writes = or <> as the operator
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      if (!elements || !isComparison(name)) return { kind: 'boolean', term, not }
      const every = expression.kind === 'AEXPR_IN' ? name === '<>' : expression.kind === 'AEXPR_OP_ALL'
      const operator = not ? NEGATED[name] : name
      const [only] = elements
      if (only && elements.length === 1) return compare(left, operator, only, columnOf)
      return {
        kind: every === not ? 'or' : 'and',
        of: elements.map((element) => compareTerms(left, operator, element, columnOf)),
        list: true,
      }
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM': {
      if (!elements) return { kind: 'boolean', term, not }
      const [low, high] = elements as [Term, Term]
      const inside = !expression.kind.startsWith('AEXPR_NOT') !== not
      const within = (from: Term, to: Term): Clause =>
        combine(inside ? 'and' : 'or', [
          compare(left, inside ? '>=' : '<', from, columnOf),
          compare(left, inside ? '<=' : '>', to, columnOf),
        ])
      if (!expression.kind.endsWith('SYM')) return within(low, high)
      return combine(inside ? 'or' : 'and', [within(low, high), within(high, low)])
    }
    case 'AEXPR_NOT_DISTINCT':
      return comparison({ ...expression, kind: 'AEXPR_DISTINCT' }, columnOf, !not)
    default:
      return { kind: 'boolean', term, not }
  }
}

/** `(a, b) = (1, 2)` is `a = 1 and b = 2`; null for what is no comparison of two rows, and for `<` and its kind, which stays whole. */
function rowComparison({ lexpr, rexpr, name }: A_Expr, columnOf: ColumnOf, not: boolean): Clause | null {
  if (!lexpr || !rexpr || !('RowExpr' in lexpr) || !('RowExpr' in rexpr)) return null
  const [operator] = strings(name)
  if (operator !== '=' && operator !== '<>') return null
  const right = rexpr.RowExpr.args ?? []
  const kind = (operator === '=') === not ? 'or' : 'and'
  const parts = (lexpr.RowExpr.args ?? []).map((side, at) =>
    compare(termOf(side, columnOf), (operator === '=') === not ? '<>' : '=', termOf(right[at], columnOf), columnOf),
  )
  return combine(kind, parts)
}

/** A comparison, with the constant on the right; of a boolean the planner folds `b = true` and `b <> false` to `b`. */
function compare(left: Term, operator: Comparison, right: Term, columnOf: ColumnOf): Clause {
  const clause = compareTerms(left, operator, right, columnOf)
  if (clause.kind !== 'compare' || clause.right.kind !== 'constant' || clause.right.form !== 'boolean') return clause
  if (clause.operator !== '=' && clause.operator !== '<>') return clause
  return { kind: 'boolean', term: clause.left, not: (clause.right.value === 'true') !== (clause.operator === '=') }
}

function compareTerms(left: Term, operator: Comparison, right: Term, columnOf: ColumnOf): Clause {
  if (!variable(left) ? variable(right) : variable(right) && termKey(left) > termKey(right)) {
    return compareTerms(right, COMMUTED[operator], left, columnOf)
  }
  if (right.kind !== 'constant') return { kind: 'compare', left, operator, right }
  // Whatever is compared with null is null, and a row of which the condition says null is left out.
  if (right.form === 'null') return FALSE
  if (left.kind !== 'column') return { kind: 'compare', left, operator, right: resultConstant(left, right) }
  const column = columnOf(left.name)
  const type = column && widenedTo(column.baseType, right)
  if (type) return compareTerms({ kind: 'apply', name: `cast ${type}`, strict: true, of: [left] }, operator, right, columnOf)
  return { kind: 'compare', left, operator, right: constantFor(right, column) }
}

/** Expressions that give text: two that differ are two values. */
const TEXT_RESULTS = new Set(['->>', '#>>', 'cast text'])

const DATE_RESULTS = new Set(['date_trunc', 'cast date', 'cast timestamp'])

function resultConstant(left: Term, right: Constant): Constant {
  if (left.kind !== 'apply' || right.form !== 'string') return right
  if (DATE_RESULTS.has(left.name)) return instantConstant(right)
  return TEXT_RESULTS.has(left.name) ? { ...right, form: 'label' } : right
}

const INTEGERS = new Set(['smallint', 'integer', 'bigint'])

/** The type that PostgreSQL casts the column to before it compares with this constant; undefined when it stays as it is. */
function widenedTo(baseType: string, { type }: Constant): string | undefined {
  if (type === 'numeric' && INTEGERS.has(baseType)) return type
  if ((type === 'float8' || type === 'float4') && (INTEGERS.has(baseType) || baseType === 'numeric')) return 'float8'
  const string = type === 'text' || type === 'varchar'
  return string && ['character', 'bpchar', 'citext'].includes(baseType.split('.').at(-1) ?? '') ? 'text' : undefined
}

const variable = (term: Term): boolean => term.kind !== 'constant' && term.kind !== 'parameter'
