import type { A_Expr, Node } from 'libpg-query'
import { isNullConstant, operatorOf } from './node-text.ts'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='
const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']

/** Where a condition can be not false (true or null: a CHECK lets it pass) and where it can be not true. Both may be too large, never too small. */
export interface Reach<Set> {
  readonly notFalse: Set
  readonly notTrue: Set
}

/** Sets of states of whatever is being bounded (values of a column, the order of two columns), none of them NULL. */
export interface Reader<Set> {
  readonly all: Set
  readonly none: Set
  readonly union: (a: Set, b: Set) => Set
  readonly intersect: (a: Set, b: Set) => Set
  /** Null when the comparison is not understood. */
  readonly compare: (operator: Comparison, left: Node, right: Node) => Reach<Set> | null
  /** Whether an expression is the thing itself, which is not NULL in any state. */
  readonly isSubject: (node: Node) => boolean
}

/**
 * Reads a condition in three-valued logic. AND is false as soon as one part is, so "not false" intersects; OR is the mirror.
 * A part that is not understood reaches everywhere: in an AND it narrows nothing, in an OR it frees its branch.
 */
export function reachOf<Set>(node: Node | undefined, reader: Reader<Set>): Reach<Set> {
  const everywhere = { notFalse: reader.all, notTrue: reader.all }
  if (!node) return everywhere
  if ('BoolExpr' in node) {
    const parts = (node.BoolExpr.args ?? []).map((part) => reachOf(part, reader))
    if (node.BoolExpr.boolop === 'NOT_EXPR') return swap(parts[0] ?? everywhere)
    return node.BoolExpr.boolop === 'AND_EXPR' ? every(parts, reader) : some(parts, reader)
  }
  if ('BooleanTest' in node) {
    const inner = reachOf(node.BooleanTest.arg, reader)
    const test = node.BooleanTest.booltesttype
    if (test === 'IS_TRUE' || test === 'IS_NOT_FALSE') return inner
    return test === 'IS_FALSE' || test === 'IS_NOT_TRUE' ? swap(inner) : everywhere
  }
  if ('NullTest' in node && node.NullTest.arg && reader.isSubject(node.NullTest.arg)) {
    const never = { notFalse: reader.none, notTrue: reader.all }
    return node.NullTest.nulltesttype === 'IS_NULL' ? never : swap(never)
  }
  if ('A_Const' in node && node.A_Const.boolval) {
    const always = { notFalse: reader.all, notTrue: reader.none }
    return node.A_Const.boolval.boolval ? always : swap(always)
  }
  if ('A_Expr' in node) {
    const read = comparisonReach(node.A_Expr, reader)
    if (read) return read
  }
  if ('CaseExpr' in node && !node.CaseExpr.arg) {
    const arms = (node.CaseExpr.args ?? []).flatMap((arm) => ('CaseWhen' in arm ? [arm.CaseWhen] : []))
    return arms.reduceRight<Reach<Set>>(
      (rest, arm) => {
        const condition = reachOf(arm.expr, reader)
        const result = reachOf(arm.result, reader)
        const either = (key: 'notFalse' | 'notTrue') =>
          reader.union(reader.intersect(condition.notFalse, result[key]), reader.intersect(condition.notTrue, rest[key]))
        return { notFalse: either('notFalse'), notTrue: either('notTrue') }
      },
      reachOf(node.CaseExpr.defresult, reader),
    )
  }
  return everywhere
}

const swap = <Set>({ notFalse, notTrue }: Reach<Set>): Reach<Set> => ({ notFalse: notTrue, notTrue: notFalse })

const every = <Set>(parts: readonly Reach<Set>[], reader: Reader<Set>): Reach<Set> => ({
  notFalse: parts.map((part) => part.notFalse).reduce(reader.intersect, reader.all),
  notTrue: parts.map((part) => part.notTrue).reduce(reader.union, reader.none),
})

const some = <Set>(parts: readonly Reach<Set>[], reader: Reader<Set>): Reach<Set> => swap(every(parts.map(swap), reader))

/** BETWEEN, IN, ANY and ALL are spelled out as comparisons; null when the expression is none of these. */
function comparisonReach<Set>(expression: A_Expr, reader: Reader<Set>): Reach<Set> | null {
  const { kind, lexpr, rexpr } = expression
  const operator = operatorOf(expression.name) === '!=' ? '<>' : operatorOf(expression.name)
  if (!lexpr || !rexpr) return null
  const compare = (comparison: string, left: Node, right: Node): Reach<Set> => {
    const read = COMPARISONS.includes(comparison) ? reader.compare(comparison as Comparison, left, right) : null
    return read ?? { notFalse: reader.all, notTrue: reader.all }
  }
  const between = (low: Node, high: Node): Reach<Set> => every([compare('>=', lexpr, low), compare('<=', lexpr, high)], reader)
  const items = 'List' in rexpr ? (rexpr.List.items ?? []) : 'A_ArrayExpr' in rexpr ? (rexpr.A_ArrayExpr.elements ?? []) : []
  const [low, high] = items
  switch (kind) {
    case 'AEXPR_OP':
      return compare(operator, lexpr, rexpr)
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT': {
      const same =
        isNullConstant(rexpr) && reader.isSubject(lexpr)
          ? { notFalse: reader.none, notTrue: reader.all }
          : compare('=', lexpr, rexpr)
      return kind === 'AEXPR_DISTINCT' ? swap(same) : same
    }
    case 'AEXPR_IN':
      return (operator === '=' ? some : every)(
        items.map((item) => compare(operator, lexpr, item)),
        reader,
      )
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      const elements = arrayElements(rexpr)
      if (!elements) return null
      return (kind === 'AEXPR_OP_ANY' ? some : every)(
        elements.map((element) => compare(operator, lexpr, element)),
        reader,
      )
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM': {
      if (!low || !high) return null
      const symmetric = kind === 'AEXPR_BETWEEN_SYM' || kind === 'AEXPR_NOT_BETWEEN_SYM'
      const inside = symmetric ? some([between(low, high), between(high, low)], reader) : between(low, high)
      return kind === 'AEXPR_BETWEEN' || kind === 'AEXPR_BETWEEN_SYM' ? inside : swap(inside)
    }
    default:
      return null
  }
}

/** The elements of `ARRAY[…]`, with or without a cast of the whole. An array as a string constant is not read. */
function arrayElements(node: Node): readonly Node[] | null {
  if ('A_ArrayExpr' in node) return node.A_ArrayExpr.elements ?? []
  return 'TypeCast' in node && node.TypeCast.arg ? arrayElements(node.TypeCast.arg) : null
}
