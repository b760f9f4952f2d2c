import type { Entry } from './read-workload.ts'

/** Places from 1, the most first; what costs the same shares a place. Null for what nothing of it was counted. */
export interface Ranks {
  readonly time: number | null
  readonly calls: number | null
  readonly blocks: number | null
  readonly temp: number | null
}

const known = new WeakMap<readonly Entry[], ReadonlyMap<Entry, Ranks>>()

/** Where each statement stands among all: by execution time, calls, blocks hit and read, temporary blocks written. */
export function ranksOf(entries: readonly Entry[]): ReadonlyMap<Entry, Ranks> {
  let ranks = known.get(entries)
  if (!ranks) known.set(entries, (ranks = rank(entries)))
  return ranks
}

function rank(entries: readonly Entry[]): ReadonlyMap<Entry, Ranks> {
  const time = placesBy(entries, ({ totalTime }) => totalTime)
  const calls = placesBy(entries, (entry) => entry.calls)
  const blocks = placesBy(entries, blocksOf)
  const temp = placesBy(entries, ({ tempBlocksWritten }) => tempBlocksWritten)
  return new Map(
    entries.map((entry) => [entry, { time: time(entry), calls: calls(entry), blocks: blocks(entry), temp: temp(entry) }]),
  )
}

const blocksOf = ({ sharedBlocksHit, sharedBlocksRead }: Entry): number => sharedBlocksHit + sharedBlocksRead

function placesBy(entries: readonly Entry[], cost: (entry: Entry) => number): (entry: Entry) => number | null {
  const places = new Map<number, number>()
  entries
    .map(cost)
    .filter((each) => each > 0)
    .toSorted((a, b) => b - a)
    .forEach((each, at) => {
      if (!places.has(each)) places.set(each, at + 1)
    })
  return (entry) => places.get(cost(entry)) ?? null
}
