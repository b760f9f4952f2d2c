import { type Clause, type Comparison, NEVER } from './clause.ts'
import { castOf } from './cast.ts'
import { type ColumnOf, type Constant, constantFor } from './constant.ts'
import { type Term, termKey, withoutWidening } from './term.ts'
import { typeOf } from './type-of.ts'

export const NEGATED = { '=': '<>', '<>': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const satisfies Record<
  Comparison,
  Comparison
>
const COMMUTED = { '=': '=', '<>': '<>', '<': '>', '>=': '<=', '>': '<', '<=': '>=' } as const satisfies Record<
  Comparison,
  Comparison
>
export const isComparison = (operator: string): operator is Comparison => operator in NEGATED

/** What `= true`, `<> false` and so on ask of the other side; null where the constant is none of these. */
export const truthOf = (operator: Comparison, side: Term): boolean | null =>
  side.kind === 'constant' && side.form === 'boolean' && (operator === '=' || operator === '<>')
    ? (side.value === 'true') === (operator === '=')
    : null

/** A comparison, with the constant on the right; of a boolean the planner folds `b = true` and `b <> false` to `b`. */
export function compare(left: Term, operator: Comparison, right: Term, columnOf: ColumnOf): Clause {
  const clause = compareTerms(left, operator, right, columnOf)
  if (clause.kind !== 'compare' || clause.right.kind !== 'constant' || clause.right.form !== 'boolean') return clause
  const truth = truthOf(clause.operator, clause.right)
  return truth === null ? clause : { kind: 'boolean', term: clause.left, not: !truth }
}

export function compareTerms(first: Term, operator: Comparison, second: Term, columnOf: ColumnOf): Clause {
  const [left = first, right = second] = withoutWidening([first, second], columnOf)
  if (!variable(left) ? variable(right) : variable(right) && termKey(left) > termKey(right)) {
    return compareTerms(right, COMMUTED[operator], left, columnOf)
  }
  const collated = right.kind === 'apply' && right.name.startsWith('collate ') ? right.of[0] : undefined
  if (right.kind === 'apply' && collated?.kind === 'constant') {
    const [, collation] = right.name.split(' ')
    const own = typeOf(left, columnOf)
    const same = own?.collation !== undefined && !own.domain && (own.collation ?? 'default') === collation
    const under: Term = { kind: 'apply', name: `under ${collation}`, strict: true, of: [left] }
    return compareTerms(same ? left : under, operator, collated, columnOf)
  }
  if (right.kind !== 'constant') return { kind: 'compare', left, operator, right }
  // Whatever is compared with null is null, and a row of which the condition says null is left out.
  if (right.form === 'null' || (left.kind === 'constant' && left.form === 'null')) return NEVER
  const own = typeOf(left, columnOf)
  const type = own && widenedTo(own.name, right)
  if (type)
    return { kind: 'compare', left: castOf(left, type, columnOf), operator, right: constantFor(right, { ...own, name: type }) }
  return { kind: 'compare', left, operator, right: constantFor(right, own) }
}

/** The type that PostgreSQL casts the left side to before it compares with this constant; undefined when it stays as it is. */
function widenedTo(name: string, { type }: Constant): string | undefined {
  const integer = name.startsWith('int') && name !== 'interval'
  if (type === 'numeric' && integer) return type
  if ((type === 'float8' || type === 'float4') && (integer || name === 'numeric')) return 'float8'
  return (type === 'text' || type === 'varchar') && (name === 'bpchar' || name === 'citext') ? 'text' : undefined
}

/** Constants stand on the right, also under a collation of their own. */
const variable = (term: Term): boolean =>
  term.kind === 'apply' && term.name.startsWith('collate ')
    ? term.of.some(variable)
    : term.kind !== 'constant' && term.kind !== 'parameter'
