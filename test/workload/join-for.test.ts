import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { loadParser } from '../../src/sql/parse.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { feedingBy, feedsOf, listsIn, statisticsIn } from '../../src/workload/feeding.ts'
import { type Join, joinFor } from '../../src/workload/join-for.ts'
import { lookupsIn } from '../../src/workload/lookups.ts'
import { readWorkload } from '../../src/workload/read-workload.ts'
import { siblingsBy } from '../../src/workload/siblings.ts'
import { relationKey, tiesOf } from '../../src/workload/ties.ts'
import { collected } from '../checks/audit.ts'
import { workloadOf } from '../checks/fixture-workload.ts'

let embedded: Embedded
let snapshot: Snapshot
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded()
  await embedded.simple(`
    create table users (id text primary key, "fullName" text not null);
    create table questions (id int primary key, title text not null);
    create table members (team_id int not null, user_id text references users, joined int not null);
    create table attempts (id int primary key, user_id text not null references users, question_id int not null references questions,
      "reviewerId" text references users, score int, created_at timestamp not null);
    insert into users select 'u' || n, 'name ' || n from generate_series(1, 6) n;
    insert into questions select n, 'question ' || n from generate_series(1, 9) n;
    insert into members select n % 3, case when n % 7 > 0 then 'u' || n % 6 + 1 end, n from generate_series(1, 20) n;
    insert into attempts select n, 'u' || n % 5 + 1, n % 7 + 1, case when n % 3 > 0 then 'u' || n % 4 + 1 end, n, '2025-01-01'::timestamp + n * interval '1 hour'
      from generate_series(1, 60) n`)
  snapshot = await collected(embedded)
})
afterAll(() => embedded.close())

function joinOf(list: string, lookup: string): Join {
  const { workload } = workloadOf(null, [
    { query: list, calls: 4, rows: 40 },
    { query: lookup, calls: 40 },
  ]) as Pick<Snapshot, 'workload'>
  const { entries } = readWorkload({ ...snapshot, workload }) ?? { entries: [] }
  const ties = tiesOf(snapshot)
  const lists = listsIn(entries)
  const given = [feedingBy(lists, statisticsIn(snapshot)), siblingsBy(lists, ties, statisticsIn(snapshot))]
  const [fed] = lookupsIn(entries, ties)
    .filter(({ entry }) => entry.query === lookup)
    .flatMap((found) => feedsOf(found, given).map((feed) => ({ found, feed })))
  if (!fed) throw new Error('no list feeds it')
  const relationOf = (key: string) => snapshot.relations.find((each) => relationKey(each) === key)
  const [from, to] = [relationOf(fed.feed.relation), relationOf(fed.found.relation)]
  const join = from && to ? joinFor(fed.found, fed.feed, from, to) : null
  if (!join) throw new Error('no join')
  return join
}

const withValues = (sql: string, values: readonly string[]): string =>
  values.reduceRight((text, value, at) => text.replaceAll(`$${at + 1}`, value), sql)

const rows = async (sql: string): Promise<string[]> => (await rowsOf(embedded, sql)).map((row) => JSON.stringify(row)).toSorted()

test.each([
  {
    what: 'an attempt and its question, newest first',
    list: 'select * from attempts where user_id = $1 order by created_at desc limit $2',
    lookup: 'select * from questions where id = $1',
    values: ["'u2'", '5'],
    loop: `select a.*, q.* from (select * from attempts where user_id = 'u2' order by created_at desc limit 5) a, lateral (select * from questions where id = a.question_id) q`,
    drizzle:
      'db.select({ attempts, questions }).from(attempts).innerJoin(questions, eq(attempts.questionId, questions.id)).where(eq(attempts.userId, userId)).orderBy(desc(attempts.createdAt)).limit(limit)',
  },
  {
    what: 'an attempt stays without the reviewer it may not have',
    list: 'select * from attempts where user_id = $1',
    lookup: 'select * from users where id = $1',
    values: ["'u1'"],
    loop: `select a.*, u.* from (select * from attempts where user_id = 'u1') a left join lateral (select * from users where id = a."reviewerId") u on true`,
    drizzle:
      'db.select({ attempts, users }).from(attempts).leftJoin(users, eq(attempts.reviewerId, users.id)).where(eq(attempts.userId, userId))',
  },
  {
    what: 'the attempts of each of the first users, also of one who has none',
    list: 'select * from users order by "fullName" desc limit $1',
    lookup: 'select * from attempts where user_id = $1',
    values: ['3'],
    loop: `select u.*, a.* from (select * from users order by "fullName" desc limit 3) u left join lateral (select * from attempts where user_id = u.id) a on true`,
    drizzle:
      "const list = db.select().from(users).orderBy(desc(users.fullName)).limit(limit).as('list'); db.select().from(list).leftJoin(attempts, eq(list.id, attempts.userId)).orderBy(desc(list.fullName))",
  },
  {
    what: 'a count for each question, 0 among them',
    list: 'select * from questions',
    lookup: 'select count(*) from attempts where question_id = $1',
    values: [],
    loop: `select q.id, (select count(*) from attempts where question_id = q.id) from questions q`,
    drizzle:
      'db.select({ id: questions.id, count: count(attempts.questionId) }).from(questions).leftJoin(attempts, eq(questions.id, attempts.questionId)).groupBy(questions.id)',
  },
  {
    what: 'a count for each of the first questions',
    list: 'select * from questions order by title limit $1',
    lookup: 'select count(*) from attempts where question_id = $1',
    values: ['4'],
    loop: `select q.id, (select count(*) from attempts where question_id = q.id) from (select * from questions order by title limit 4) q`,
    drizzle:
      "const list = db.select().from(questions).orderBy(questions.title).limit(limit).as('list'); db.select({ id: list.id, count: count(attempts.questionId) }).from(list).leftJoin(attempts, eq(list.id, attempts.questionId)).groupBy(list.id)",
  },
  {
    what: 'what the lookup compares besides stays a condition of it',
    list: 'select * from questions where title is not null order by title limit $1',
    lookup: 'select count(*) from attempts where question_id = $1 and user_id = $2 and "reviewerId" is null',
    values: ['4', "'u2'"],
    loop: `select q.id, (select count(*) from attempts where question_id = q.id and user_id = 'u2' and "reviewerId" is null) from (select * from questions order by title limit 4) q`,
    drizzle:
      "const list = db.select().from(questions).where(isNotNull(questions.title)).orderBy(questions.title).limit(limit).as('list'); db.select({ id: list.id, count: count(attempts.questionId) }).from(list).leftJoin(attempts, and(eq(list.id, attempts.questionId), eq(attempts.userId, userId), isNull(attempts.reviewerId))).groupBy(list.id)",
  },
  {
    what: 'the attempts of the user of each member, as often as the user is a member',
    list: 'select * from members where team_id = $1 order by joined limit $2',
    lookup: 'select * from attempts where user_id = $1',
    values: ['1', '6'],
    loop: `select m.*, a.* from (select * from members where team_id = 1 order by joined limit 6) m left join lateral (select * from attempts where user_id = m.user_id) a on true`,
    drizzle:
      "const list = db.select().from(members).where(eq(members.teamId, teamId)).orderBy(members.joined).limit(limit).as('list'); db.select().from(list).leftJoin(attempts, eq(list.userId, attempts.userId)).orderBy(list.joined)",
  },
  {
    what: 'how many attempts the user of each member has',
    list: 'select * from members where team_id = $1 order by joined limit $2',
    lookup: 'select count(*) from attempts where user_id = $1 and question_id = $2',
    values: ['1', '6', '3'],
    loop: `select m.*, (select count(*) from attempts where user_id = m.user_id and question_id = 3) from (select * from members where team_id = 1 order by joined limit 6) m`,
    drizzle:
      'db.select({ members, count: db.$count(attempts, and(eq(members.userId, attempts.userId), eq(attempts.questionId, questionId))) }).from(members).where(eq(members.teamId, teamId)).orderBy(members.joined).limit(limit)',
  },
])('one query gives what the loop gives: $what', async ({ list, lookup, values, loop, drizzle }) => {
  const join = joinOf(list, lookup)
  expect(await rows(withValues(join.sql, values))).toEqual(await rows(loop))
  expect(join.drizzle).toBe(drizzle)
})

test('other conditions of a lookup are left open', () => {
  const { sql } = joinOf('select * from attempts', 'select * from questions where id = $1 and title like $2')
  expect(sql).toBe('select a.*, b.* from public.attempts a join public.questions b on b.id = a.question_id and …')
})

test('conditions that are no comparison with a value are left open', () => {
  const { sql } = joinOf('select * from attempts where user_id = $1 and score > $2', 'select * from questions where id = $1')
  expect(sql).toBe(
    'select a.*, b.* from public.attempts a join public.questions b on b.id = a.question_id where a.user_id = $1 and …',
  )
})
