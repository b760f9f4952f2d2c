import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Query } from '../../src/check.ts'
import { ask } from '../../src/collect/ask.ts'
import { rowsOf } from '../../src/collect/connection.ts'
import type { Connection } from '../../src/collect/connection.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { connect } from '../../src/source/server.ts'
import { startServer } from '../server.ts'
import type { TestServer } from '../server.ts'

const query = (key: string, sql: string, maxRows = 10): Query => ({ key, sql, needsCheckData: false, maxRows })
const options = { statementTimeout: 300, lockTimeout: 300 }

let server: TestServer
let connection: Connection

beforeAll(async () => {
  server = await startServer(18)
  connection = await connect(server.url, {})
  await connection.simple('create table notes (id integer, owner text); insert into notes select n from generate_series(1, 20) n')
})
afterAll(async () => {
  await connection?.close()
  await server?.stop()
})

test('rows as text, cut where there are too many', async () => {
  const answers = await ask(
    connection,
    [
      query('few', 'select 1 as a, null as a, 1.50 as "B b", now() > now() as c'),
      query('many', 'select id from notes order by id', 3),
      query('exact', 'select id from notes order by id', 20),
      query('none', 'select id, owner from notes where false;'),
    ],
    options,
  )
  expect(answers['few']).toEqual({ columns: ['a', 'a', 'B b', 'c'], rows: [['1', null, '1.50', 'f']], truncated: false })
  expect(answers['many']).toEqual({ columns: ['id'], rows: [['1'], ['2'], ['3']], truncated: true })
  expect(answers['exact']).toMatchObject({ truncated: false })
  expect(answers['none']).toEqual({ columns: ['id', 'owner'], rows: [], truncated: false })
})

test('an error is the answer of its own query only', async () => {
  const answers = await ask(
    connection,
    [
      query('absent', 'select * from nowhere'),
      query('late', 'select 1 / (id - 20) from notes order by id'),
      query('slow', 'select pg_sleep(10)'),
      query('after', 'select count(*) from notes'),
    ],
    options,
  )
  expect(answers['absent']).toEqual({ error: expect.stringContaining('relation "nowhere" does not exist') })
  expect(answers['late']).toEqual({ error: expect.stringContaining('division by zero') })
  expect(answers['slow']).toEqual({ error: expect.stringContaining('--statement-timeout') })
  expect(answers['after']).toMatchObject({ rows: [['20']] })
})

test('nothing is written, whatever the query tries', async () => {
  const answers = await ask(
    connection,
    [
      query('escape', 'commit; delete from notes; select 1'),
      query('write', 'delete from notes returning id'),
      query('hidden write', 'with gone as (delete from notes returning id) select * from gone'),
      query('into', 'select 1 as x into copied'),
      query('sequence', "select setval('s', 1)"),
      query('nonsense', 'selec 1'),
      query('empty', ''),
    ],
    options,
  )
  for (const answer of Object.values(answers)) expect(answer).toHaveProperty('error')
  expect(await rowsOf(connection, 'select count(*) from notes')).toEqual([['20']])
})

test('rows that a policy hides are an error, not a smaller number', async () => {
  await connection.simple(`create role reader login password 'x'; grant select on notes to reader;
    alter table notes enable row level security; create policy own on notes using (owner = current_user)`)
  const reader = await connect(server.url.replace(/\/\/.*@/, '//reader:x@'), {})
  const answers = await ask(reader, [query('count', 'select count(*) from notes')], options)
  await reader.close()
  expect(answers['count']).toEqual({ error: expect.stringContaining('row-level security') })
})

test('interrupted', async () => {
  const controller = new AbortController()
  setTimeout(() => {
    controller.abort()
    void connection.cancel()
  }, 100)
  const asking = ask(connection, [query('slow', 'select pg_sleep(10)')], {
    ...options,
    statementTimeout: 0,
    signal: controller.signal,
  })
  await expect(asking).rejects.toMatchObject({ kind: 'interrupted' })
  await connection.simple('rollback')
})

test('the time-out holds on the embedded database', async () => {
  const embedded = await startEmbedded()
  const answers = await ask(
    embedded,
    [
      query('quick', 'select 1 as one'),
      query('endless', 'select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000000000) b'),
      query('after', 'select 1'),
    ],
    { statementTimeout: 1000, lockTimeout: 0 },
  )
  expect(answers['quick']).toEqual({ columns: ['one'], rows: [['1']], truncated: false })
  expect(answers['endless']).toEqual({ error: expect.stringContaining('--statement-timeout') })
  expect(answers['after']).toEqual({ error: expect.stringContaining('it was not asked') })
})
