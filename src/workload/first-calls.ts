import type { Snapshot } from '../snapshot.ts'
import type { Explanation } from './explain.ts'
import type { Entry } from './read-workload.ts'

/** What it weighs for an explanation when its lists and the lookup were first called: natural logarithm, as Explanation.weight. */
export type FirstCalls = (lookup: Entry, explanation: Pick<Explanation, 'feeds' | 'how'>) => number

/** How often a loop is the first that calls its lookup. Where other traffic comes on top, that was there first most of the time. */
const FIRST = { 'every row': 0.8, 'distinct values': 0.8, 'some rows': 0.8, 'and more': 0.3 } as const
/** Of the statements of other requests that are first called meanwhile, each is the last with this chance. */
const LAST = 0.3

/**
 * A loop calls its lookup as soon as its first list has come: at most a few other statements are first called between the two. A lookup that has
 * nothing to do with the list comes anywhere, as often before as after. Says nothing (0) before PostgreSQL 17, which keeps no time of first
 * calls (pg_stat_statements.stats_since); and where entries were evicted, one that came again tells nothing against.
 */
export function firstCallsOf({ workload }: Pick<Snapshot, 'workload'>): FirstCalls {
  if (!workload.available) return () => 0
  const times = workload.statements.flatMap(({ since }) => since ?? []).toSorted((a, b) => a - b)
  const evicted = workload.deallocations !== 0
  return ({ since }, { feeds, how }) => {
    const lists = feeds.flatMap(({ list }) => list.since ?? [])
    if (since === null || lists.length < feeds.length) return 0
    const begun = Math.min(...lists)
    if (since === begun) return 0 // within the resolution of the clock, 1 ms in the embedded database
    const first = FIRST[how]
    if (since < begun) return evicted ? 0 : Math.log(1 - first)
    const between = positionOf(times, since) - positionOf(times, begun) - 1
    const likely = first * LAST * (1 - LAST) ** between * times.length + 1 - first
    return evicted ? Math.max(0, Math.log(likely)) : Math.log(likely)
  }
}

/** How many of the sorted times come before. */
function positionOf(times: readonly number[], time: number): number {
  let [from, to] = [0, times.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((times[middle] ?? Infinity) < time) from = middle + 1
    else to = middle
  }
  return from
}
