import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { judgedTable } from './judged-table.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const unique = { unique: [['a', 'b']] }
const lacks = (why = 'missing | Nothing keeps (a, b) unique:'): string =>
  `fail ${why} two rows of t may have the same (a, b). | ALTER TABLE public.t ADD UNIQUE (a, b);`
it.each<[string, string, string]>([
  ['an expression of one of the columns', 'create unique index i on t ((lower(a)))', 'pass covered i is stricter'],
  ['an expression of both', 'create unique index i on t ((a || b))', lacks()],
  ['a function of both', 'create unique index i on t (textcat(a, b))', 'pass covered i is stricter'],
  ['a function of another column too', 'create unique index i on t (textcat(a, c))', lacks()],
  ['a constant', "create unique index i on t ((lower('x')))", 'pass covered i is stricter'],
  ['both, and an expression', 'create unique index i on t (a, b, (lower(a)))', 'pass covered i is stricter'],
  ['a plain index on one of the columns', 'create index i on t (a)', lacks()],
  [
    'a partial unique index on one of the columns',
    'create unique index i on t (a) where c is null',
    lacks('weaker | i is unique only where (c IS NULL), so'),
  ],
])('%s', async (_what, index, expected) => {
  expect(await judgedTable(embedded, `create table t (a text, b text, c text); ${index}`, unique)).toBe(expected)
})
