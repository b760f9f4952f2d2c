import { type Feed, isOfOwner, spreadOf } from './feeding.ts'
import type { Entry } from './read-workload.ts'
import type { Samples } from './samples.ts'

/** How the calls of a lookup went with the rows of lists, interval by interval. */
export interface Correlation {
  readonly feeds: readonly Feed[]
  /** The share of the calls for which there were rows at that time, 0 to 1. */
  readonly explained: number
  /** The share of the rows that were looked up at that time, 0 to 1. */
  readonly followed: number
  /** How the calls went up and down with those rows: Pearson's coefficient, -1 to 1. */
  readonly together: number
  /** Lists that they follow nearly as well: samples do not tell which of them. */
  readonly alternatives: readonly Feed[]
}

/** Intervals below which nothing is said. */
const FEWEST = 4
/** Lists that are tried together. */
const MOST_FEEDS = 12
/** Loops that may be under way at once when an interval ends. */
const IN_FLIGHT = 4
/** Below this, calls have no rows or rows no calls: near enough to all for counters that are read while loops run. */
export const ALL = 0.95
/** Where everything else goes with something else: nearly all rows of a page that is also asked for by itself. */
const NEARLY_ALL = 0.98
/** Strengths that are no farther apart may be the same. */
const AS_WELL = 0.1
/** The least share of rows that are looked up, where the loop leaves some out. */
const SOME_ROWS = 0.3
/** The least share of calls that the rows explain, where others come on top; below the second both must go together closely. */
const SOME_CALLS = 0.5
const MOST_CALLS = 0.6
/** The least of both together for rows of owners, which pages ask for as well. */
const OF_OWNERS = 0.8
/** Pearson's coefficient from which calls and rows go up and down together. */
const TOGETHER = 0.6
const CLOSELY = 0.9

/**
 * The lists whose rows the calls follow best, or how near (0 to 1) they come to following any; `undefined` when the samples do not tell, because
 * there are too few of them or nobody called it after the first.
 */
export function correlate(entry: Entry, feeds: readonly Feed[], samples: Samples): Correlation | number | undefined {
  const { calls } = samples.of(entry)
  // What was called in the first interval alone may have been under way before it.
  if (samples.intervals < FEWEST || calls.every((count, at) => at === 0 || count === 0)) return undefined
  const found = groupsOf(feeds).map((group) => {
    const [served, waiting] = [follow(calls, group, samples, 'its rows'), follow(calls, group, samples, 'rows before')]
    return isFollowed(served) || !isFollowed(waiting) ? served : waiting
  })
  const [best, ...others] = found.filter(isFollowed).toSorted(byStrength)
  if (!best) return Math.max(0, ...found.map(strength))
  const alike = others.filter((other) => strength(other) > strength(best) - AS_WELL && other.feeds.length === 1)
  const alternatives = alike.flatMap(({ feeds: [feed] }) => (feed && !feed.nested && !best.feeds.includes(feed) ? [feed] : []))
  return { ...best, alternatives }
}

/** Of two that are alike, a list comes before a lookup that the same list feeds. */
const byStrength = (a: Correlation, b: Correlation): number =>
  Math.round((strength(b) - strength(a)) * 100) || nested(a) - nested(b)
const nested = ({ feeds }: Correlation): number => feeds.filter((feed) => feed.nested).length
export const strength = ({ explained, followed }: Pick<Correlation, 'explained' | 'followed'>): number => explained * followed

/**
 * A loop over rows leaves its mark on one side at least: every call has its row (some rows are passed over), or every row has its call (other
 * calls come on top). Of several lists together both must hold, or three unrelated ones would explain anything.
 */
function isFollowed({ feeds, explained, followed, together }: Correlation): boolean {
  if (explained >= ALL && followed >= ALL) return true
  if (feeds.length > 1 || feeds.some(({ sibling }) => sibling)) return false
  // What is called all the time has a call for the rows of any list, and what is listed all the time a row for any call.
  if (together < TOGETHER || (feeds.some(isOfOwner) && strength({ explained, followed }) < OF_OWNERS)) return false
  const more = explained >= MOST_CALLS || (explained >= SOME_CALLS && together >= CLOSELY)
  return (explained >= ALL && followed >= SOME_ROWS) || (followed >= NEARLY_ALL && more)
}

/** Each alone, in pairs and in threes. */
function groupsOf(feeds: readonly Feed[]): readonly (readonly Feed[])[] {
  const few = feeds.filter(({ sibling }) => !sibling).slice(0, MOST_FEEDS)
  const pairs = few.flatMap((a, at) => few.slice(at + 1).map((b) => [a, b] as const))
  const threes = pairs.flatMap(([a, b]) => few.slice(few.indexOf(b) + 1).map((c) => [a, b, c] as const))
  return [...feeds.map((feed) => [feed]), ...pairs, ...threes]
}

/**
 * Rows are looked up in their interval or, where a loop runs on, in the next one; a row that is not is none that was looked up. Of lists that were
 * gone through when watching began nobody saw the rows: whether the first calls are of `its rows` or of the `rows before` is not known.
 */
function follow(
  calls: readonly number[],
  group: readonly Feed[],
  samples: Samples,
  first: 'its rows' | 'rows before',
): Correlation {
  const rowsOf = (at: number): readonly (readonly [number, number])[] =>
    group.map(({ list, filled }) => [samples.of(list).rows[at] ?? 0, filled])
  const expected = calls.map((_, at) => sumOf(rowsOf(at).map(([rows, filled]) => rows * filled)))
  // Of a few rows more may have a value than in the whole table.
  const fresh = calls.map((_, at) => sumOf(rowsOf(at).map(([rows, filled]) => rows * filled + spreadOf(rows, filled))))
  // Lists that are gone through while the counters are read.
  const underWay = IN_FLIGHT * Math.max(...group.map(({ list }) => list.rows / Math.max(1, list.calls)))
  const before = first === 'rows before' ? Math.min(calls[0] ?? 0, underWay) : 0
  let left = before
  const used = calls.map((count, at) => {
    const late = Math.min(left, count)
    const now = Math.min(fresh[at] ?? 0, count - late)
    left = Math.min((fresh[at] ?? 0) - now, underWay)
    return { late, now }
  })
  const covered = sumOf(used.map(({ late, now }) => late + now)) - before
  const earlier = Math.min((calls[0] ?? 0) - (used[0]?.now ?? 0), underWay)
  const watched = calls.map((count, at) => (at === 0 ? count - earlier : count))
  // A row counts when it is looked up.
  const rows = fresh.map((count, at) => count + (at === 0 ? 0 : (used[at]?.late ?? 0)) - (used[at + 1]?.late ?? 0))
  return {
    feeds: group,
    explained: covered / Math.max(sumOf(watched), 1),
    followed: Math.min(1, covered / Math.max(sumOf(expected), 1)),
    together: pearson(watched, rows),
    alternatives: [],
  }
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function pearson(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [sumOf(x) / x.length, sumOf(y) / y.length]
  const covariance = sumOf(x.map((value, at) => (value - meanX) * ((y[at] ?? 0) - meanY)))
  const variance = sumOf(x.map((value) => (value - meanX) ** 2)) * sumOf(y.map((value) => (value - meanY) ** 2))
  return variance > 0 ? covariance / Math.sqrt(variance) : 0
}
