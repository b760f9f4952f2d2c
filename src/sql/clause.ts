import { type Term, termKey } from './term.ts'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition as the planner sees it after constant folding: AND and OR flattened, NOT pushed down, `b = true` written `b`. */
export type Clause =
  /** `list`: an IN, which is an AND or OR that never merges with one around it. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[]; readonly list?: true }
  | { readonly kind: 'compare'; readonly left: Term; readonly operator: Comparison; readonly right: Term }
  | { readonly kind: 'null'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'boolean'; readonly term: Term; readonly not: boolean }
  | { readonly kind: 'test'; readonly term: Term; readonly test: Test }

export type Test = 'TRUE' | 'NOT_TRUE' | 'FALSE' | 'NOT_FALSE' | 'UNKNOWN' | 'NOT_UNKNOWN'

export const TRUE = { kind: 'and', of: [] } as const satisfies Clause
export const NEVER = { kind: 'or', of: [] } as const satisfies Clause

/** Whether it is true of no row. */
export const isNever = (clause: Clause): boolean => clause.kind === 'or' && clause.of.length === 0

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

/** AND or OR of several, flattened; `(a and b) or (a and c)` becomes `a and (b or c)`, as canonicalize_qual makes it. */
export function combine(kind: 'and' | 'or', parts: readonly Clause[]): Clause {
  const of = parts.flatMap((part) => (part.kind === kind && !part.list ? part.of : [part]))
  const [only, ...others] = of
  if (only && others.length === 0) return only
  const absorbing = kind === 'or' ? TRUE : NEVER
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
