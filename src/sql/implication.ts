import { type Clause, type Comparison, clauseKey } from './clause.ts'
import { type Term, termKey } from './term.ts'

/**
 * Whether a row that satisfies `clause` is known to satisfy `predicate`, by the same rules as the planner when it decides
 * if a partial index can answer a query (src/backend/optimizer/util/predtest.c). What the planner cannot prove is not implied,
 * however true it is: an index it will not use is of no use.
 */
export function implies(clause: Clause, predicate: Clause): boolean {
  if (predicate.kind === 'and') return predicate.of.every((part) => implies(clause, part))
  if (clause.kind === 'or') {
    return clause.of.length > 0 && clause.of.every((part) => implies(part, predicate))
  }
  if (clause.kind === 'and') {
    if (predicate.kind === 'or' && predicate.of.some((part) => implies(clause, part))) return true
    return clause.of.some((part) => implies(part, predicate))
  }
  if (predicate.kind === 'or') return predicate.of.some((part) => implies(clause, part))
  return impliesAtom(clause, predicate)
}

function impliesAtom(clause: Clause, predicate: Clause): boolean {
  if (clauseKey(clause) === clauseKey(predicate)) return true
  if (predicate.kind === 'null') return predicate.not && isStrictFor(clause, termKey(predicate.term))
  if (clause.kind !== 'compare' || predicate.kind !== 'compare') return false
  if (termKey(clause.left) !== termKey(predicate.left)) return false
  return compares(clause.operator, clause.right, predicate.operator, predicate.right)
}

/** `x = $1` is null, hence not true, when x is null; so it implies `x is not null`. The same for every strict operator. */
function isStrictFor(clause: Clause, key: string): boolean {
  switch (clause.kind) {
    case 'compare':
      return containsStrictly(clause.left, key) || containsStrictly(clause.right, key)
    case 'boolean':
      return !clause.not && termKey(clause.term) === key
    case 'other':
      return !clause.not && containsStrictly(clause.term, key)
    default:
      return false
  }
}

const containsStrictly = (term: Term, key: string): boolean =>
  termKey(term) === key || (term.kind === 'apply' && term.strict && term.of.some((part) => containsStrictly(part, key)))

/** `x operator a` implies `x wanted b`, for constants whose order is known without asking for a collation: numbers. */
function compares(operator: Comparison, a: Term, wanted: Comparison, b: Term): boolean {
  if (a.kind !== 'constant' || b.kind !== 'constant' || a.form === 'null' || b.form === 'null') return false
  if (a.form !== b.form) return false
  if (a.form !== 'number') {
    // Two strings of one column are equal or not whatever the collation, as far as deterministic collations go.
    return operator === '=' && (wanted === '<>' ? a.value !== b.value : wanted !== '<' && wanted !== '>' && a.value === b.value)
  }
  const order = numericOrder(a.value, b.value)
  switch (operator) {
    case '=':
      return { '=': order === 0, '<>': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[wanted]
    case '<':
      return order <= 0 && (wanted === '<' || wanted === '<=' || wanted === '<>')
    case '<=':
      return (wanted === '<=' && order <= 0) || ((wanted === '<' || wanted === '<>') && order < 0)
    case '>':
      return order >= 0 && (wanted === '>' || wanted === '>=' || wanted === '<>')
    case '>=':
      return (wanted === '>=' && order >= 0) || ((wanted === '>' || wanted === '<>') && order > 0)
    case '<>':
      return wanted === '<>' && order === 0
  }
}

function numericOrder(a: string, b: string): number {
  const difference = Number(a) - Number(b)
  if (Number.isSafeInteger(Number(a)) || Number.isSafeInteger(Number(b)) || Number.isNaN(difference)) return Math.sign(difference)
  return a === b ? 0 : Number.NaN
}
