import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import type { Sample, Snapshot, Statement } from '../../src/snapshot.ts'
import { suspectsIn } from '../../src/workload/suspects.ts'
import { collected, runSql } from '../checks/audit.ts'
import { workloadOf } from '../checks/fixture-workload.ts'

let embedded: Embedded
let snapshot: Snapshot
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded()
  await runSql(
    embedded,
    `create table users (id text primary key, name text not null);
    create table questions (id int primary key, title text not null);
    create table attempts (id int primary key, user_id text not null references users, question_id int not null references questions,
      reviewer_id text references users, score int, created_at timestamp not null);
    create table messages (id int primary key, sender_id text not null references users, recipient_id text not null references users,
      body text not null);
    create table drafts (id int primary key, user_id text not null, question_id int not null, body text not null);
    create table categories (id int primary key, parent_id int references categories, name text not null);
    create table lines (order_id int, line_no int, body text not null, primary key (order_id, line_no));
    create table parcels (id int primary key, order_id int not null, line_no int not null, carrier text not null,
      foreign key (order_id, line_no) references lines);
    create table events (id int not null, user_id text not null references users, at timestamp not null) partition by range (at);
    create table events_old partition of events for values from (minvalue) to ('2026-01-01');
    create table events_new partition of events for values from ('2026-01-01') to (maxvalue);
    create materialized view best as select user_id, max(score) as score from attempts group by user_id`,
  )
  snapshot = await collected(embedded)
})
afterAll(() => embedded.close())

type Said = Pick<Statement, 'query'> & Partial<Statement>

/** `relation(columns) <- lists`, sorted. */
function suspected(statements: readonly Said[], samples: readonly Sample[] | null = null): readonly string[] {
  const { workload } = workloadOf(samples ? { workload: { samples } } : null, statements) as Pick<Snapshot, 'workload'>
  return suspectsIn({ ...snapshot, workload })
    .map(({ lookup, explanation, correlation }) => {
      const lists = (correlation ?? explanation)?.feeds.map(({ list }) => list.query) ?? []
      return `${lookup.relation.replace('public.', '')}(${lookup.columns.join(', ')}) <- ${lists.join(' + ')}`
    })
    .toSorted()
}

const QUESTION = { query: 'select * from questions where id = $1', calls: 800 }
const USER = { query: 'select * from users where id = $1', calls: 800 }
const EVENTS = { query: 'select * from events where at > $1', calls: 40, rows: 800 }
const OF_USER = { query: 'select count(*) from attempts where user_id = $1', calls: 800 }
const lists = (count: number): readonly Said[] =>
  Array.from({ length: count }, (_, at) => ({ query: `select user_id, ${at} from drafts`, calls: 10, rows: 3000 + at }))
const ATTEMPTS = { query: 'select * from attempts where user_id = $1 order by created_at desc limit $2', calls: 40, rows: 800 }

test.each<{ what: string; statements: readonly Said[]; found: readonly string[] }>([
  { what: 'a row for every row', statements: [ATTEMPTS, QUESTION], found: [`questions(id) <- ${ATTEMPTS.query}`] },
  {
    what: 'a list that gives one row a call',
    statements: [{ ...ATTEMPTS, calls: 800 }, QUESTION],
    found: [],
  },
  {
    what: 'a list that gives two rows a call',
    statements: [{ ...ATTEMPTS, calls: 400 }, QUESTION],
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'a list that does not give the column',
    statements: [{ ...ATTEMPTS, query: 'select id, score from attempts where user_id = $1' }, QUESTION],
    found: [],
  },
  {
    what: 'a list that gives the column',
    statements: [{ ...ATTEMPTS, query: 'select question_id from attempts where user_id = $1' }, QUESTION],
    found: ['questions(id) <- select question_id from attempts where user_id = $1'],
  },
  {
    what: 'a column of that name of another table',
    statements: [
      { query: 'select a.id, d.question_id from attempts a join drafts d on d.user_id = a.user_id', calls: 40, rows: 800 },
      QUESTION,
    ],
    found: ['questions(id) <- select a.id, d.question_id from attempts a join drafts d on d.user_id = a.user_id'],
  },
  {
    what: 'the column that the list is by has one value, the other leads on',
    statements: [{ query: 'select * from messages where sender_id = $1', calls: 40, rows: 800 }, USER],
    found: ['users(id) <- select * from messages where sender_id = $1'],
  },
  {
    what: 'a list by the only column that leads there',
    statements: [{ query: 'select * from drafts where user_id = $1', calls: 40, rows: 800 }, USER],
    found: ['users(id) <- select * from drafts where user_id = $1'],
  },
  {
    what: 'a row that is read alone',
    statements: [{ query: 'select * from categories where id = $1', calls: 800, rows: 800 }],
    found: [],
  },
  {
    what: 'a tree that is read node by node',
    statements: [{ query: 'select * from categories where parent_id = $1', calls: 800, rows: 799 }],
    found: ['categories(parent_id) <- select * from categories where parent_id = $1'],
  },
  {
    what: 'a tree whose rows do not say what comes below them',
    statements: [{ query: 'select name from categories where parent_id = $1', calls: 800, rows: 799 }],
    found: [],
  },
  {
    what: 'a value that is computed',
    statements: [ATTEMPTS, { ...QUESTION, query: 'select * from users where id = lower($1)' }],
    found: [],
  },
  {
    what: 'a value that a subquery gives',
    statements: [ATTEMPTS, { ...QUESTION, query: 'select * from questions where id = (select max(question_id) from attempts)' }],
    found: [],
  },
  {
    what: 'all columns of the key',
    statements: [
      { query: 'select * from parcels where carrier = $1', calls: 40, rows: 800 },
      { query: 'select * from lines where order_id = $1 and line_no = $2', calls: 800 },
    ],
    found: ['lines(order_id, line_no) <- select * from parcels where carrier = $1'],
  },
  {
    what: 'half of the key',
    statements: [
      { query: 'select * from parcels where carrier = $1', calls: 40, rows: 800 },
      { query: 'select * from lines where order_id = $1', calls: 800 },
    ],
    found: [],
  },
  {
    what: 'a materialized view',
    statements: [{ query: 'select * from best order by score desc limit $1', calls: 40, rows: 800 }, USER],
    found: ['users(id) <- select * from best order by score desc limit $1'],
  },
  {
    what: 'a partitioned table',
    statements: [{ query: 'select * from events where at > $1', calls: 40, rows: 800 }, USER],
    found: ['users(id) <- select * from events where at > $1'],
  },
  {
    what: 'what else is called as often',
    statements: [
      { ...ATTEMPTS, rows: 900 },
      QUESTION,
      { query: 'select * from lines where order_id = $1 and line_no = $2', calls: 800 },
    ],
    found: [],
  },
  {
    what: 'a part of the rows',
    statements: [{ ...ATTEMPTS, rows: 900 }, QUESTION],
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'a part of the rows, right after the list for the first time',
    statements: [
      { ...ATTEMPTS, rows: 900, since: 100 },
      { ...QUESTION, since: 200 },
      { query: 'select 1', since: 300 },
    ],
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'a part of the rows, but there before the list',
    statements: [
      { ...ATTEMPTS, rows: 900, since: 300 },
      { ...QUESTION, since: 200 },
      { query: 'select 1', since: 100 },
    ],
    found: [],
  },
  {
    what: 'every row, there before the list',
    statements: [
      { ...ATTEMPTS, since: 300 },
      { ...QUESTION, since: 200 },
      { query: 'select 1', since: 100 },
    ],
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'fewer calls than anybody would mind',
    statements: [
      { ...ATTEMPTS, calls: 1, rows: 9 },
      { ...QUESTION, calls: 9, rows: 9, meanTime: 100 },
    ],
    found: [],
  },
  {
    what: 'a row of another table that refers to the same',
    statements: [EVENTS, OF_USER],
    found: [`attempts(user_id) <- ${EVENTS.query}`],
  },
  { what: 'nearly a row of another table that refers to the same', statements: [EVENTS, { ...OF_USER, calls: 790 }], found: [] },
  {
    what: 'rows of another table that all refer to one',
    statements: [{ ...EVENTS, query: 'select * from events where user_id = $1' }, OF_USER],
    found: [],
  },
  {
    what: 'a row of another table that does not say what it refers to',
    statements: [{ ...EVENTS, query: 'select id from events where at > $1' }, OF_USER],
    found: [],
  },
  {
    what: 'a row of another table that refers to something else',
    statements: [{ query: 'select id, question_id from drafts', calls: 40, rows: 800 }, OF_USER],
    found: [],
  },
  {
    what: 'a row of the table that the lookup is about',
    statements: [{ query: 'select id, user_id from attempts where question_id = $1', calls: 40, rows: 800 }, OF_USER],
    found: ['attempts(user_id) <- select id, user_id from attempts where question_id = $1'],
  },
  {
    what: 'another column of the table that the lookup is about',
    statements: [{ query: 'select id, reviewer_id from attempts where question_id = $1', calls: 40, rows: 800 }, OF_USER],
    found: [],
  },
  {
    what: 'two lists, one of which leads there by itself',
    statements: [
      EVENTS,
      { query: 'select * from questions', calls: 40, rows: 800 },
      { ...OF_USER, query: 'select * from attempts where question_id = $1 and user_id = $2' },
    ],
    found: ['attempts(question_id) <- select * from questions'],
  },
  {
    what: 'fifty lists that refer to the same',
    statements: [EVENTS, ...lists(49), OF_USER],
    found: [`attempts(user_id) <- ${EVENTS.query}`],
  },
  { what: 'more than fifty lists that refer to the same', statements: [EVENTS, ...lists(50), OF_USER], found: [] },
])('$what', ({ statements, found }) => expect(suspected(statements)).toEqual(found))

/** Calls and rows of statement 1, 2, … in intervals of ten seconds. */
const watched = (...series: readonly (readonly (readonly [calls: number, rows: number])[])[]): readonly Sample[] =>
  Array.from({ length: series[0]?.length ?? 0 }, (_, at) => ({
    seconds: 10,
    statements: series.flatMap((each, statement) => {
      const [calls, rows] = each[at] ?? [0, 0]
      return calls > 0 ? [{ queryId: String(statement + 1), role: 'app', toplevel: true, calls, rows }] : []
    }),
  }))

const pairs = (calls: readonly number[], rowsPerCall: number): readonly (readonly [number, number])[] =>
  calls.map((count) => [count, count * rowsPerCall])
const LISTED = [4, 0, 10, 2, 6]
const each = (factor: number): readonly number[] => LISTED.map((count) => count * factor)

test.each<{ what: string; statements: readonly Said[]; samples: readonly Sample[]; found: readonly string[] }>([
  {
    what: 'calls that go with the rows',
    statements: [ATTEMPTS, { ...QUESTION, calls: 3000 }],
    samples: watched(pairs(LISTED, 20), pairs(each(20), 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'as many as the rows, but at other times',
    statements: [ATTEMPTS, QUESTION],
    samples: watched(pairs(LISTED, 20), pairs([0, 200, 0, 0, 0], 1)),
    found: [],
  },
  {
    what: 'as many as the rows, half of them at other times',
    statements: [ATTEMPTS, QUESTION],
    samples: watched(pairs(LISTED, 20), pairs([80, 200, 150, 40, 220], 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'about as many as the rows, half of them at other times',
    statements: [{ ...ATTEMPTS, rows: 900 }, QUESTION],
    samples: watched(pairs(LISTED, 20), pairs([80, 200, 150, 40, 220], 1)),
    found: [],
  },
  {
    what: 'a list that was not read meanwhile',
    statements: [ATTEMPTS, QUESTION],
    samples: watched(pairs([0, 0, 0, 0, 0], 20), pairs([0, 100, 0, 100, 0], 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'a list that was not read meanwhile, and other traffic that goes on without it',
    statements: [ATTEMPTS, { ...QUESTION, calls: 1250 }],
    samples: watched(pairs([0, 0, 0, 0, 0], 20), pairs([0, 100, 100, 100, 90], 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'a list that was not read meanwhile, and too few calls before for its rows',
    statements: [ATTEMPTS, { ...QUESTION, calls: 1250 }],
    samples: watched(pairs([0, 0, 0, 0, 0], 20), pairs([0, 200, 200, 200, 90], 1)),
    found: [],
  },
  {
    what: 'a list that was not read meanwhile, and as few calls before as some of its rows',
    statements: [ATTEMPTS, { ...QUESTION, calls: 1250 }],
    samples: watched(pairs([0, 0, 0, 0, 0], 20), pairs([0, 150, 150, 150, 110], 1)),
    found: [],
  },
  {
    what: 'half of the rows, called right after the list for the first time',
    statements: [
      { ...ATTEMPTS, since: 100 },
      { ...QUESTION, calls: 2000, since: 200 },
    ],
    samples: watched(pairs(LISTED, 20), pairs(each(10), 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'half of the rows, called before the list',
    statements: [
      { ...ATTEMPTS, since: 300 },
      { ...QUESTION, calls: 2000, since: 200 },
    ],
    samples: watched(pairs(LISTED, 20), pairs(each(10), 1)),
    found: [],
  },
  {
    what: 'every row, called before the list',
    statements: [
      { ...ATTEMPTS, since: 300 },
      { ...QUESTION, calls: 2000, since: 200 },
    ],
    samples: watched(pairs(LISTED, 20), pairs(each(20), 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'half of the rows, and once for each call of something else',
    statements: [ATTEMPTS, { ...QUESTION, calls: 2000 }, { query: 'select * from lines where order_id = $1', calls: 2000 }],
    samples: watched(pairs(LISTED, 20), pairs(each(10), 1), pairs(each(10), 1)),
    found: [],
  },
  {
    what: 'every row, and once for each call of something else: two lookups of one loop',
    statements: [ATTEMPTS, { ...QUESTION, calls: 2000 }, { query: 'select * from lines where order_id = $1', calls: 2000 }],
    samples: watched(pairs(LISTED, 20), pairs(each(20), 1), pairs(each(20), 1)),
    found: [`questions(id) <- ${ATTEMPTS.query}`],
  },
  {
    what: 'rows of another table that refer to the same',
    statements: [EVENTS, { ...OF_USER, calls: 3000 }],
    samples: watched(pairs(LISTED, 20), pairs(each(20), 1)),
    found: [`attempts(user_id) <- ${EVENTS.query}`],
  },
  {
    what: 'half of the rows of another table that refer to the same',
    statements: [EVENTS, { ...OF_USER, calls: 3000 }],
    samples: watched(pairs(LISTED, 20), pairs(each(10), 1)),
    found: [],
  },
])('watched: $what', ({ statements, samples, found }) => expect(suspected(statements, samples)).toEqual(found))
