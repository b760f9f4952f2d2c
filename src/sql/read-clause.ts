import type { A_Expr, Node, NullTest } from 'libpg-query'
import { arrayElements } from './array-text.ts'
import { type Clause, combine, isNever, NEVER, type Test, TRUE } from './clause.ts'
import { compare, compareTerms, isComparison, NEGATED, truthOf } from './compare.ts'
import { type ColumnOf, NULL } from './constant.ts'
import { operandOf, strings, type Term, termOf } from './term.ts'

/** Reads a condition; `not` when it stands under an odd number of NOTs. */
export function clauseOf(node: Node | undefined, columnOf: ColumnOf, not = false): Clause {
  if (node && 'BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr
    if (boolop === 'NOT_EXPR') return clauseOf(args?.[0], columnOf, !not)
    const parts = (args ?? []).map((part) => clauseOf(part, columnOf, not))
    return combine((boolop === 'AND_EXPR') === not ? 'or' : 'and', parts)
  }
  if (node && 'NullTest' in node) return nullTest(node.NullTest, columnOf, not)
  if (node && 'BooleanTest' in node)
    return booleanTest(node.BooleanTest.booltesttype ?? '', termOf(node.BooleanTest.arg, columnOf), not)
  if (node && 'A_Expr' in node) return comparison(node.A_Expr, columnOf, not)
  return booleanClause(operandOf(node, columnOf), not)
}

/** Operators that PostgreSQL knows the opposite of (pg_operator.oprnegate), so that a NOT before them goes. */
const NEGATORS: Readonly<Record<string, string>> = {
  '~~': '!~~',
  '!~~': '~~',
  '~~*': '!~~*',
  '!~~*': '~~*',
  '~': '!~',
  '!~': '~',
  '~*': '!~*',
  '!~*': '~*',
}

function booleanClause(term: Term, not: boolean): Clause {
  if (term.kind === 'constant' && term.form === 'boolean') return (term.value === 'true') === not ? NEVER : TRUE
  const opposite = not && term.kind === 'apply' ? NEGATORS[term.name] : undefined
  return opposite === undefined
    ? { kind: 'boolean', term, not }
    : { kind: 'boolean', term: { ...term, name: opposite } as Term, not: false }
}

/** `(a, b) is null` asks for both, and so does its opposite. */
function nullTest({ arg, nulltesttype }: NullTest, columnOf: ColumnOf, not: boolean): Clause {
  const notNull = nulltesttype === 'IS_NOT_NULL'
  if (!arg || !('RowExpr' in arg)) return { kind: 'null', term: termOf(arg, columnOf), not: notNull !== not }
  return combine(
    not ? 'or' : 'and',
    (arg.RowExpr.args ?? []).map((part): Clause => ({ kind: 'null', term: termOf(part, columnOf), not: notNull !== not })),
  )
}

/** To the planner `b is unknown` is not `b is null`: neither proves the other. */
function booleanTest(type: string, term: Term, not: boolean): Clause {
  const [, name = ''] = type.split('IS_')
  const opposite = name.startsWith('NOT_') ? name.slice('NOT_'.length) : `NOT_${name}`
  return { kind: 'test', term, test: (not ? opposite : name) as Test }
}

function comparison(expression: A_Expr, columnOf: ColumnOf, not: boolean): Clause {
  const { kind, lexpr, rexpr } = expression
  const name = strings(expression.name).at(-1) ?? ''
  const [left, right] = [operandOf(lexpr, columnOf), operandOf(rexpr, columnOf)]
  const whole = (): Clause => booleanClause(termOf({ A_Expr: expression }, columnOf), not)
  switch (kind) {
    case 'AEXPR_OP': {
      if (!lexpr || !isComparison(name)) return whole()
      const constants = left.kind === 'constant' && right.kind === 'constant' && left.form !== 'null' && right.form !== 'null'
      if (constants) return whole()
      const truth = truthOf(name, right) ?? truthOf(name, left)
      if (truth !== null) return clauseOf(truthOf(name, right) === null ? rexpr : lexpr, columnOf, truth === not)
      return rowComparison(expression, columnOf, not) ?? compare(left, not ? NEGATED[name] : name, right, columnOf)
    }
    case 'AEXPR_IN': // `x in (…)` or `x not in (…)`: the parser writes = or <> as the operator
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      const every = kind === 'AEXPR_IN' ? name === '<>' : kind === 'AEXPR_OP_ALL'
      if (kind === 'AEXPR_IN' && lexpr && 'RowExpr' in lexpr) return rowsIn(expression, columnOf, every !== not)
      const elements = elementsOf(right)
      if (!elements || !isComparison(name)) return whole()
      if (elements.length === 0)
        return every
          ? { kind: 'boolean', term: { ...termOf({ A_Expr: expression }, columnOf), strict: false } as Term, not }
          : NEVER
      const operator = not ? NEGATED[name] : name
      const [only] = elements
      if (only && elements.length === 1) return compare(left, operator, only, columnOf)
      const of = elements.map((element) => compareTerms(left, operator, element, columnOf))
      // Of an OR, what is never true adds nothing.
      return every === not ? { kind: 'or', of: of.filter((part) => !isNever(part)), list: true } : { kind: 'and', of, list: true }
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM': {
      const [low, high] = elementsOf(right) as [Term, Term]
      const inside = !kind.startsWith('AEXPR_NOT') !== not
      const within = (from: Term, to: Term): Clause =>
        combine(inside ? 'and' : 'or', [
          compare(left, inside ? '>=' : '<', from, columnOf),
          compare(left, inside ? '<=' : '>', to, columnOf),
        ])
      if (!kind.endsWith('SYM')) return within(low, high)
      return combine(inside ? 'or' : 'and', [within(low, high), within(high, low)])
    }
    case 'AEXPR_NOT_DISTINCT':
      return comparison({ ...expression, kind: 'AEXPR_DISTINCT' }, columnOf, !not)
    case 'AEXPR_DISTINCT':
      if (isNull(rexpr)) return { kind: 'null', term: termOf(lexpr, columnOf), not: !not }
      if (isNull(lexpr)) return { kind: 'null', term: termOf(rexpr, columnOf), not: !not }
      return rowDistinct(expression, columnOf, not) ?? whole()
    default:
      return whole()
  }
}

/** A bare NULL; one that is cast is compared like any other value. */
const isNull = (node: Node | undefined): boolean => node !== undefined && 'A_Const' in node && node.A_Const.isnull === true

/** The elements of a list or an array; null where they are not known. */
function elementsOf(list: Term): readonly Term[] | null {
  if (list.kind === 'apply') return list.name === 'array' ? list.of : null
  if (list.kind !== 'constant') return null
  if (list.elements) return list.elements
  const texts = list.form === 'string' ? arrayElements(list.value) : null
  return texts?.map((value) => (value === null ? NULL : { ...NULL, form: 'string', value })) ?? null
}

/** `(a, b) = (1, 2)` is `a = 1 and b = 2`; null for what is no comparison of two rows, `<` and its kind stay whole. */
function rowComparison(expression: A_Expr, columnOf: ColumnOf, not: boolean): Clause | null {
  const { lexpr, rexpr, name } = expression
  if (!lexpr || !rexpr || !('RowExpr' in lexpr) || !('RowExpr' in rexpr)) return null
  const [operator] = strings(name)
  // `(a, b) < (1, 2)` is true or false of a row with a null in it, as soon as the columns before differ.
  if (operator !== '=' && operator !== '<>')
    return { kind: 'boolean', term: { ...termOf({ A_Expr: expression }, columnOf), strict: false } as Term, not }
  const right = rexpr.RowExpr.args ?? []
  const kind = (operator === '=') === not ? 'or' : 'and'
  const parts = (lexpr.RowExpr.args ?? []).map((side, at) =>
    compare(operandOf(side, columnOf), (operator === '=') === not ? '<>' : '=', operandOf(right[at], columnOf), columnOf),
  )
  return combine(kind, parts)
}

/** `(a, b) is distinct from (1, 2)` when `a` or `b` is. */
function rowDistinct({ lexpr, rexpr, name }: A_Expr, columnOf: ColumnOf, not: boolean): Clause | null {
  if (!lexpr || !rexpr || !('RowExpr' in lexpr) || !('RowExpr' in rexpr)) return null
  const right = rexpr.RowExpr.args ?? []
  const parts = (lexpr.RowExpr.args ?? []).map((side, at): Clause => {
    const other = right[at]
    const part: A_Expr = { kind: 'AEXPR_DISTINCT', lexpr: side, ...(name && { name }), ...(other && { rexpr: other }) }
    return booleanClause(termOf({ A_Expr: part }, columnOf), not)
  })
  return combine(not ? 'and' : 'or', parts)
}

/** `(a, b) in ((1, 2), (3, 4))` is one comparison of two rows or the other. */
function rowsIn({ lexpr, rexpr }: A_Expr, columnOf: ColumnOf, not: boolean): Clause {
  const rows = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : []
  const name = [{ String: { sval: '=' } }]
  return combine(
    not ? 'and' : 'or',
    rows.map((row) => comparison({ kind: 'AEXPR_OP', name, ...(lexpr && { lexpr }), rexpr: row }, columnOf, not)),
  )
}
