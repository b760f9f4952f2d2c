import type { Verdict } from '../finding.ts'
import { implies } from '../sql/implication.ts'
import type { Access } from './index-access.ts'
import { type IndexShape, type KeyShape, samePredicate, serves } from './index-serves.ts'

/** What one index is worth to a rule, and in a few words why. */
export interface Judged {
  readonly verdict: Verdict
  readonly shape: IndexShape
  /** `reads (user_id) only`: continues "index x …". Empty for `present`. */
  readonly because: string
  /** How much of the query it answers all the same: breaks ties among indexes of one verdict. */
  readonly leading: number
}

const LADDER: readonly Verdict[] = ['present', 'equivalent', 'covered', 'pending', 'wrong-order', 'weaker', 'invalid']

/** The best index of those given; null when none comes close. Ties: more of the query, fewer keys, then the first of those given. */
export function bestOf(judged: readonly Judged[]): Judged | null {
  const close = judged.filter(({ verdict }) => verdict !== 'missing')
  const [best] = close.toSorted(
    (a, b) =>
      LADDER.indexOf(a.verdict) - LADDER.indexOf(b.verdict) || b.leading - a.leading || a.shape.keys.length - b.shape.keys.length,
  )
  return best ?? null
}

/** The verdict ladder for one index. */
export function judge(shape: IndexShape, access: Access): Judged {
  const { index } = shape
  const serving = serves(shape, access)
  const is = (verdict: Verdict, because: string, leading = access.equal.length): Judged => ({ verdict, shape, because, leading })

  if (!serving.serves) {
    if (serving.lacks === 'method' || !index.valid) return is('missing', '')
    if (serving.lacks === 'predicate') return judgeWithoutPredicate(shape, access, is)
    if (hasColumnsInAnyOrder(shape.keys, access)) return is('wrong-order', orderFault(shape.keys, access), serving.leading)
    if (serving.leading === 0) return is('missing', '')
    return is(
      'weaker',
      serving.lacks === 'order' ? 'finds the rows but has to sort them' : 'starts with only some of the columns',
      serving.leading,
    )
  }
  if (index.building) return is('pending', 'is being built right now')
  if (!index.valid) return is('invalid', invalidity(index))
  if (access.unique && !uniqueFor(shape, access)) return is('weaker', 'does not keep the columns unique')

  const exact = sameKeys(shape.keys, access) && samePredicate(shape.predicate, access.where)
  if (exact && index.unique === access.unique) return is('present', '')
  if (exact) return is('equivalent', 'is unique as well')
  if (sameSet(shape.keys, access) && samePredicate(shape.predicate, access.where))
    return is('equivalent', 'answers the same queries')
  return is(
    'covered',
    serving.filtered ? 'answers it, and holds the rows that the condition leaves out too' : 'answers it as a part of more',
  )
}

const invalidity = ({ ready }: { readonly ready: boolean }): string =>
  `is invalid: an earlier build of it failed, and PostgreSQL ${ready ? 'writes to it but never reads it' : 'neither reads it nor keeps it up'}`

/** The partial index has too few rows for certain; is it otherwise what was asked? */
function judgeWithoutPredicate(
  shape: IndexShape,
  access: Access,
  is: (verdict: Verdict, because: string, leading?: number) => Judged,
): Judged {
  const full = serves({ ...shape, predicate: { kind: 'and', of: [] } }, access)
  if (!full.serves && full.leading === 0) return is('missing', '')
  return is(
    'weaker',
    `holds only the rows where ${shape.index.predicate}, which the query does not promise`,
    full.serves ? access.equal.length : full.leading,
  )
}

/** Uniqueness of a set of columns follows from that of any subset of them, over all rows, checked at once. */
function uniqueFor({ index, keys, predicate }: IndexShape, access: Access): boolean {
  const wanted = new Set([...access.equal, ...access.order].map((key) => key.key))
  return index.unique && index.immediate && implies(access.where, predicate) && keys.every((key) => wanted.has(key.key))
}

const wantedKeys = (access: Access): readonly string[] => [...access.equal, ...access.order].map((key) => key.key)

function sameKeys(keys: readonly KeyShape[], access: Access): boolean {
  const wanted = wantedKeys(access)
  return (
    keys.length === wanted.length &&
    keys.every((key, at) => {
      const sort = access.order[at - access.equal.length]
      const asWritten = sort ? key.descending === sort.descending && key.nullsFirst === sort.nullsFirst : true
      return key.key === wanted[at] && asWritten && key.defaultFamily
    })
  )
}

function sameSet(keys: readonly KeyShape[], access: Access): boolean {
  const wanted = new Set(wantedKeys(access))
  return keys.length === wanted.size && keys.every((key) => wanted.has(key.key))
}

/** All the columns stand at the front, but not in an order, direction or collation in which the query can use them. */
function hasColumnsInAnyOrder(keys: readonly KeyShape[], access: Access): boolean {
  const wanted = new Set(wantedKeys(access))
  const front = new Set(keys.slice(0, wanted.size).map((key) => key.key))
  return [...wanted].every((key) => front.has(key))
}

const place = (nullsFirst: boolean): string => (nullsFirst ? 'first' : 'last')

function orderFault(keys: readonly KeyShape[], access: Access): string {
  const [sort] = access.order
  const first = keys.findIndex((key) => !access.equal.some((wanted) => wanted.key === key.key))
  const key = keys[first]
  const foreign = keys.find((each) => !each.comparesEqual && access.equal.some((wanted) => wanted.key === each.key))
  if (foreign)
    return `compares ${foreign.column ?? 'the expression'} by another ${foreign.collation === null ? 'operator class' : 'collation'} than the query`
  if (first !== -1 && first < access.equal.length) {
    return 'has the columns, but the sort column comes before the ones that are compared'
  }
  if (sort && key && key.key === sort.key) {
    if (key.collation !== null || !key.defaultFamily)
      return `sorts ${key.column ?? 'the expression'} by another ${key.collation === null ? 'operator class' : 'collation'}`
    if (access.order.length === 1) {
      return `puts nulls ${place(key.descending === sort.descending ? key.nullsFirst : !key.nullsFirst)} where the query has them ${place(sort.nullsFirst)}, so every read sorts`
    }
  }
  return 'has the columns, but not in the order or direction that the query sorts by'
}
