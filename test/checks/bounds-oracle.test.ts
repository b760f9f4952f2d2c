import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowedValues } from '../../src/sql/bounds.ts'
import { checkExpressionOf } from '../../src/sql/check-expression.ts'
import { loadParser } from '../../src/sql/parse.ts'

/** Conditions over x that are wholly understood, and z, another column, that only frees a branch. */
const CONDITIONS = 600
const LOWEST = -4
const HIGHEST = 24

const random = generator(20260101)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const constant = (): string => pick(['0', '3', '7', '10', '15', '20', '-1', "'12'::integer", '9::bigint', '4.5', '(11)::numeric'])
const subject = (): string => pick(['x', 'x', 'x', 'coalesce(x, 5)', 'x::numeric', 'x::bigint'])

function condition(depth: number): string {
  const leaf = depth === 0 || random() < 0.35
  const kinds: readonly (() => string)[] = leaf
    ? [
        () => `${subject()} ${pick(['<', '<=', '=', '<>', '>=', '>'])} ${constant()}`,
        () => `${constant()} ${pick(['<', '<=', '=', '<>', '>=', '>'])} ${subject()}`,
        () => `${subject()} ${pick(['', 'not '])}between ${pick(['', 'symmetric '])}${constant()} and ${constant()}`,
        () => `x ${pick(['', 'not '])}in (${constant()}, ${constant()}, 8)`,
        () => `x ${pick(['=', '<', '>='])} any (array[3, 10, 14])`,
        () => `x ${pick(['<>', '<', '>='])} all (array[5, 12${pick(['', ', null'])}])`,
        () => `x is ${pick(['', 'not '])}null`,
        () => `x is ${pick(['', 'not '])}distinct from ${pick(['7', 'null::integer'])}`,
        () => pick(['true', 'false', 'null::boolean', 'z > 3', 'z is null']),
      ]
    : [
        () => `(${condition(depth - 1)} and ${condition(depth - 1)})`,
        () => `(${condition(depth - 1)} or ${condition(depth - 1)})`,
        () => `not (${condition(depth - 1)})`,
        () => `(${condition(depth - 1)}) is ${pick(['', 'not '])}${pick(['true', 'false'])}`,
        () => `case when ${condition(depth - 1)} then ${condition(depth - 1)} else ${condition(depth - 1)} end`,
      ]
  return pick(kinds)()
}

let db: PGlite
beforeAll(async () => {
  db = await PGlite.create()
  await loadParser()
})
afterAll(() => db.close())

test(`what ${CONDITIONS} generated CHECKs allow agrees with PostgreSQL, as it prints them and as they were written`, async () => {
  const conditions = Array.from({ length: CONDITIONS }, () => condition(3))
  await db.exec(
    `create table t (x integer, z integer, ${conditions.map((text, at) => `constraint c${at} check (${text})`).join(', ')})`,
  )
  const { rows: printed } = await db.query<{ name: string; definition: string }>(
    'select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint',
  )
  const definitions = new Map(printed.map(({ name, definition }) => [name, definition]))
  let exact = 0
  for (const [at, text] of conditions.entries()) {
    const { rows } = await db.query<{ x: number }>(
      `select x from generate_series(${LOWEST}, ${HIGHEST}) x where exists (select from (values (0), (9), (null)) v (z) where (${text}) is not false)`,
    )
    const allowed = new Set(rows.map(({ x }) => x))
    for (const definition of [definitions.get(`c${at}`) ?? '', `CHECK (${text})`]) {
      const node = checkExpressionOf(definition)
      expect(node, definition).not.toBeNull()
      if (!node) continue
      const { values } = allowedValues(node, { kind: 'value', of: { column: 'x', type: 'integer' } })
      const ours = span().filter((x) => values.some((interval) => x >= interval.from && x <= interval.to))
      // Never fewer: a bound that PostgreSQL does not keep must not be believed.
      expect(
        [...allowed].filter((x) => !ours.includes(x)),
        definition,
      ).toEqual([])
      if (ours.length === allowed.size) exact++
    }
  }
  // What is left over comes from z, whose values the reading does not follow, and from a condition and its own opposite.
  expect(exact / (2 * CONDITIONS)).toBeGreaterThan(0.95)
})

const span = (): readonly number[] => Array.from({ length: HIGHEST - LOWEST + 1 }, (_, at) => LOWEST + at)

/** A small deterministic generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
