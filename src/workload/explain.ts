import { type Feed, isOfOwner, spreadOf } from './feeding.ts'

/** How the rows of lists explain the calls of a lookup. */
export interface Explanation {
  readonly feeds: readonly Feed[]
  /** `every row`; `distinct values` where a cache or a map spares repetitions; `some rows`; `and more` where other traffic comes on top. */
  readonly how: 'every row' | 'distinct values' | 'some rows' | 'and more'
  /** Calls that those lists would make, by this explanation. */
  readonly expected: number
  /** Natural logarithm of how much likelier the calls are if those rows made them than if they came by chance. */
  readonly weight: number
}

/** Counters of a busy application lie over about three powers of ten: a call count that has nothing to do with a list falls anywhere there. */
const SPREAD = Math.log(1000)

/** How often loops over rows are of each kind. */
const USUAL = { 'every row': 0.55, several: 0.12, 'distinct values': 0.1, 'some rows': 0.22, 'and more': 0.1 } as const
/** For each row of a list that only refers to the same third table. */
const USUAL_OF_SIBLINGS = 0.03

/** Lists that are tried together; more than this many sums would find everything. */
const MOST_FEEDS = 12
const EXACT = 0.005
const EXACT_SUM = 0.002
const NEAR = 0.06
const LEAST_SHARE = 0.55
const MOST_SHARE = 1.45

/** What may explain `calls`, the likeliest first; nothing where no list comes near. `most` are the calls for each row, with other traffic on top. */
export function explain(calls: number, feeds: readonly Feed[], most: number = MOST_SHARE): readonly Explanation[] {
  const together = feeds.filter(({ sibling }) => !sibling)
  const found = [...singles(calls, feeds, most), ...(together.length <= MOST_FEEDS ? sums(calls, together) : [])]
  return found.toSorted((a, b) => b.weight - a.weight || nestedIn(a) - nestedIn(b))
}

const nestedIn = ({ feeds }: Explanation): number => feeds.filter(({ nested }) => nested).length

function singles(calls: number, feeds: readonly Feed[], most: number): readonly Explanation[] {
  const exactly = (
    group: readonly Feed[],
    expected: number,
    spread: number,
    limit: number,
    among: number,
  ): readonly Explanation[] => {
    const off = apart(calls, expected)
    return off <= Math.max(limit, spread / expected)
      ? [of(group, 'every row', expected, usualOf(group), Math.max(off, spread / expected), calls, among)]
      : []
  }
  const lists = feeds.filter(({ nested }) => !nested).length
  return feeds.flatMap((feed): readonly Explanation[] => {
    const { rows } = feed.list
    // Lookups of a chain come after the lists, which explain them as well.
    const among = Math.log(feed.nested ? feeds.length : lists)
    const every = exactly([feed], rows, 0, EXACT, among)
    const filled =
      feed.filled < 1 && !feed.nested
        ? exactly([feed], rows * feed.filled, spreadOf(feed.list.rows, feed.filled), EXACT, among)
        : []
    const distinct =
      !feed.sibling && feed.distinct !== null && feed.distinct < rows * 0.98 && apart(calls, feed.distinct) <= NEAR
        ? [of([feed], 'distinct values', feed.distinct, USUAL['distinct values'], NEAR, calls, among)]
        : []
    const share = calls / (rows * feed.filled)
    // Of a lookup that is itself only suspected, a part explains nothing.
    const part =
      feed.nested || isOfOwner(feed)
        ? []
        : share >= LEAST_SHARE && share < 1
          ? [within([feed], 'some rows', rows * feed.filled, USUAL['some rows'], Math.log(1 / LEAST_SHARE), among)]
          : share > 1 && share <= most
            ? [within([feed], 'and more', rows * feed.filled, USUAL['and more'], Math.log(most), among)]
            : []
    return [...every, ...filled, ...distinct, ...part]
  })
}

const usualOf = (feeds: readonly Feed[]): number =>
  feeds.some(({ sibling }) => sibling) ? USUAL_OF_SIBLINGS : USUAL['every row']

/** Two or three lists whose rows together are the calls. */
function sums(calls: number, feeds: readonly Feed[]): readonly Explanation[] {
  const pairs = feeds.flatMap((a, at) => feeds.slice(at + 1).map((b) => [a, b]))
  const threes = pairs.flatMap(([a, b]) => feeds.slice(feeds.indexOf(b as Feed) + 1).map((c) => [a, b, c] as Feed[]))
  const among = Math.log(pairs.length + threes.length)
  return [...(pairs as Feed[][]), ...threes].flatMap((group) => {
    const expected = group.reduce((sum, { list, filled }) => sum + list.rows * filled, 0)
    const off = apart(calls, expected)
    const spread = Math.hypot(...group.map(({ list, filled }) => spreadOf(list.rows, filled))) / expected
    // A list that hardly counts is no part of an explanation.
    if (off > Math.max(EXACT_SUM, spread) || group.some(({ list, filled }) => list.rows * filled < calls * 0.03)) return []
    return [of(group, 'every row', expected, USUAL.several, Math.max(off, spread), calls, among)]
  })
}

const apart = (calls: number, expected: number): number => Math.abs(calls - expected) / Math.max(calls, expected)

/** An explanation that names a number: the nearer the calls, the less likely by chance; nearer than one call is not to be had. */
function of(
  feeds: readonly Feed[],
  how: Explanation['how'],
  expected: number,
  usual: number,
  off: number,
  calls: number,
  among: number,
): Explanation {
  const width = 2 * Math.max(off, 1 / calls)
  return { feeds, how, expected, weight: Math.log(usual / (width / SPREAD)) - among }
}

/** An explanation that leaves the share open. */
const within = (
  feeds: readonly Feed[],
  how: Explanation['how'],
  expected: number,
  usual: number,
  width: number,
  among: number,
): Explanation => ({ feeds, how, expected, weight: Math.log(usual / (width / SPREAD)) - among })
