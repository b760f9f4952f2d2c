import type { Snapshot } from '../snapshot.ts'
import { ALL, type Correlation, correlate, strength, sumOf } from './correlate.ts'
import { type Explanation, explain } from './explain.ts'
import { byReturned, type Feed, type Feeding, feedingBy, feedsOf, listsIn, statisticsIn } from './feeding.ts'
import { type FirstCalls, firstCallsOf } from './first-calls.ts'
import { type Lookup, lookupsIn } from './lookups.ts'
import { type Entry, readWorkload } from './read-workload.ts'
import { type Samples, samplesOf } from './samples.ts'
import { siblingsBy } from './siblings.ts'
import { tiesOf } from './ties.ts'

/** A lookup that seems to run once per row of lists. */
export interface Suspect {
  readonly lookup: Lookup
  /** What the counters alone say; null where they say nothing. */
  readonly explanation: Explanation | null
  /** Others that are nearly as likely: counters alone do not tell which. */
  readonly others: readonly Explanation[]
  /** What samples say; null where there are none, or they do not tell. */
  readonly correlation: Correlation | null
}

/** Calls below which nothing is said: few calls have neighbours by chance, and cost nothing. */
const FEWEST = 10
/** The weight of evidence (see Explanation) from which a lookup is suspected. */
const THRESHOLD = -0.2
/** Explanations within this weight of the best are told with it. */
const AS_LIKELY = 1
/** What it weighs that the same number of requests explains the calls. */
const PER_REQUEST = 2.5
/** What it weighs that samples show no list that the calls follow, and how much more it weighs the less they follow any: long loops run on. */
const NOT_FOLLOWED = 2
const FAR = 7
/** The share by which series of calls may differ that go with the same requests, some of which a sample cuts in two. */
const NEARLY_THE_SAME = 0.1
/** Calls for each row of a list, where those are left out that other requests made while it was not read. */
const LITTLE_MORE = 1.3
/** The weight of first calls that come before the lists'. */
const BEFORE = -1

/**
 * Lookups that lists feed row by row. Counters alone raise a suspicion where the calls are as many as the rows; samples confirm it where the
 * calls follow the rows over time, raise what counters hide, and clear what only looked alike.
 */
export function suspectsIn(snapshot: Pick<Snapshot, 'workload' | 'relations'>): readonly Suspect[] {
  const reading = readWorkload(snapshot)
  if (!reading || !snapshot.workload.available) return []
  const samples = samplesOf(snapshot.workload.samples)
  const { entries } = reading
  const ties = tiesOf(snapshot)
  const lookups = lookupsIn(entries, ties).filter(({ entry }) => entry.calls >= FEWEST)
  const statisticsOf = statisticsIn(snapshot)
  const listed = listsIn(entries)
  const lists = feedingBy(listed, statisticsOf)
  const callCounts = countsOf(entries)
  const firstCalls = firstCallsOf(snapshot)
  const judgeBy = (given: readonly Feeding[], judged: readonly Lookup[]): readonly Suspect[] =>
    judged.flatMap((lookup): readonly Suspect[] => {
      const feeds = feedsOf(lookup, given)
      return feeds.length > 0 ? judge(lookup, feeds, samples, callCounts, firstCalls) : []
    })
  let suspects: readonly Suspect[] = []
  let given: readonly Feeding[] = [lists]
  // What a lookup gives feeds the next one: once for each level of nesting.
  for (let level = 0; level < 4; level++) {
    const found = judgeBy(given, lookups)
    const known = suspects.length
    suspects = found
    if (found.length === known) break
    given = [lists, feedingBy(byReturned(found.map(({ lookup }) => lookup.entry)), statisticsOf)]
  }
  const explained = new Set(suspects.map(({ lookup }) => lookup.entry))
  const rest = lookups.filter(({ entry }) => !explained.has(entry))
  return [...suspects, ...judgeBy([siblingsBy(listed, ties, statisticsOf)], rest)]
}

function judge(
  lookup: Lookup,
  feeds: readonly Feed[],
  samples: Samples | null,
  counts: Counts,
  firstCalls: FirstCalls,
): readonly Suspect[] {
  const { entry } = lookup
  const watched = samples ? correlate(entry, feeds, samples) : undefined
  const [explanation, ...rest] = [...explain(entry.calls, feeds), ...(samples ? explainUnread(entry, feeds, samples) : [])]
    .map((each) => ({ ...each, weight: each.weight + firstCalls(entry, each) }))
    .toSorted((a, b) => b.weight - a.weight)
  const others = explanation ? rest.filter(({ weight }) => weight > explanation.weight - AS_LIKELY) : []
  if (samples && typeof watched === 'object') {
    const noWonder = goesWithAnother(entry, watched, samples, counts) || wasThereBefore(entry, watched, firstCalls)
    if (!noWonder) return [{ lookup, explanation: explanation ?? null, others, correlation: watched }]
  }
  const near = typeof watched === 'object' ? strength(watched) : watched
  // Lists that were not read meanwhile cannot be followed: of them samples say nothing.
  const unseen = samples !== null && (explanation?.feeds.every((feed) => isUnread(feed, samples)) ?? false)
  const notFollowed = near === undefined || unseen ? 0 : NOT_FOLLOWED + (1 - near) * FAR
  const suspicious =
    explanation !== undefined && explanation.weight - alternatives(entry, explanation, counts) - notFollowed >= THRESHOLD
  return suspicious ? [{ lookup, explanation, others, correlation: null }] : []
}

/**
 * Lists that nobody read while samples were taken explain none of the calls after the first interval, into which a loop may have run on: what is
 * left are their rows, with little on top.
 */
function explainUnread(entry: Entry, feeds: readonly Feed[], samples: Samples): readonly Explanation[] {
  const unread = feeds.filter((feed) => isUnread(feed, samples))
  const before = entry.calls - sumOf(samples.of(entry).calls.slice(1))
  return explain(before, unread, LITTLE_MORE).filter(({ how }) => how === 'every row' || how === 'and more')
}

const isUnread = ({ list }: Feed, samples: Samples): boolean => samples.of(list).calls.every((count) => count === 0)

/** Called before any list came: that rows of lists cover all of its calls is then the lists' doing, which have more than enough. */
function wasThereBefore(entry: Entry, { feeds, explained, followed }: Correlation, firstCalls: FirstCalls): boolean {
  return explained >= ALL && followed < ALL && firstCalls(entry, { feeds, how: 'some rows' }) < BEFORE
}

/** Once for each call of another statement, interval by interval: that it goes with rows as well is no wonder then. */
function goesWithAnother(entry: Entry, { feeds, explained, followed }: Correlation, samples: Samples, counts: Counts): boolean {
  if (explained >= ALL && followed >= ALL) return false
  const own = samples.of(entry).calls
  const others = [...(counts.get(entry.calls) ?? []), ...feeds.map(({ list }) => list)]
  return others.some((other) => other !== entry && differ(own, samples.of(other).calls) <= NEARLY_THE_SAME)
}

/** How far two series are apart, as a share of the first. */
const differ = (a: readonly number[], b: readonly number[]): number =>
  sumOf(a.map((value, at) => Math.abs(value - (b[at] ?? 0)))) / Math.max(1, sumOf(a))

type Counts = ReadonlyMap<number, readonly Entry[]>

function countsOf(entries: readonly Entry[]): Counts {
  const counts = new Map<number, Entry[]>()
  for (const entry of entries) {
    const known = counts.get(entry.calls)
    if (known) known.push(entry)
    else counts.set(entry.calls, [entry])
  }
  return counts
}

/** Another statement with the very same calls goes with the same requests: that explains a lookup without any list. */
function alternatives(entry: Entry, { how }: Explanation, counts: Counts): number {
  const others = how === 'every row' ? [] : (counts.get(entry.calls) ?? []).filter((other) => other !== entry)
  return others.length > 0 ? PER_REQUEST : 0
}
