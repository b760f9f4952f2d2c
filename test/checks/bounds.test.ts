import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { audit } from './audit.ts'
import { ownRule } from './own-rule.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

/** `verdict` and what is said of the CHECKs of a table `t (x, y, …)`. */
async function judged(sql: string, params: unknown): Promise<string> {
  await embedded.simple(
    `drop schema public cascade; create schema public; drop schema if exists app cascade; create schema app; ${sql}`,
  )
  const { results, findings } = await audit(embedded, ownRule('bounds', params, { tables: ['public.t'] }))
  return [
    ...results.map(({ verdict, status, reason }) => [verdict ?? status, reason].filter(Boolean).join(' ')),
    ...findings.map(({ message }) => message),
  ].join(': ')
}

const RANGE = { column: 'x', min: 10, max: 90 }
const AT_MOST = { column: 'x', atMost: 'y' }
const WEAKER = 'weaker: The CHECKs on t do not keep x between 10 and 90: '
const NOT_VALID = 'is NOT VALID: rows from before it were never looked at'
const checks = (...conditions: readonly string[]): string =>
  `create table t (x integer, y integer); ${conditions.map((each, at) => `alter table t add constraint c${at} check ${each};`).join(' ')}`

it.each<[string, string, unknown, string]>([
  ['a CHECK that no row passes', checks('(false)'), RANGE, 'covered the CHECKs allow no value'],
  [
    'tables below that inherit the CHECK',
    `${checks('(x between 10 and 90)')} create table old () inherits (t)`,
    RANGE,
    'present',
  ],
  [
    'tables below that do not',
    `${checks('(x between 10 and 90) no inherit')} create table old () inherits (t)`,
    RANGE,
    `${WEAKER}c0 is NO INHERIT: rows of the tables below are not held to it.`,
  ],
  [
    'tables below another one of that name',
    `${checks('(x between 10 and 90) no inherit')} create table app.t (z integer); create table old () inherits (app.t)`,
    RANGE,
    'present',
  ],
  [
    'two that are not valid, and one that is',
    checks('(x >= 10) not valid', '(x <= 90) not valid', '(x < 1000)'),
    RANGE,
    `${WEAKER}c0 ${NOT_VALID}; c1 ${NOT_VALID}.`,
  ],
  [
    'two that are not valid and too wide',
    checks('(x >= 10) not valid', '(x <= 900) not valid'),
    RANGE,
    `${WEAKER}c0 ${NOT_VALID}; c1 ${NOT_VALID}.`,
  ],
  [
    'two that are not valid, each enough',
    checks('(x between 10 and 90) not valid', '(x between 20 and 80) not valid'),
    RANGE,
    `${WEAKER}c0 ${NOT_VALID}.`,
  ],
  [
    'a domain, which says nothing of the difference',
    'create domain negative as integer check (value <= 0); create table t (x negative, y integer)',
    AT_MOST,
    'missing: No CHECK on t keeps x <= y: nothing stops a row that breaks it.',
  ],
  [
    'another column that may be NULL',
    checks('(y is null or x between 10 and 90)'),
    RANGE,
    `${WEAKER}c0 mentions it, but bounds that hold for every row cannot be read from it.`,
  ],
  ['a bound that is another column', checks('(x >= 10 and x <= y)'), RANGE, `${WEAKER}they allow from 10.`],
  [
    'a difference that may be more',
    checks('(y - x >= -5)'),
    AT_MOST,
    'weaker: The CHECKs on t do not keep x <= y: they let x exceed y.',
  ],
  ['a difference that is less', checks('(y - x >= 5)'), AT_MOST, 'covered the CHECKs keep x below y'],
  ['a difference of whole numbers', checks('(x - y < 1)'), AT_MOST, 'present'],
  [
    'a difference of numbers',
    'create table t (x integer, y numeric, check (x - y < 1))',
    AT_MOST,
    'weaker: The CHECKs on t do not keep x <= y: they let x exceed y.',
  ],
  [
    'a sign, and no difference',
    checks('(- y <= 0 and x is not null)'),
    AT_MOST,
    'missing: No CHECK on t keeps x <= y: nothing stops a row that breaks it.',
  ],
])('%s', async (_what, sql, params, expected) => {
  expect(await judged(sql, params)).toBe(expected)
})

// A cast that keeps every value apart leaves the bound what it was; one that rounds does not.
it.each<[string, readonly string[], readonly string[]]>([
  ['smallint', ['smallint', 'integer', 'bigint', 'numeric', 'double precision'], ['real']],
  ['integer', ['integer', 'bigint', 'numeric', 'double precision'], ['smallint', 'real']],
  ['bigint', ['bigint', 'numeric'], ['integer', 'double precision']],
  ['numeric', ['numeric'], ['integer', 'double precision']],
  ['real', ['real', 'double precision'], ['integer', 'numeric']],
  ['double precision', ['double precision'], ['integer', 'real', 'numeric']],
])('casts of %s', async (type, exact, rounding) => {
  const verdictOf = async (cast: string): Promise<string | undefined> =>
    (await judged(`create table t (x ${type}, check (x::${cast} between 10 and 90))`, RANGE)).split(':')[0]
  for (const cast of exact) expect([cast, await verdictOf(cast)]).toEqual([cast, 'present'])
  for (const cast of rounding) expect([cast, await verdictOf(cast)]).toEqual([cast, 'weaker'])
})

it.each([
  ['smallint', 'present'],
  ['integer', 'present'],
  ['bigint', 'present'],
  ['numeric', 'weaker'],
  ['real', 'weaker'],
  ['double precision', 'weaker'],
])('between 9 and 91, both left out, in %s', async (type, expected) => {
  expect((await judged(`create table t (x ${type}, check (x > 9 and x < 91))`, RANGE)).split(':')[0]).toBe(expected)
})
