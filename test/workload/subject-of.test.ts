import { expect, test } from 'vitest'
import type { Column, Relation } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { catalogOf } from '../../src/workload/catalog.ts'
import { shapeOf } from '../../src/workload/shape-of.ts'
import { subjectOf } from '../../src/workload/subject-of.ts'

await loadParser()

const table = (name: string, columns: readonly string[], schema = 'public'): Relation => ({
  ...({ kind: 'table', partitionOf: null } as Relation),
  schema,
  name,
  columns: columns.map((each) => ({ name: each, baseType: each === 'scores' ? 'jsonb' : 'text' }) as Column),
})

const catalog = catalogOf({
  relations: [
    table('users', ['id', 'email', 'is_active', 'createdAt', 'team id']),
    table('speaking_attempts', ['id', 'user_id', 'question_id', 'scores', 'created_at']),
    table('runs', ['id', 'state'], 'jobs'),
  ],
})

function subject(query: string): string {
  const shape = shapeOf(query, catalog)
  if ('reason' in shape) throw new Error(shape.reason)
  return subjectOf(shape)
}

test.each([
  [
    'select * from speaking_attempts where user_id = $1 order by created_at desc limit $2',
    'select speaking_attempts (user_id =) order by created_at desc limit returning *',
  ],
  [
    'select id from speaking_attempts order by created_at desc nulls last, lower(id) offset $1',
    'select speaking_attempts order by created_at desc nulls last, expression offset returning id',
  ],
  [
    'select id, user_id, question_id, scores, created_at from speaking_attempts where created_at > $1 and user_id is not null',
    'select speaking_attempts (created_at range, user_id is not null) returning 5 columns 276df7d8',
  ],
  [
    'select user_id, count(*) from speaking_attempts group by user_id, date(created_at)',
    'select speaking_attempts group by user_id, expression returning user_id, expressions',
  ],
  [
    'select count(*) from users where not is_active and email like $1',
    'select users (not is_active, email like) aggregate returning expressions',
  ],
  [
    'select distinct u.email from users u left join speaking_attempts a on a.user_id = u.id',
    'select users, optional speaking_attempts join speaking_attempts.user_id = users.id distinct returning users.email',
  ],
  [
    'select a.* from users a join users b on a.email = b.email where lower(a.email) = $1 for update skip locked',
    'select users (email in expression), users 2 join users.email = users 2.email for update skip locked returning users.*',
  ],
  [
    'select id from users where id in (select user_id from speaking_attempts where question_id = any($1))',
    'select users (id in subquery), subquery speaking_attempts (question_id in) join users.id = speaking_attempts.user_id returning users.id',
  ],
  [
    "select id from speaking_attempts where (scores->>'overall')::int > $1 and (scores->>$2) = $3",
    "select speaking_attempts (scores in expression, scores in expression) document scores ->> 'overall' as int4 in where, scores ->> $ in where returning id",
  ],
  ['update users set email = $1, "team id" = $2 where id = $3', 'update users set email, "team id" (id =)'],
  ['insert into users (id, "createdAt") values ($1, $2) returning id', 'insert users set id, createdAt returning id'],
  ['delete from jobs.runs where state = $1', 'delete jobs.runs written (state =)'],
  ['select 1 from only users where id = $1', 'select only users (id =) returning expressions'],
])('%s', (query, expected) => expect(subject(query)).toBe(expected))

test('statements that differ in anything have two subjects', () => {
  const statements = [
    'select * from users',
    'select id from users',
    'select id, email, is_active, "createdAt", "team id" from users',
    'select id, email, is_active, "team id", "createdAt" from users',
    'select * from users limit $1',
    'select * from users offset $1',
    'select * from users where id = $1',
    'select * from users where id in ($1)',
    'select * from users where id = lower($1)',
    'select * from users where is_active',
    'select * from users where not is_active',
    'select * from users where is_active is null',
    'select * from users order by id',
    'select * from users order by id nulls first',
    'select * from users order by id desc',
    'select * from users for update',
    'select * from users for share',
    'select distinct * from users',
    'select * from users, nowhere',
    'select * from users, elsewhere',
    'delete from users',
  ]
  expect(new Set(statements.map(subject)).size).toBe(statements.length)
})
