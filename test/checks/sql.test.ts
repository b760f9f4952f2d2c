import { safeParse } from 'valibot'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/check.ts'
import { sql } from '../../src/checks/sql.ts'
import type { Answer } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { selectProblem } from '../../src/sql/single-select.ts'

beforeAll(loadParser)

describe('a query', () => {
  test.each([
    'select 1',
    'select id from users where credits < 0;',
    'with late as (select * from jobs) select id from late -- the late ones',
    'values (1), (2)',
    'table users',
    "select 'delete from users; drop table users'",
    'select (select count(*) from a) union all select 2 order by 1',
  ])('%s only reads', (query) => expect(selectProblem(query)).toBeNull())

  test.each([
    ['', 'is empty'],
    ['-- nothing', 'is empty'],
    ['selec 1', 'is not SQL'],
    ['select 1; select 2', 'is more than one statement'],
    ['delete from users', 'is not a SELECT'],
    ['explain select 1', 'is not a SELECT'],
    ['with gone as (delete from users returning *) select * from gone', 'contains a statement that writes'],
    ['select * from (with n as (insert into a values (1) returning *) select * from n) x', 'is not SQL|contains'],
    ['select * into copy from users', 'contains INTO'],
    ['select * from users for update', 'contains a lock'],
    ['select * from users where id = $1', 'contains a parameter'],
  ])('%s is refused', (query, problem) => expect(selectProblem(query)).toMatch(new RegExp(problem)))

  test('is refused where the rule is read', () => {
    expect(safeParse(sql.params, { query: 'delete from users' }).issues?.map(({ path }) => path?.map(({ key }) => key))).toEqual([
      ['query'],
    ])
    expect(safeParse(sql.params, { query: 'select 1', querry: 'x' }).success).toBe(false)
  })
})

const outcomes = (answer: Answer | undefined, params: object = {}) => {
  const rule = {
    id: 'overdrawn',
    summary: 'Nobody is overdrawn.',
    file: 'rules/overdrawn.yaml',
    params: { query: 'select id, credits from users', maxRows: 100, ...params },
  }
  if (sql.scope !== 'database') throw new Error('unreachable')
  return sql.run({
    rule,
    answer: (key: string) => (key === 'overdrawn:query' ? answer : undefined),
  } as unknown as Context<never>)
}

describe('rows', () => {
  const rows = [
    ['ann', '-3'],
    ['bob', '-9'],
    ['ann', '-1'],
  ]
  const answer: Answer = { columns: ['id', 'credits'], rows, truncated: false }

  test('are findings, named by the first column', () =>
    expect(outcomes(answer)).toMatchObject([
      { subject: 'ann', status: 'fail', evidence: { id: 'ann', credits: '-3', rows_with_this_key: 2 } },
      { subject: 'bob', status: 'fail', evidence: { credits: '-9' } },
    ]))
  test('are named by the key that the rule gives', () =>
    expect(outcomes(answer, { key: 'credits' }).map(({ subject }) => subject)).toEqual(['-3', '-9', '-1']))
  test('fill the message', () =>
    expect(outcomes(answer, { message: '{id} has {credits}.' })).toMatchObject([
      { message: 'ann has -3.' },
      { message: 'bob has -9.' },
    ]))
  test('that were cut off are said to be', () =>
    expect(outcomes({ ...answer, truncated: true })).toMatchObject([{ evidence: { more_rows: true } }, {}]))
  test('of NULL keys have a name too', () =>
    expect(outcomes({ ...answer, rows: [[null, '1']] })).toMatchObject([{ subject: 'null' }]))
  test('none is a pass', () => expect(outcomes({ ...answer, rows: [] })).toMatchObject([{ status: 'pass' }]))
  test('that failed are skipped with the reason', () =>
    expect(outcomes({ error: 'relation "users" does not exist' })).toMatchObject([
      { status: 'skipped', reason: expect.stringContaining('does not exist') },
    ]))
  test('that were never asked are skipped', () => expect(outcomes(undefined)).toMatchObject([{ status: 'skipped' }]))
  test('without the key are skipped, never clean', () =>
    expect(outcomes({ ...answer, rows: [] }, { key: 'user_id' })).toMatchObject([
      { status: 'skipped', reason: expect.stringContaining('no column user_id') },
    ]))
})
