import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate.ts'
import type { Rule } from '../../src/rule.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { plain, shippedRules, snapshotAfter } from '../fix/plan/planned.ts'
import { laidOver } from './audit.ts'
import { workloadOf } from './fixture-workload.ts'

let embedded: Embedded
let rules: readonly Rule[]
let bare: Snapshot
beforeAll(async () => {
  ;[embedded, rules] = await Promise.all([startEmbedded(), shippedRules()])
  const columns = `(id int primary key, author_id int not null, type text not null, difficulty text not null, is_active boolean not null,
    bookmarked boolean not null, is_open boolean not null, created_at timestamp not null)`
  const rows = `select n, n % 500, 't' || n % 5, 'd' || n % 3, n % 9 > 0, n % 50 = 0, n % 2 = 0, now() from generate_series(1, 12000) n`
  bare = await snapshotAfter(
    embedded,
    `create table reading_questions ${columns}; insert into reading_questions ${rows};
     create table orders ${columns}; insert into orders ${rows};
     analyze`,
  )
})
afterAll(() => embedded.close())

const conditions = (query: string, without = ''): readonly unknown[] => {
  const statement = { query, calls: 200, rows: 1000, sharedBlocksHit: 80_000, meanTime: 20 }
  const server = { server: { embedded: false, superuser: true }, source: { kind: 'server' } }
  return evaluate(
    laidOver(bare, workloadOf(server, [statement])) as Snapshot,
    rules.filter(({ id }) => id !== without),
    plain,
  )
    .findings.filter(({ rule }) => rule === 'workload-indexes')
    .map(({ subject, evidence }) => [subject, evidence['partial_where'], evidence['partial_by_rule']])
}

test.each([
  [
    'a column with a condition of a rule',
    'author_id = $1 and is_active = $2',
    ['(author_id, is_active)', 'is_active = true', 'active-questions'],
  ],
  ['another', 'author_id = $1 and bookmarked = $2', ['(author_id, bookmarked)', 'bookmarked = true', 'bookmarked-questions']],
  ['a boolean of no rule', 'author_id = $1 and is_open = $2', ['(author_id, is_open)', null, null]],
  ['no boolean', 'author_id = $1 and difficulty = $2', ['(author_id, difficulty)', null, null]],
  ['a condition that the statement has itself', 'author_id = $1 and is_active', ['(author_id) where is_active', null, null]],
])('a rule tells the condition of a partial index: %s', (_what, where, expected) => {
  expect(conditions(`select * from reading_questions where ${where}`)).toEqual([expected])
})

test('a sort is enough beside the condition', () => {
  expect(conditions('select * from reading_questions where is_active = $1 order by created_at desc limit $2')).toEqual([
    ['(is_active, created_at desc)', 'is_active = true', 'active-questions'],
  ])
})

test('an index of the condition alone would have no column', () => {
  expect(conditions('select * from reading_questions where is_active = $1', 'coverage-questions-active')).toEqual([
    ['(is_active)', null, null],
  ])
})

test('a rule of other tables tells nothing', () => {
  expect(conditions('select * from orders where author_id = $1 and is_active = $2')).toEqual([
    ['(author_id, is_active)', null, null],
  ])
})
