import { expect, test } from 'vitest'
import { correlate } from '../../src/workload/correlate.ts'
import type { Entry } from '../../src/workload/read-workload.ts'
import type { Series } from '../../src/workload/samples.ts'
import { entryOf, feedOf } from './feeds.ts'

type Watched = Omit<Parameters<typeof feedOf>[0], 'rows'> & {
  readonly name: string
  /** Rows in each interval, 20 a call. */
  readonly rows: readonly number[]
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Which lists the calls follow, and which they follow as well: `a, b or c`; null for none, undefined where samples do not tell. */
function followed(calls: readonly number[], lists: readonly Watched[]): string | null | undefined {
  const entry = entryOf({ calls: sumOf(calls) })
  const series = new Map<Entry, Series>([[entry, { calls, rows: calls }]])
  const names = new Map<Entry, string>()
  const feeds = lists.map(({ name, rows, ...rest }) => {
    const feed = feedOf({ ...rest, rows: sumOf(rows) })
    series.set(feed.list, { calls: rows.map((count) => count / 20), rows })
    names.set(feed.list, name)
    return feed
  })
  const found = correlate(entry, feeds, { intervals: calls.length, of: (each) => series.get(each) ?? { calls: [], rows: [] } })
  if (found === undefined) return found
  if (typeof found === 'number') return null
  const named = (some: typeof feeds): string => some.map(({ list }) => names.get(list)).join(', ')
  return [named([...found.feeds]), ...found.alternatives.map((feed) => named([feed]))].join(' or ')
}

const UP_AND_DOWN = [400, 0, 1000, 200, 600]
const times = (factor: number): readonly number[] => UP_AND_DOWN.map((count) => count * factor)

test.each<{ what: string; calls: readonly number[]; lists: readonly Watched[]; said: string | null | undefined }>([
  { what: 'every row', calls: UP_AND_DOWN, lists: [{ name: 'a', rows: UP_AND_DOWN }], said: 'a' },
  { what: 'every row, all the time', calls: [400, 400, 400, 400], lists: [{ name: 'a', rows: [400, 400, 400, 400] }], said: 'a' },
  { what: 'too few intervals', calls: [400, 0, 1000], lists: [{ name: 'a', rows: [400, 0, 1000] }], said: undefined },
  { what: 'no calls meanwhile', calls: [0, 0, 0, 0, 0], lists: [{ name: 'a', rows: UP_AND_DOWN }], said: undefined },
  {
    what: 'no calls after the first interval, in which loops may have been under way',
    calls: [400, 0, 0, 0, 0],
    lists: [{ name: 'a', rows: [400, 0, 0, 0, 0] }],
    said: undefined,
  },
  {
    what: 'the rows of loops that were under way before as well',
    calls: [80, 0, 400, 200, 0],
    lists: [{ name: 'a', rows: [0, 0, 400, 200, 0] }],
    said: 'a',
  },
  {
    what: 'its rows one interval later, for those before were not seen',
    calls: [80, 80, 0, 20, 0],
    lists: [{ name: 'a', rows: [80, 0, 0, 20, 0] }],
    said: 'a',
  },
  {
    what: 'other calls in the first interval than loops that were under way can make',
    calls: [800, 0, 400, 200, 0],
    lists: [{ name: 'a', rows: [0, 0, 400, 200, 0] }],
    said: null,
  },
  {
    what: 'every row, and half as many calls on top in other intervals',
    calls: [0, 400, 300, 200, 300],
    lists: [{ name: 'a', rows: [0, 400, 0, 200, 200] }],
    said: 'a',
  },
  {
    what: 'every row, and nearly as many calls on top in other intervals',
    calls: [0, 400, 600, 200, 300],
    lists: [{ name: 'a', rows: [0, 400, 0, 200, 200] }],
    said: null,
  },
  {
    what: 'every row, and nearly as many calls on top in the same intervals',
    calls: [0, 720, 20, 360, 360],
    lists: [{ name: 'a', rows: [0, 400, 0, 200, 200] }],
    said: 'a',
  },
  {
    what: 'half of the rows, of which some more have a value by chance',
    calls: [0, 38, 0, 13, 0, 9],
    lists: [{ name: 'a', rows: [0, 60, 0, 20, 0, 10], filled: 0.5 }],
    said: 'a',
  },
  { what: 'no lists', calls: UP_AND_DOWN, lists: [], said: null },
  { what: 'a list that was not read', calls: UP_AND_DOWN, lists: [{ name: 'a', rows: [0, 0, 0, 0, 0] }], said: null },

  { what: 'half of the rows', calls: times(0.5), lists: [{ name: 'a', rows: UP_AND_DOWN }], said: 'a' },
  { what: 'a quarter of the rows', calls: times(0.25), lists: [{ name: 'a', rows: UP_AND_DOWN }], said: null },
  {
    what: 'half of the rows of a busy list',
    calls: UP_AND_DOWN,
    lists: [{ name: 'a', rows: [1000, 1000, 1000, 1000, 1000] }],
    said: null,
  },
  { what: 'every row and as many calls besides', calls: times(1.9), lists: [{ name: 'a', rows: UP_AND_DOWN }], said: 'a' },
  { what: 'every row and many more calls', calls: times(2.2), lists: [{ name: 'a', rows: UP_AND_DOWN }], said: null },
  {
    what: 'rows of a lookup that is always busy',
    calls: [900, 900, 910, 900, 900],
    lists: [{ name: 'a', rows: UP_AND_DOWN }],
    said: null,
  },
  {
    what: 'some rows are not looked up and some calls have none',
    calls: [460, 300, 960, 190, 570],
    lists: [{ name: 'a', rows: UP_AND_DOWN }],
    said: null,
  },
  { what: 'half of the rows of owners', calls: times(0.5), lists: [{ name: 'a', rows: UP_AND_DOWN, owner: true }], said: null },
  { what: 'nearly all rows of owners', calls: times(0.9), lists: [{ name: 'a', rows: UP_AND_DOWN, owner: true }], said: 'a' },
  { what: 'half of a tree', calls: times(0.5), lists: [{ name: 'a', rows: UP_AND_DOWN, owner: true, own: true }], said: 'a' },

  {
    what: 'a loop that runs on into the next interval',
    calls: [380, 20, 980, 220, 600],
    lists: [{ name: 'a', rows: UP_AND_DOWN }],
    said: 'a',
  },
  {
    what: 'calls that come long after the rows',
    calls: [0, 400, 0, 1000, 200],
    lists: [{ name: 'a', rows: [400, 0, 1000, 200, 0] }],
    said: null,
  },

  {
    what: 'two lists, each at its time',
    calls: [400, 600, 1000, 800, 600],
    lists: [
      { name: 'a', rows: UP_AND_DOWN },
      { name: 'b', rows: [0, 600, 0, 600, 0] },
    ],
    said: 'a, b',
  },
  {
    what: 'two lists of which half the rows are looked up',
    calls: [200, 300, 500, 400, 300],
    lists: [
      { name: 'a', rows: UP_AND_DOWN },
      { name: 'b', rows: [0, 600, 0, 600, 0] },
    ],
    said: null,
  },
  {
    what: 'one list, though a small one goes with it',
    calls: UP_AND_DOWN,
    lists: [
      { name: 'b', rows: times(0.02) },
      { name: 'a', rows: UP_AND_DOWN },
    ],
    said: 'a',
  },
  {
    what: 'both lists, where one is nearly all',
    calls: times(1.04),
    lists: [
      { name: 'a', rows: UP_AND_DOWN },
      { name: 'b', rows: times(0.04) },
    ],
    said: 'a, b',
  },
  {
    what: 'one list or another that went the same way',
    calls: UP_AND_DOWN,
    lists: [
      { name: 'b', rows: times(0.95) },
      { name: 'a', rows: UP_AND_DOWN },
    ],
    said: 'a or b',
  },
  {
    what: 'a list, for one that went much the same way is half as large',
    calls: UP_AND_DOWN,
    lists: [
      { name: 'b', rows: times(0.6) },
      { name: 'a', rows: UP_AND_DOWN },
    ],
    said: 'a',
  },
  {
    what: 'the list rather than the lookup that it feeds',
    calls: UP_AND_DOWN,
    lists: [
      { name: 'b', rows: UP_AND_DOWN, nested: true },
      { name: 'a', rows: UP_AND_DOWN },
    ],
    said: 'a',
  },
  {
    what: 'every row of what refers to the same',
    calls: UP_AND_DOWN,
    lists: [{ name: 'a', rows: UP_AND_DOWN, sibling: true }],
    said: 'a',
  },
  {
    what: 'every row of two lists that refer to the same',
    calls: UP_AND_DOWN,
    lists: [
      { name: 'a', rows: [400, 0, 0, 200, 0], sibling: true },
      { name: 'b', rows: [0, 0, 1000, 0, 600], sibling: true },
    ],
    said: null,
  },
  {
    what: 'nine of ten rows of what refers to the same',
    calls: times(0.9),
    lists: [{ name: 'a', rows: UP_AND_DOWN, sibling: true }],
    said: null,
  },
  {
    what: 'the last of many lists',
    calls: UP_AND_DOWN,
    lists: [
      ...Array.from({ length: 12 }, (_, at) => ({ name: `b${at}`, rows: [0, 40, 0, 0, 0] })),
      { name: 'a', rows: UP_AND_DOWN },
    ],
    said: 'a',
  },
])('calls follow $what: $said', ({ calls, lists, said }) => {
  expect(followed(calls, lists)).toBe(said)
})

test('says how many calls have rows, how many rows have calls, and how much they go together', () => {
  const calls = times(0.5)
  const entry = entryOf({ calls: sumOf(calls) })
  const feed = feedOf({ rows: sumOf(UP_AND_DOWN) })
  const of = (each: Entry): Series => ({ calls: each === entry ? calls : [], rows: UP_AND_DOWN })
  expect(correlate(entry, [feed], { intervals: 5, of })).toMatchObject({
    explained: 1,
    followed: 0.5,
    together: expect.closeTo(0.98971, 5) as number,
  })
})

test.each([
  { calls: [0, 400, 0, 0, 0], near: ((80 / 400) * 80) / 2200 },
  { calls: times(0.25), near: 0.25 },
])('says how near $calls come to what they do not follow', ({ calls, near }) => {
  const entry = entryOf({ calls: sumOf(calls) })
  const of = (each: Entry): Series => ({ calls: each === entry ? calls : [], rows: each === entry ? calls : UP_AND_DOWN })
  expect(correlate(entry, [feedOf({ rows: sumOf(UP_AND_DOWN) })], { intervals: 5, of })).toBeCloseTo(near)
})
