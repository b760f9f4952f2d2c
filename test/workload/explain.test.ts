import { expect, test } from 'vitest'
import { explain } from '../../src/workload/explain.ts'
import { feedOf } from './feeds.ts'

type Said = Parameters<typeof feedOf>[0]

/** What explains so many calls, the likeliest first: `every row of 800, 613`. */
const explained = (calls: number, lists: readonly Said[]): readonly string[] =>
  explain(
    calls,
    lists.map((list) => feedOf(list)),
  ).map(({ how, feeds }) => `${how} of ${feeds.map(({ list, nested }) => `${list.rows}${nested ? ' nested' : ''}`).join(', ')}`)

test.each<{ what: string; calls: number; lists: readonly Said[]; said: readonly string[] }>([
  { what: 'as many', calls: 800, lists: [{ rows: 800 }], said: ['every row of 800'] },
  {
    what: 'as many but for what is under way',
    calls: 797,
    lists: [{ rows: 800 }],
    said: ['every row of 800', 'some rows of 800'],
  },
  { what: 'a hundredth fewer', calls: 792, lists: [{ rows: 800 }], said: ['some rows of 800'] },
  { what: 'a hundredth more', calls: 808, lists: [{ rows: 800 }], said: ['and more of 800'] },
  { what: 'somewhat more than half of them', calls: 448, lists: [{ rows: 800 }], said: ['some rows of 800'] },
  { what: 'half of them', calls: 400, lists: [{ rows: 800 }], said: [] },
  { what: 'somewhat less than half as many again', calls: 1152, lists: [{ rows: 800 }], said: ['and more of 800'] },
  { what: 'half as many again', calls: 1200, lists: [{ rows: 800 }], said: [] },
  { what: 'nothing', calls: 800, lists: [], said: [] },

  { what: 'a value in three rows of four', calls: 600, lists: [{ rows: 800, filled: 0.75 }], said: ['every row of 800'] },
  {
    what: 'within what chance makes of them',
    calls: 615,
    lists: [{ rows: 800, filled: 0.75 }],
    said: ['every row of 800', 'and more of 800'],
  },
  { what: 'beyond what chance makes of them', calls: 630, lists: [{ rows: 800, filled: 0.75 }], said: ['and more of 800'] },
  { what: 'values of a lookup that is only suspected', calls: 600, lists: [{ rows: 800, filled: 0.75, nested: true }], said: [] },

  { what: 'different values', calls: 440, lists: [{ rows: 1000, distinct: 430 }], said: ['distinct values of 1000'] },
  { what: 'too far from the different values', calls: 480, lists: [{ rows: 1000, distinct: 430 }], said: [] },
  { what: 'unknown different values', calls: 440, lists: [{ rows: 1000, distinct: null }], said: [] },
  { what: 'as many different values as rows', calls: 950, lists: [{ rows: 1000, distinct: 990 }], said: ['some rows of 1000'] },

  { what: 'a part of a lookup that is only suspected', calls: 560, lists: [{ rows: 800, nested: true }], said: [] },
  {
    what: 'all of a lookup that is only suspected',
    calls: 800,
    lists: [{ rows: 800, nested: true }],
    said: ['every row of 800 nested'],
  },
  { what: 'a part of the rows of owners', calls: 560, lists: [{ rows: 800, owner: true }], said: [] },
  { what: 'all of the rows of owners', calls: 800, lists: [{ rows: 800, owner: true }], said: ['every row of 800'] },
  { what: 'a part of a tree', calls: 560, lists: [{ rows: 800, owner: true, own: true }], said: ['some rows of 800'] },

  {
    what: 'all of the rows that refer to the same',
    calls: 800,
    lists: [{ rows: 800, sibling: true }],
    said: ['every row of 800'],
  },
  { what: 'a part of the rows that refer to the same', calls: 560, lists: [{ rows: 800, sibling: true }], said: [] },
  {
    what: 'different values of the rows that refer to the same',
    calls: 440,
    lists: [{ rows: 1000, distinct: 430, sibling: true }],
    said: [],
  },
  {
    what: 'two lists together that refer to the same',
    calls: 2400,
    lists: [
      { rows: 1600, sibling: true },
      { rows: 800, sibling: true },
    ],
    said: [],
  },
  {
    what: 'rows that lead there rather than those that refer to the same',
    calls: 800,
    lists: [{ rows: 800, sibling: true, calls: 20 }, { rows: 800 }],
    said: ['every row of 800', 'every row of 800'],
  },

  { what: 'two lists together', calls: 2400, lists: [{ rows: 1600 }, { rows: 800 }], said: ['every row of 1600, 800'] },
  {
    what: 'three lists together',
    calls: 4000,
    lists: [{ rows: 1600 }, { rows: 1400 }, { rows: 1000 }],
    said: ['every row of 1600, 1400, 1000'],
  },
  { what: 'nearly two lists together', calls: 2410, lists: [{ rows: 1600 }, { rows: 800 }], said: [] },
  { what: 'a list and next to nothing', calls: 1650, lists: [{ rows: 1610 }, { rows: 40 }], said: ['and more of 1610'] },
  {
    what: 'parts of two lists, as chance makes them',
    calls: 1900,
    lists: [
      { rows: 1600, filled: 0.75 },
      { rows: 900, filled: 0.75 },
    ],
    said: ['every row of 1600, 900'],
  },
  {
    what: 'more lists than are added up',
    calls: 2400,
    lists: [{ rows: 1600 }, { rows: 800 }, ...Array.from({ length: 11 }, (_, at) => ({ rows: 100_000 * (at + 1) }))],
    said: [],
  },

  {
    what: 'the list rather than the lookup that it feeds',
    calls: 800,
    lists: [{ rows: 800, nested: true }, { rows: 800 }],
    said: ['every row of 800', 'every row of 800 nested'],
  },
  {
    what: 'the lists rather than one and a lookup',
    calls: 2400,
    lists: [{ rows: 1600 }, { rows: 800, nested: true }, { rows: 800 }],
    said: ['every row of 1600, 800', 'every row of 1600, 800 nested'],
  },
  {
    what: 'the nearer list',
    calls: 800,
    lists: [{ rows: 1000 }, { rows: 800 }],
    said: ['every row of 800', 'some rows of 1000'],
  },
])('explains $calls calls by $what', ({ calls, lists, said }) => {
  expect(explained(calls, lists)).toEqual(said)
})

test('weighs an explanation the less the more lists there are to choose from', () => {
  const weights = [1, 3].map((count) => {
    const others = Array.from({ length: count - 1 }, (_, at) => feedOf({ rows: 100_000 * (at + 1) }))
    return explain(800, [feedOf({ rows: 800 }), ...others])[0]?.weight ?? Number.NaN
  })
  expect((weights[0] ?? 0) - (weights[1] ?? 0)).toBeCloseTo(Math.log(3))
})

test('weighs an explanation the more the more calls there are, for chance hits a large number less often', () => {
  const [few, many] = [40, 4000].map((calls) => explain(calls, [feedOf({ rows: calls })])[0]?.weight ?? Number.NaN)
  expect((many ?? 0) - (few ?? 0)).toBeCloseTo(Math.log(100))
})
