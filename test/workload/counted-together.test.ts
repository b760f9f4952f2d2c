import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { countedTogether } from '../../src/workload/counted-together.ts'
import { collected, runSql } from '../checks/audit.ts'
import { workloadOf } from '../checks/fixture-workload.ts'

let embedded: Embedded
let snapshot: Snapshot
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: ['pg_stat_statements'] })
  await runSql(
    embedded,
    `create extension if not exists pg_stat_statements;
    create table orders (id int primary key, note text);
    create table users (id int primary key, name text);
    create schema archive;
    create table archive.events (id int primary key);
    create table events (id int primary key);
    create view newest as select t1.id from users t1 join orders o on o.id = t1.id`,
  )
  snapshot = await collected(embedded)
})
afterAll(() => embedded.close())

const together = (queries: readonly string[], more: Partial<Snapshot> = {}): readonly string[] => {
  const { workload } = workloadOf(
    null,
    queries.map((query) => ({ query, calls: 100 })),
  ) as Pick<Snapshot, 'workload'>
  return [...countedTogether({ ...snapshot, workload, ...more })].map(({ query }) => query)
}

const ORDER = 'select t1.id from orders t1 where t1.id = $1'
const USER = 'select t1.name from users t1 where t1.id = $1'

test.each<{ what: string; queries: readonly string[]; said: readonly string[] }>([
  { what: 'two tables by one alias', queries: [ORDER, USER], said: [ORDER, USER] },
  { what: 'one table by an alias', queries: [ORDER], said: [] },
  { what: 'an alias for each table', queries: [ORDER, 'select u.name from users u where u.id = $1'], said: [] },
  { what: 'no alias', queries: ['select id from orders where id = $1', 'select id from users where id = $1'], said: [] },
  {
    what: 'the name of another table',
    queries: ['select users.id from orders users'],
    said: ['select users.id from orders users'],
  },
  { what: 'a name that is in two schemas', queries: ['select id from archive.events'], said: ['select id from archive.events'] },
  { what: 'an alias inside a view', queries: ['select id from newest', 'select t1.id from orders t1'], said: [] },
])('$what', ({ queries, said }) => expect(together(queries)).toEqual(said))

test('before PostgreSQL 18 tables tell statements apart', () => {
  expect(together([ORDER, USER], { server: { ...snapshot.server, versionNumber: 170_009 } })).toEqual([])
})

function measuredBy(extensionVersion: string): number {
  const statements = [ORDER, USER].map((query) => ({ query, calls: 100 }))
  const { workload } = workloadOf({ workload: { extensionVersion } }, statements) as Pick<Snapshot, 'workload'>
  return countedTogether({ ...snapshot, workload, measuredOn: 'production' }).size
}

test('a workload from elsewhere says by its extension which server counted it', () => {
  expect([measuredBy('1.11'), measuredBy('1.12'), measuredBy('2.0')]).toEqual([0, 2, 2])
})

test('PostgreSQL 18 does count them together', async () => {
  const counted = "select calls from pg_stat_statements where query like '%t1.id from%'"
  for (const sql of ['select pg_stat_statements_reset()', ORDER, ORDER.replace('orders', 'users')])
    await embedded.simple(sql.replace('$1', '1'))
  expect(await rowsOf(embedded, counted)).toEqual([['2']])
})
