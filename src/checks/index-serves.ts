import type { Index, IndexKey } from '../snapshot.ts'
import { type Clause, clauseKey, TRUE } from '../sql/clause.ts'
import { implies } from '../sql/implication.ts'
import { expressionTerm } from '../sql/index-key.ts'
import { parseExpression } from '../sql/parse.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { clauseOf } from '../sql/read-clause.ts'
import { termKey } from '../sql/term.ts'
import { type Access, conditionsOf, type SortKey } from './index-access.ts'

/** An index's structure with its expressions parsed, read once and held against every rule. */
export interface IndexShape {
  readonly index: Index
  readonly keys: readonly KeyShape[]
  readonly predicate: Clause
}

export interface KeyShape extends IndexKey {
  /** Canonical form, comparable with AccessKey.key. */
  readonly key: string
  /** Whether it can be searched with the `=` of the column's type, under the key's own collation. */
  readonly searches: boolean
  /** The same under the column's collation, as a query asks that names none. */
  readonly comparesEqual: boolean
}

export function shapeOf(index: Index, columnOf: ColumnOf): IndexShape {
  return {
    index,
    keys: index.keys.map((key) => ({
      ...key,
      ...searchesBy(key, key.column === null ? undefined : columnOf(key.column)?.baseType),
      key: termKey(key.column === null ? expressionTerm(key.expression ?? '', columnOf) : { kind: 'column', name: key.column }),
    })),
    predicate: index.predicate === null ? TRUE : clauseOf(parseExpression(index.predicate) ?? undefined, columnOf),
  }
}

/**
 * How far an index answers a query, by what the planner does (tests ask it):
 * `predicate`: the partial index lacks rows the query may want, or the planner cannot prove otherwise.
 * `keys`: of the equality columns, this many lead the index; fewer than all means a scan of more than the query's rows.
 * `order`: the rows are found but have to be sorted.
 */
export type Serving =
  | { readonly serves: true; readonly filtered: boolean }
  | { readonly serves: false; readonly lacks: 'method' | 'predicate' | 'keys' | 'order'; readonly leading: number }

export function serves(shape: IndexShape, access: Access): Serving {
  if (shape.index.method !== access.method) return { serves: false, lacks: 'method', leading: 0 }
  if (!implies(conditionsOf(access), shape.predicate)) return { serves: false, lacks: 'predicate', leading: 0 }
  return access.method === 'btree' ? servesInOrder(shape, access) : servesUnordered(shape, access)
}

/** GIN, hash and the others find rows and never sort them. */
function servesUnordered({ keys, index }: IndexShape, access: Access): Serving {
  if (access.order.length > 0) return { serves: false, lacks: 'order', leading: 0 }
  const found = access.equal.filter((wanted) => keys.some((key) => key.key === wanted.key))
  // A hash index has one key; GIN and BRIN search any of theirs, GiST and SP-GiST best by the first.
  const enough =
    found.length === access.equal.length &&
    (index.method === 'gin' || index.method === 'brin' || found.some(({ key }) => key === keys[0]?.key))
  return enough ? { serves: true, filtered: false } : { serves: false, lacks: 'keys', leading: found.length }
}

function servesInOrder({ keys, predicate }: IndexShape, access: Access): Serving {
  const collations = new Map([...access.equal, ...access.order].map((wanted) => [wanted.key, wanted.collation]))
  const compares = (key: KeyShape): boolean => key.searches && key.collation === (collations.get(key.key) ?? null)
  const pinned = pinnedBy(access.where)
  const fixed = new Set([...pinned, ...access.equal.map((key) => key.key)])
  // A column that the query fixes and the predicate of the index fixes too is answered by being in the index at all. The planner
  // then drops that condition from the search, so a key on such a column leads nowhere: the keys behind it only filter.
  const byPredicate = pinnedBy(predicate)
  const answered = new Set(byPredicate)
  let searching = true
  let next = 0
  for (; next < keys.length; next++) {
    const key = keys[next] as KeyShape
    if (!fixed.has(key.key) || !compares(key)) break
    if (byPredicate.has(key.key)) searching = false
    else if (searching) answered.add(key.key)
  }
  const leading = access.equal.filter((key) => answered.has(key.key)).length
  if (leading < access.equal.length) return { serves: false, lacks: 'keys', leading }

  // To the planner `active` is no equality: it skips a key on it, and yet it sorts where the query asks to sort by it.
  const unsorted = (key: string): boolean =>
    fixed.has(key) && !(isCondition(access.where, key) && access.order.some((sort) => sort.key === key))
  const wanted = access.order.filter((key) => !unsorted(key.key))
  const rest = keys.filter((key) => !(unsorted(key.key) && compares(key)))
  if (!readsInOrder(rest, wanted)) return { serves: false, lacks: 'order', leading }
  return { serves: true, filtered: [...pinned].some((key) => !answered.has(key)) }
}

/** All in the index's own direction, or all mirrored: a btree is read either way, and the place of the nulls turns with it. */
function readsInOrder(keys: readonly KeyShape[], wanted: readonly SortKey[]): boolean {
  const same = (mirrored: boolean): boolean =>
    wanted.every((sort, at) => {
      const key = keys[at]
      return (
        key !== undefined &&
        key.key === sort.key &&
        key.defaultFamily &&
        key.collation === sort.collation &&
        (key.descending !== sort.descending) === mirrored &&
        (key.nullsFirst !== sort.nullsFirst) === mirrored
      )
    })
  return same(false) || same(true)
}

/** The order of a pattern class is not the type's ordinary one, its `=` is; that of bpchar_pattern_ops on a text column is not. */
function searchesBy(
  { collation, defaultFamily, opfamily }: IndexKey,
  baseType: string | undefined,
): Pick<KeyShape, 'searches' | 'comparesEqual'> {
  const pattern = baseType?.endsWith('citext') ? 'citext_pattern_ops' : 'text_pattern_ops'
  const searches =
    opfamily === 'bpchar_pattern_ops' ? baseType === 'bpchar' : defaultFamily || opfamily.split('.').at(-1) === pattern
  return { searches, comparesEqual: searches && collation === null }
}

/** `active`, or `not active`, as a condition of its own. */
const isCondition = (clause: Clause, key: string): boolean =>
  clause.kind === 'and'
    ? clause.of.some((part) => isCondition(part, key))
    : (clause.kind === 'boolean' || clause.kind === 'test') && termKey(clause.term) === key

/** Expressions that a condition ties to one constant: `x = 5`, `active`, `not active`. */
export function pinnedBy(clause: Clause): ReadonlySet<string> {
  switch (clause.kind) {
    case 'and':
      return new Set(clause.of.flatMap((part) => [...pinnedBy(part)]))
    case 'compare':
      return new Set(clause.operator === '=' && clause.right.kind === 'constant' ? [termKey(clause.left)] : [])
    case 'boolean':
      return new Set([termKey(clause.term)])
    case 'test':
      return new Set(clause.test === 'TRUE' || clause.test === 'FALSE' ? [termKey(clause.term)] : [])
    default:
      return new Set()
  }
}

export const samePredicate = (a: Clause, b: Clause): boolean => clauseKey(a) === clauseKey(b)
