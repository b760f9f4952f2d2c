import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IndexParams } from '../../src/checks/index-access.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { rankedIndexes } from './ranked-indexes.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const HISTORY = { equal: ['a', 'b'], order: ['at desc'] }
const WHERE_ACTIVE = { equal: ['a', 'active'], where: 'active' }

it.each<[string, string, Partial<IndexParams>, readonly string[]]>([
  ['the same keys', '(a, b, at desc)', HISTORY, ['i present']],
  ['swapped columns', '(b, a, at desc)', HISTORY, ['i equivalent answers the same queries']],
  ['one more key', '(a, b, at desc, c)', HISTORY, ['i covered answers it as a part of more']],
  ['another method', 'using hash (a)', { equal: ['a'] }, []],
  [
    'nulls of a sort key that the condition fixes',
    "(c nulls first, n) where c = 'x'",
    { order: ['c', 'n'], where: "c = 'x'" },
    ['i equivalent answers the same queries'],
  ],
  [
    'direction of a sort key that the condition fixes',
    "(c desc nulls last, n) where c = 'x'",
    { order: ['c', 'n'], where: "c = 'x'" },
    ['i equivalent answers the same queries'],
  ],

  // What the predicate fixes needs no key: these have fewer keys than were asked for, or others.
  ['the predicate in place of a key', '(a) where active', WHERE_ACTIVE, ['i covered answers it as a part of more']],
  [
    'the predicate in place of a key, and another key',
    '(a, c) where active',
    WHERE_ACTIVE,
    ['i covered answers it as a part of more'],
  ],
  [
    'all rows for a condition',
    '(a)',
    { equal: ['a'], where: 'active' },
    ['i covered answers it, and holds the rows that the condition leaves out too'],
  ],
  [
    'the rows of a part of the condition',
    '(a) where active',
    { equal: ['a'], where: "active and c = 'x'" },
    ['i covered answers it, and holds the rows that the condition leaves out too'],
  ],
  [
    'a predicate that is not promised',
    '(a) where n > 5',
    { equal: ['a'] },
    ['i weaker holds only the rows where (n > 5), which the query does not promise'],
  ],
  ['a predicate that is not promised, on other keys', '(c) where n > 5', { equal: ['a'] }, []],

  [
    'the sort column first',
    '(at desc, a, b)',
    HISTORY,
    ['i wrong-order has the columns, but the sort column comes before the ones that are compared'],
  ],
  [
    'the sort column between',
    '(a, at desc, b)',
    HISTORY,
    ['i wrong-order has the columns, but the sort column comes before the ones that are compared'],
  ],
  [
    'nulls last',
    '(a, b, at desc nulls last)',
    HISTORY,
    ['i wrong-order puts nulls last where the query has them first, so every read sorts'],
  ],
  [
    'nulls of two sort keys',
    '(n desc nulls last, at desc)',
    { order: ['n desc', 'at desc'] },
    ['i wrong-order has the columns, but not in the order or direction that the query sorts by'],
  ],
  [
    'sort keys swapped',
    '(c collate "C", a)',
    { order: ['a', 'c'] },
    ['i wrong-order has the columns, but not in the order or direction that the query sorts by'],
  ],
  [
    'another collation to sort by',
    '(a, c collate "C")',
    { equal: ['a'], order: ['c'] },
    ['i wrong-order sorts c by another collation'],
  ],
  [
    'another operator class to sort by',
    '(a, c text_pattern_ops)',
    { equal: ['a'], order: ['c'] },
    ['i wrong-order sorts c by another operator class'],
  ],
  [
    'an expression to sort by',
    '(a, lower(c) collate "C")',
    { equal: ['a'], order: ['(lower(c))'] },
    ['i wrong-order sorts the expression by another collation'],
  ],
  [
    'another collation to compare by',
    '(a, b collate "C")',
    { equal: ['a', 'b'] },
    ['i wrong-order compares b by another collation than the query'],
  ],
  [
    'two other collations',
    '(a collate "C", b collate "C")',
    { equal: ['a', 'b'] },
    ['i wrong-order compares a by another collation than the query'],
  ],
  [
    'another operator class to compare by',
    '(a bpchar_pattern_ops)',
    { equal: ['a'] },
    ['i wrong-order compares a by another operator class than the query'],
  ],
  ['a class that compares as usual', '(a text_pattern_ops)', { equal: ['a'] }, ['i equivalent answers the same queries']],
  [
    'an expression to compare',
    '((lower(a)) collate "C")',
    { equal: ['(lower(a))'] },
    ['i wrong-order compares the expression by another collation than the query'],
  ],
  ['the columns apart', '(a, c, b)', { equal: ['a', 'b'] }, ['i weaker starts with only some of the columns']],
  ['the sort column apart', '(a, b, c, at desc)', HISTORY, ['i weaker finds the rows but has to sort them']],
  ['the second column only', '(b, c)', { equal: ['a'] }, []],

  // GiST looks through the first key; GIN and BRIN through any.
  [
    'the first key of GiST',
    'using gist (during, other)',
    { equal: ['during'], method: 'gist' },
    ['i covered answers it as a part of more'],
  ],
  [
    'the second key of GiST',
    'using gist (during, other)',
    { equal: ['other'], method: 'gist' },
    ['i weaker starts with only some of the columns'],
  ],
  [
    'both keys of GiST, swapped',
    'using gist (during, other)',
    { equal: ['other', 'during'], method: 'gist' },
    ['i equivalent answers the same queries'],
  ],
  ['the second key of BRIN', 'using brin (a, b)', { equal: ['b'], method: 'brin' }, ['i covered answers it as a part of more']],
  ['an order from GiST', 'using gist (during)', { equal: ['during'], order: ['at'], method: 'gist' }, []],
])('%s', async (_what, index, asked, expected) => {
  expect(await rankedIndexes(embedded, `create index i on t ${index}`, asked)).toEqual(expected)
})
