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
