import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WITHOUT_BTREE } from '../../src/checks/index-obstacle.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { indexRule, linesOf, planFor, snapshotAfter } from '../fix/plan/planned.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const refused = (sql: string): Promise<boolean> =>
  embedded.simple(`begin; ${sql}; rollback`).then(
    () => false,
    () => embedded.simple('rollback').then(() => true),
  )

test('types without operators of btree are those that PostgreSQL says have none', async () => {
  const types: string[] = []
  const listed = `select format_type(oid, null) from pg_type where typnamespace = 'pg_catalog'::regnamespace and typtype in ('b', 'r', 'm')
    and typcategory <> 'A' and typname not like '\\_%' order by 1`
  await embedded.simple(listed, (_, [type]) => types.push(type ?? ''))
  const without: string[] = []
  for (const type of types) if (await refused(`create table t (a ${type}); create index on t (a)`)) without.push(type)
  expect(types.length).toBeGreaterThan(70)
  expect(without).toEqual([...WITHOUT_BTREE].toSorted())
})

describe('an index on a column of a type without operators', () => {
  test.each([
    ['point', 'btree'],
    ['point[]', 'btree'],
    ['json[]', 'gin'],
    ['xml', 'btree'],
  ] as const)('is a question: %s, %s', async (type, method) => {
    const snapshot = await snapshotAfter(embedded, `create table t (a ${type})`)
    const { changes, questions } = planFor(snapshot, [indexRule('a', { equal: ['a'], method })])
    expect([changes, questions.map(({ question }) => question)]).toEqual([
      [],
      [`a is ${type}, which ${method} has no operators for. Which type should it have?`],
    ])
  })

  test.each([
    ['integer[]', 'btree'],
    ['text[]', 'gin'],
    ['point', 'gist'],
    ['uuid', 'btree'],
  ] as const)('is planned where it has some: %s, %s', async (type, method) => {
    const snapshot = await snapshotAfter(embedded, `create table t (a ${type})`)
    expect(linesOf(planFor(snapshot, [indexRule('a', { equal: ['a'], method })]))).toEqual(['index t_a_idx on public.t (a)'])
  })
})

describe('an index with a condition', () => {
  const T = `create domain flag as boolean; create type mood as enum ('good', 'bad');
    create table t (a int, active boolean, flagged flag, words text, number int, feeling mood, days date, tags text[])`

  test.each([
    'active',
    'active = true',
    'flagged is true',
    'not active',
    "active = 't'",
    "words = '1'",
    'number = 1',
    "number = '1'",
    'number > 1.5',
    "feeling = 'good'",
    "feeling in ('good', 'bad')",
    "days > '2024-01-31'",
    'words is null and number between 1 and 5',
    "tags = '{a}'",
    'words = true',
    'words',
    'number = true',
    'words is true',
    'words = 1',
    'words in (1, 2)',
    'active = 1',
    'active and words = 5.5',
    "number = 'many'",
    "feeling = 'worse'",
    'tags = 1',
  ])('is planned exactly where PostgreSQL takes it: %s', async (where) => {
    const snapshot = await snapshotAfter(embedded, T)
    const { changes, questions } = planFor(snapshot, [indexRule('some', { equal: ['a'], where })])
    const taken = !(await refused(`create index on t (a) where ${where}`))
    expect([changes.length, questions.length]).toEqual(taken ? [1, 0] : [0, 1])
  })
})
