import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Index } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { rankedIndexes } from './ranked-indexes.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const HISTORY = { equal: ['a', 'b'], order: ['at desc'] }

const created = (indexes: Readonly<Record<string, string>>): string =>
  Object.entries(indexes)
    .map(([name, keys]) => `create index ${name} on t ${keys};`)
    .join('\n')

it('the verdicts from best to worst, whatever the indexes are called', async () => {
  const indexes = {
    i_present: '(a, b, at desc)',
    h_equivalent: '(b, a, at)',
    g_covered: '(a, b, at desc, c)',
    f_pending: '(a, b, at desc, n)',
    e_wrong: '(at, a, b)',
    d_weaker: '(a)',
    c_invalid: '(a, b, at)',
    b_missing: '(c)',
    a_missing: '(a, b)',
  }
  const failed = { valid: false }
  const states = { f_pending: { building: true, valid: false }, c_invalid: failed, a_missing: failed }
  expect(
    (await rankedIndexes(embedded, created(indexes), HISTORY, states)).map((said) => said.split(' ').slice(0, 2).join(' ')),
  ).toEqual([
    'i_present present',
    'h_equivalent equivalent',
    'g_covered covered',
    'f_pending pending',
    'e_wrong wrong-order',
    'd_weaker weaker',
    'c_invalid invalid',
  ])
})

it('of one verdict: more of the query, then fewer keys, then the name', async () => {
  const indexes = { a: '(a, c)', b: '(a, n)', c: '(a)', d: '(a, b, c, at)' }
  expect((await rankedIndexes(embedded, created(indexes), HISTORY)).map((said) => said.slice(0, 1))).toEqual(['d', 'c', 'a', 'b'])
  const partial = { a: '(a) where n > 5', b: '(a, b, at) where n > 5' }
  expect((await rankedIndexes(embedded, created(partial), HISTORY)).map((said) => said.slice(0, 1))).toEqual(['b', 'a'])
})

const said = (state: Partial<Index>): Promise<readonly string[]> =>
  rankedIndexes(embedded, 'create index i on t (a)', { equal: ['a'] }, { i: state })

it('is under way, failed, or failed and not even kept up', async () => {
  expect(await said({ valid: false, building: true })).toEqual(['i pending is being built right now'])
  const failed = 'i invalid is invalid: an earlier build of it failed, and PostgreSQL'
  expect(await said({ valid: false })).toEqual([`${failed} writes to it but never reads it`])
  expect(await said({ valid: false, ready: false })).toEqual([`${failed} neither reads it nor keeps it up`])
})

// No rule that ships asks for a unique index; a rule of somebody's own may.
it.each([
  ['the same columns', 'create unique index i on t (a, b)', 'i present'],
  ['the same, swapped', 'create unique index i on t (b, a)', 'i equivalent answers the same queries'],
  ['of one of them', 'create unique index i on t (a)', 'i weaker starts with only some of the columns'],
  ['not unique', 'create index i on t (a, b)', 'i weaker does not keep the columns unique'],
  [
    'checked at the end of the transaction',
    'alter table t add constraint i unique (a, b) deferrable',
    'i weaker does not keep the columns unique',
  ],
  ['over some rows', 'create unique index i on t (a, b) where a is not null', 'i weaker does not keep the columns unique'],
  ['of more columns', 'create unique index i on t (a, b, c)', 'i weaker does not keep the columns unique'],
])('a unique index asked for, and one that is %s', async (_what, sql, expected) => {
  const [best] = await rankedIndexes(embedded, sql, { equal: ['a', 'b'], unique: true })
  expect(best).toBe(expected)
})

it('unique among the rows of the condition', async () => {
  const asked = { equal: ['a', 'b'], unique: true, where: 'active' }
  expect(await rankedIndexes(embedded, 'create unique index i on t (a, b) where active', asked)).toEqual(['i present'])
  expect(
    await rankedIndexes(embedded, 'create unique index i on t (a) where active', { ...asked, equal: ['a'], order: ['b'] }),
  ).toEqual(['i weaker finds the rows but has to sort them'])
})

it('unique although nobody asked for it', async () => {
  const sql = 'create unique index i on t (a, b, at desc)'
  expect(await rankedIndexes(embedded, sql, HISTORY)).toEqual(['i equivalent is unique as well'])
})
