import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit, collect } from '../../src/index.ts'
import { startServer, type TestServer } from '../server.ts'

let server: TestServer
let client: Client
let cwd: string
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  server = await startServer(17)
  client = new Client(server.url)
  await client.connect()
  await client.query('create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null)')
})
afterAll(async () => {
  await client.end()
  await server.stop()
  rmSync(cwd, { recursive: true, force: true })
})

const only = ['attempts-user-history']
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

/** Sessions of the tool, after those that are ending have ended. */
async function sessions(): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query<{ count: string }>(
      "select count(*) from pg_stat_activity where application_name = 'pte-db-audit'",
    )
    const number = Number(rows[0]?.count)
    if (number === 0 || attempt === 20) return number
    await sleep(50)
  }
}

it('a URL is audited, with what its folder of migrations will mend, and the connection is closed', async () => {
  writeFileSync(
    join(cwd, '0001.sql'),
    'create table speaking_attempts (id uuid, user_id text, created_at timestamp); create index on speaking_attempts (user_id, created_at)',
  )
  expect(await audit(server.url, { cwd, only })).toMatchObject([{ verdict: 'missing' }])
  expect(await audit({ url: server.url, migrations: '.' }, { cwd, only })).toMatchObject([{ verdict: 'pending' }])
  expect(await sessions()).toBe(0)
})

it('the connection is closed when the rules turn out wrong while it is dialled', async () => {
  expect(await rejection(audit(server.url, { cwd, only: ['none'] }))).toMatchObject({ kind: 'usage' })
  expect(await rejection(collect(server.url, { cwd, config: 'none.yaml' }))).toMatchObject({ kind: 'config' })
  expect(await sessions()).toBe(0)
})

it('watches the statements of a server, so that a test of an application finds what it runs once per row', async () => {
  await client.query(`create extension pg_stat_statements; create table books (id int primary key, author_id int);
    create table authors (id int primary key, name text); alter table books add foreign key (author_id) references authors;
    insert into authors select n, 'a' from generate_series(1, 100) n; insert into books select n, n from generate_series(1, 100) n;
    select pg_stat_statements_reset()`)
  const watching = audit(server.url, {
    cwd,
    only: ['repeated-lookups'],
    failOn: 'warn',
    sample: { intervals: 5, seconds: 1 },
  })
  const still = { watching: true }
  void watching.catch(() => []).finally(() => (still.watching = false))
  for (let visit = 1; still.watching; visit++) {
    for (let page = 0; page < (visit % 3 === 0 ? 2 : 1); page++) {
      const { rows } = await client.query<{ author_id: number }>('select * from books where id > $1 limit 20', [visit % 70])
      for (const { author_id } of rows) await client.query('select name from authors where id = $1', [author_id])
    }
    await sleep(visit % 4 === 0 ? 900 : 150)
  }
  expect(await watching).toMatchObject([{ rule: 'repeated-lookups', confidence: 'confirmed', object: { relation: 'authors' } }])
})

it('replicas are asked, and refused when they are none', async () => {
  const refused = await rejection(collect(server.url, { cwd, replicas: [server.url] }))
  expect(refused).toMatchObject({ name: 'AuditError', message: expect.stringContaining('standby') })
})

it.each([
  [{ sample: { intervals: 3, seconds: 1 } }, 'options.sample.intervals'],
  [{ sample: { intervals: 4, seconds: 0.5 } }, 'options.sample.seconds'],
])('a mistake in how long to watch is told with its place', async (options, place) => {
  expect(await rejection(collect(server.url, { cwd, ...options }))).toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(place),
  })
})

it.each([{ sample: { intervals: 4, seconds: 1 } }, { replicas: ['postgres://h/d'] }])(
  'a snapshot is no server to watch, also one that was collected',
  async (options) => {
    const snapshot = await collect(server.url, { cwd, only })
    expect(await rejection(audit({ snapshot }, { cwd, only, ...options }))).toMatchObject({ kind: 'usage' })
  },
)

it('what the server runs is cancelled by the signal', async () => {
  writeFileSync(
    join(cwd, 'slow.yaml'),
    '{ id: slow, severity: error, summary: Slow, why: Asked, check: sql, params: { query: select pg_sleep(60)::text as id } }',
  )
  const aborting = new AbortController()
  const rejected = rejection(collect(server.url, { cwd, rules: ['slow.yaml'], only: ['slow'], signal: aborting.signal }))
  await expect
    .poll(async () => (await client.query("select from pg_stat_activity where wait_event = 'PgSleep'")).rowCount, {
      timeout: 20_000,
    })
    .toBe(1)
  aborting.abort()
  expect(await rejected).toMatchObject({ kind: 'interrupted' })
  expect(await sessions()).toBe(0)
})

it('no error shows a password, whatever a test runner prints of it', async () => {
  const wrong = new URL(server.url)
  wrong.password = 'hunter2'
  const unread = [
    `postgres://me:hunter2 x@localhost:1/app`,
    `postgres://me:hunter2@localhost:port/app`,
    `host=localhost port=1x password='hunter2'`,
  ]
  for (const url of [wrong.href, 'postgres://me:hunter2@localhost:1/app', ...unread]) {
    const error = await rejection(audit(url, { cwd }))
    expect(error).toBeInstanceOf(Error)
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('hunter2')
  }
})
