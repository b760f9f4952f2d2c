import { type Clause, type Comparison, clauseKey } from './clause.ts'
import { orderOf } from './constant.ts'
import { unlabelled } from './cast.ts'
import { type Term, termKey } from './term.ts'

/**
 * Whether a row that satisfies `clause` is known to satisfy `predicate`, by the same rules as the planner when it decides
 * if a partial index can answer a query (src/backend/optimizer/util/predtest.c). What the planner cannot prove is not implied,
 * however true it is: an index it will not use is of no use.
 */
export function implies(clause: Clause, predicate: Clause): boolean {
  const whole = shapeOf(predicate)
  switch (shapeOf(clause)) {
    case 'and': {
      const { of } = clause as Compound
      if (whole === 'and') return partsOf(predicate).every((part) => implies(clause, part))
      return (
        (whole === 'or' && partsOf(predicate).some((part) => implies(clause, part))) ||
        of.some((part) => implies(part, predicate))
      )
    }
    case 'or': {
      const { of } = clause as Compound
      if (of.length === 0) return false // a query that finds nothing reads no index
      if (whole === 'or') return of.every((part) => partsOf(predicate).some((wanted) => implies(part, wanted)))
      return of.every((part) => implies(part, predicate))
    }
    default:
      if (whole === 'and') return partsOf(predicate).every((part) => implies(clause, part))
      if (whole === 'or') return partsOf(predicate).some((part) => implies(clause, part))
      return impliesAtom(clause, predicate)
  }
}

type Compound = Extract<Clause, { kind: 'and' | 'or' }>

/** The planner takes no list of more constants than this apart (MAX_SAOP_ARRAY_SIZE): it is then only like itself. */
const LONGEST_LIST = 100

const shapeOf = (clause: Clause): 'and' | 'or' | 'atom' =>
  (clause.kind === 'and' || clause.kind === 'or') && !(clause.list && clause.of.length > LONGEST_LIST) ? clause.kind : 'atom'

const partsOf = (clause: Clause): readonly Clause[] => (clause as Compound).of

function impliesAtom(clause: Clause, predicate: Clause): boolean {
  if (clauseKey(clause) === clauseKey(predicate)) return true
  if (predicate.kind === 'null') return predicate.not && isStrictFor(clause, termKey(unlabelled(predicate.term)))
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
      return !clause.not && containsStrictly(clause.term, key)
    case 'and':
    case 'or': // a long list: `x in (…)`
      return clause.of.every((part) => isStrictFor(part, key))
    default:
      return false
  }
}

const containsStrictly = (term: Term, key: string): boolean =>
  termKey(unlabelled(term)) === key ||
  (term.kind === 'apply' && term.strict && term.of.some((part) => containsStrictly(part, key)))

/** `x operator a` implies `x wanted b`, for constants whose order is known without asking for a collation. */
function compares(operator: Comparison, a: Term, wanted: Comparison, b: Term): boolean {
  if (a.kind !== 'constant' || b.kind !== 'constant') return false
  const order = orderOf(a, b)
  if (order === null) return false
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
