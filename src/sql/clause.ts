import type { A_Expr, Node } from 'libpg-query'
import { type CategoryOf, type Term, termKey, termOf } from './term.ts'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition as the planner sees it after constant folding: AND and OR flattened, NOT pushed down, `b = true` written `b`. */
export type Clause =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[] }
  | { readonly kind: 'compare'; readonly left: Term; readonly operator: Comparison; readonly right: Term }
  | { readonly kind: 'null'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'boolean'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'test'; readonly term: Term; readonly test: 'TRUE' | 'NOT_TRUE' | 'FALSE' | 'NOT_FALSE' }
  | { readonly kind: 'other'; readonly term: Term; readonly not: boolean }

export const TRUE: Clause = { kind: 'and', of: [] }

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
export function clauseOf(node: Node | undefined, categoryOf: CategoryOf, not = false): Clause {
  if (node && 'BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr
    if (boolop === 'NOT_EXPR') return clauseOf(args?.[0], categoryOf, !not)
    const parts = (args ?? []).map((part) => clauseOf(part, categoryOf, not))
    return combine((boolop === 'AND_EXPR') === not ? 'or' : 'and', parts)
  }
  if (node && 'NullTest' in node) {
    return {
      kind: 'null',
      term: termOf(node.NullTest.arg, categoryOf),
      not: (node.NullTest.nulltesttype === 'IS_NOT_NULL') !== not,
    }
  }
  if (node && 'BooleanTest' in node)
    return booleanTest(node.BooleanTest.booltesttype ?? '', termOf(node.BooleanTest.arg, categoryOf), not)
  if (node && 'A_Expr' in node) return comparison(node.A_Expr, categoryOf, not)
  const term = termOf(node, categoryOf)
  if (term.kind === 'constant' && term.form === 'boolean') return (term.value === 'true') === not ? { kind: 'or', of: [] } : TRUE
  return term.kind === 'column' ? { kind: 'boolean', term, not } : { kind: 'other', term, not }
}

export function combine(kind: 'and' | 'or', parts: readonly Clause[]): Clause {
  const of = parts.flatMap((part) => (part.kind === kind ? part.of : [part]))
  const [only] = of
  return only && of.length === 1 ? only : { kind, of }
}

function booleanTest(type: string, term: Term, not: boolean): Clause {
  const test = { IS_TRUE: 'TRUE', IS_NOT_TRUE: 'NOT_TRUE', IS_FALSE: 'FALSE', IS_NOT_FALSE: 'NOT_FALSE' }[type] as
    Test | undefined
  if (!test) return { kind: 'null', term, not: (type === 'IS_NOT_UNKNOWN') !== not }
  const opposite = { TRUE: 'NOT_TRUE', NOT_TRUE: 'TRUE', FALSE: 'NOT_FALSE', NOT_FALSE: 'FALSE' } as const satisfies Record<
    Test,
    Test
  >
  return { kind: 'test', term, test: not ? opposite[test] : test }
}
type Test = 'TRUE' | 'NOT_TRUE' | 'FALSE' | 'NOT_FALSE'

function comparison(expression: A_Expr, categoryOf: CategoryOf, not: boolean): Clause {
  const term = termOf({ A_Expr: expression }, categoryOf)
  const left = termOf(expression.lexpr, categoryOf)
  const right = termOf(expression.rexpr, categoryOf)
  const name = term.kind === 'apply' ? (term.name.split(' ').at(-1) ?? '') : ''
  const elements = right.kind === 'apply' && right.name === 'array' ? right.of : null
  switch (expression.kind) {
    case 'AEXPR_OP':
      return expression.lexpr && isComparison(name)
        ? compare(left, not ? NEGATED[name] : name, right, categoryOf)
        : { kind: 'other', term, not }
    case 'AEXPR_IN': // `x in (…)` or `x not in (…)`: the parser writes = or <> as the operator
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      if (!elements || !isComparison(name)) return { kind: 'other', term, not }
      const every = expression.kind === 'AEXPR_IN' ? name === '<>' : expression.kind === 'AEXPR_OP_ALL'
      const operator = not ? NEGATED[name] : name
      return combine(
        every === not ? 'or' : 'and',
        elements.map((element) => compare(left, operator, element, categoryOf)),
      )
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      if (!elements) return { kind: 'other', term, not }
      const [low, high] = elements as [Term, Term]
      const inside = (expression.kind === 'AEXPR_BETWEEN') !== not
      return combine(inside ? 'and' : 'or', [
        compare(left, inside ? '>=' : '<', low, categoryOf),
        compare(left, inside ? '<=' : '>', high, categoryOf),
      ])
    }
    default:
      return { kind: 'other', term, not }
  }
}

function compare(left: Term, operator: Comparison, right: Term, categoryOf: CategoryOf): Clause {
  if (!variable(left) ? variable(right) : variable(right) && termKey(left) > termKey(right)) {
    return compare(right, COMMUTED[operator], left, categoryOf)
  }
  const boolean = booleanValue(left, right, categoryOf)
  if (boolean !== null && (operator === '=' || operator === '<>'))
    return { kind: 'boolean', term: left, not: boolean !== (operator === '=') }
  return { kind: 'compare', left, operator, right }
}

const variable = (term: Term): boolean => term.kind !== 'constant' && term.kind !== 'parameter'

/** The planner folds `b = true` and `b <> false` to `b`, `b = false` and `b <> true` to `not b`. */
function booleanValue(left: Term, right: Term, categoryOf: CategoryOf): boolean | null {
  if (right.kind !== 'constant') return null
  if (right.form === 'boolean') return right.value === 'true'
  const literal =
    left.kind === 'column' && categoryOf(left.name) === 'B' && right.form === 'string' ? right.value.toLowerCase() : null
  return literal === null ? null : ['t', 'true', 'yes', 'on', '1', 'y'].includes(literal)
}
