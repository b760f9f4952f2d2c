import { expect, test } from 'vitest'
import { firstCallsOf } from '../../src/workload/first-calls.ts'
import { merged } from '../../src/workload/merge-statements.ts'
import type { Explanation } from '../../src/workload/explain.ts'
import { statementOf, workloadOf } from '../checks/fixture-workload.ts'
import { entryOf, feedOf } from './feeds.ts'

/** 40 statements, first called at 10, 20, … 400. */
const TIMES = Array.from({ length: 40 }, (_, at) => (at + 1) * 10)

function weightOf(
  lookup: number | null,
  lists: readonly (number | null)[],
  {
    how = 'every row',
    deallocations = 0,
    times = TIMES,
    own = false,
  }: Partial<{
    how: Explanation['how']
    deallocations: number | null
    times: readonly number[]
    own: boolean
  }> = {},
): number {
  const snapshot = workloadOf(
    { workload: { deallocations } },
    times.map((since) => ({ query: `select ${since}`, since })),
  )
  const feeds = lists.map((since) => {
    const feed = feedOf({ rows: 20, own })
    return { ...feed, list: { ...feed.list, since } }
  })
  return firstCallsOf(snapshot as never)({ ...entryOf({ calls: 20 }), since: lookup }, { feeds, how })
}

test('a lookup that is first called right after its list is likelier its own than one that comes later or came before', () => {
  const next = weightOf(210, [200])
  const nearby = weightOf(230, [200])
  const later = weightOf(400, [200])
  const before = weightOf(190, [200])
  expect(next).toBeCloseTo(Math.log(0.8 * 0.3 * 40 + 0.2))
  expect(nearby).toBeCloseTo(Math.log(0.8 * 0.3 * 0.7 ** 2 * 40 + 0.2))
  expect(next).toBeGreaterThan(nearby)
  expect(nearby).toBeGreaterThan(0)
  expect(later).toBeLessThan(-1.5)
  expect(before).toBeCloseTo(Math.log(0.2))
  expect(weightOf(200, [200])).toBe(0)
})

test('one that was there before is no wonder where other traffic comes on top', () => {
  expect(weightOf(190, [200], { how: 'and more' })).toBeCloseTo(Math.log(0.7))
})

test('of several lists the first one counts', () => {
  expect(weightOf(210, [300, 200])).toBe(weightOf(210, [200]))
})

test('where entries were evicted, one that came again says nothing against', () => {
  expect(weightOf(190, [200], { deallocations: 1 })).toBe(0)
  expect(weightOf(400, [200], { deallocations: 1 })).toBe(0)
  expect(weightOf(190, [200], { deallocations: null })).toBe(0)
  expect(weightOf(210, [200], { deallocations: 1 })).toBe(weightOf(210, [200]))
})

test.each([
  { times: [{ since: 5 }, { since: 3 }, { since: 4 }], first: 3 },
  { times: [{ since: 5 }, {}], first: null },
])(
  'texts of one shape were first called when the first of them was, which nobody knows when one does not say',
  ({ times, first }) => {
    const statements = times.map((time, at) => statementOf({ query: 'select 1', ...time }, at))
    expect(merged(entryOf({ calls: 1 }).shape, statements).since).toBe(first)
  },
)

test('says nothing where times are not known or equal', () => {
  expect(weightOf(null, [200])).toBe(0)
  expect(weightOf(210, [null])).toBe(0)
  expect(weightOf(210, [200, null])).toBe(0)
  expect(weightOf(210, [210], { own: true })).toBe(0)
  expect(
    firstCallsOf({ workload: { available: false, reason: '' } })(entryOf({ calls: 1 }), { feeds: [], how: 'every row' }),
  ).toBe(0)
  expect(statementOf({ query: 'select 1' }, 0).since).toBeUndefined()
})
