import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Ajv } from 'ajv'
import { Client, type QueryResult } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import { packageRoot } from '../../src/package-root.ts'
import type { Report } from '../../src/report/report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer, type TestServer } from '../server.ts'
import { runMain, type Ran, type RunOptions } from './run-main.ts'

const validReport = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(packageRoot, 'schemas', 'report.schema.json'), 'utf8')) as object,
)

const HISTORY = 'create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null)'

let server: TestServer
beforeAll(async () => (server = await startServer(18)))
afterAll(() => server.stop())

const urlOf = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href

async function sql(database: string, text: string): Promise<QueryResult> {
  const client = new Client({ connectionString: urlOf(database) })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

let databases = 0
/** A database of its own for a test. */
async function databaseWith(ddl: string): Promise<string> {
  const name = `audit_${++databases}`
  await sql('postgres', `create database ${name}`)
  if (ddl) await sql(name, ddl)
  return urlOf(name)
}

const check = (url: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Ran> =>
  runMain(['check', url, ...args], options)

async function findings(url: string, args: readonly string[] = [], options: RunOptions = {}): Promise<readonly Finding[]> {
  const { stdout, stderr } = await check(url, ['--format', 'json', ...args], options)
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as Report
  expect(validReport(report), JSON.stringify(validReport.errors)).toBe(true)
  return report.findings
}

describe('a server', () => {
  test('is audited: a table for people, JSON for machines, exit 1', async () => {
    const url = await databaseWith(HISTORY)
    const { code, stdout, stderr } = await check(url)
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('✗ missing      speaking_attempts')
    expect(stdout).toMatch(/Exit 1: \d+ errors/)
    expect(stdout).not.toContain(server.password)
    expect(await findings(url, ['--only', 'attempts-user-history'])).toMatchObject([
      { verdict: 'missing', object: { schema: 'public', relation: 'speaking_attempts' } },
    ])
  })

  test('that holds what was asked for ends with 0', async () => {
    const url = await databaseWith(`${HISTORY}; create index on speaking_attempts (user_id, created_at desc)`)
    const { code, stdout } = await check(url, ['--only', 'attempts-user-history'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Findings +none/)
  })

  test('is found by DATABASE_URL and by PG* variables', async () => {
    const url = await databaseWith(HISTORY)
    const byUrl = await runMain(['check', '--only', 'attempts-user-history'], { env: { DATABASE_URL: url } })
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: String(server.port),
      PGUSER: server.user,
      PGPASSWORD: server.password,
      PGDATABASE: `audit_${databases}`,
    }
    const byVariables = await runMain(['check', '--only', 'attempts-user-history'], { env })
    expect([byUrl.code, byVariables.code]).toEqual([1, 1])
  })

  test('--fail-on, --severity and --require-all decide the exit code', async () => {
    const url = await databaseWith(HISTORY)
    const only = ['--only', 'attempts-user-history']
    expect((await check(url, [...only, '--fail-on', 'never'])).code).toBe(0)
    expect((await check(url, [...only, '--severity', 'attempts-user-history=warn'])).code).toBe(0)
    expect((await check(url, [...only, '--severity', 'attempts-user-history=warn', '--fail-on', 'warn'])).code).toBe(1)
    expect((await check(url, [...only, '--require-all'])).code).toBe(1)
    const skipping = await check(
      await databaseWith('create table user_progress_snapshots (user_id text, snapshot_date timestamp)'),
      ['--only', 'snapshots-fresh', 'progress-snapshots', '--require-all'],
    )
    expect(skipping.code).toBe(2)
    expect(skipping.stderr).toContain('--require-all: 1 thing could not be measured')
  })

  test('two runs on one snapshot print the same bytes, and the snapshot says what the server said', async () => {
    const url = await databaseWith(HISTORY)
    const cwd = temporaryFolder({})
    const live = await check(url, ['--save-snapshot', 'app.json', '--format', 'json'], { cwd })
    const first = await runMain(['check', '--snapshot', 'app.json', '--format', 'json'], { cwd })
    const second = await runMain(['check', '--snapshot', 'app.json', '--format', 'json'], { cwd })
    expect(first).toEqual(live)
    expect(second).toEqual(first)
    expect(readFileSync(join(cwd, 'app.json'), 'utf8')).not.toContain(server.password)
  })

  test('several reports in one run, the nth to the nth file', async () => {
    const cwd = temporaryFolder({})
    const args = ['--format', 'json', '--output', 'a.json', '--format', 'table']
    const { stdout, code } = await check(await databaseWith(HISTORY), args, { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('Summary')
    expect(validReport(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')))).toBe(true)
  })

  test('on a terminal there is colour and a progress line that is taken back before the report', async () => {
    const url = await databaseWith(HISTORY)
    const { stdout, stderr } = await check(url, [], { isTTY: true, columns: 100 })
    expect(stdout).toContain('\u001b[31m✗')
    expect(stderr).toContain('reading the catalogs')
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true)
    expect((await check(url, ['--quiet', '--no-color'], { isTTY: true })).stderr).toBe('')
  })

  test('names that a terminal would obey are shown, not obeyed', async () => {
    const name = 'x\u001b[31m\n🙂"_attempts'.replaceAll('"', '""')
    const url = await databaseWith(`create table "${name}" (id int primary key, updated_at timestamp, "scores\u009b" jsonb)`)
    const { code, stdout } = await check(url, ['--fail-on', 'warn'])
    expect(code).toBe(1)
    expect(stdout).toContain(String.raw`x\u{1b}[31m\n🙂"_attempts`)
    expect(stdout).not.toMatch(/[^\n\P{Cc}]/u)
  })
})

const sqlRule = (query: string): string => `id: own
severity: error
summary: No order is unpaid
why: Money.
check: sql
params:
  query: ${query}
  message: order {id} is unpaid
`

describe('the config and rules of the user', () => {
  test('names of tables and columns are mapped', async () => {
    const cwd = temporaryFolder({
      'pte-db-audit.yaml':
        'names:\n  tables: { speaking_attempts: answers }\n  columns: { user_id: userId, created_at: createdAt }\n',
    })
    const url = await databaseWith('create table answers (id uuid primary key, "userId" text, "createdAt" timestamp)')
    const [found] = await findings(url, ['--only', 'attempts-user-history'], { cwd })
    expect(found).toMatchObject({ object: { relation: 'answers' }, verdict: 'missing' })
    expect(found?.remedy).toContain('"userId"')
  })

  test('check: sql runs a query of the user; its rows are findings', async () => {
    const url = await databaseWith(
      'create table orders (id int, paid bool); insert into orders values (1, true), (2, false), (3, false)',
    )
    const args = ['--rules', 'own.yaml', '--only', 'own']
    const run = (query: string): Promise<readonly Finding[]> =>
      findings(url, args, { cwd: temporaryFolder({ 'own.yaml': sqlRule(query) }) })
    expect((await run('select id from orders where not paid order by id')).map(({ message }) => message)).toEqual([
      'order 2 is unpaid',
      'order 3 is unpaid',
    ])
    expect(await run('select id from orders where id > 3')).toEqual([])
    // A query that fails is skipped with its reason; alone it means that nothing was measured.
    const failing = await check(url, args, { cwd: temporaryFolder({ 'own.yaml': sqlRule('select id from absent') }) })
    expect(failing.code).toBe(2)
    expect(failing.stdout).toMatch(/relation "absent" does\s+not exist/)
  })

  test('a rule that is switched off is a note in the report, with its reason', async () => {
    const cwd = temporaryFolder({ 'pte-db-audit.yaml': 'overrides:\n  leaderboard: { off: true, reason: nobody competes }\n' })
    const { stdout } = await check(await databaseWith(HISTORY), [], { cwd })
    expect(stdout).toMatch(/Notes +leaderboard is switched off: nobody competes/)
  })
})

describe('what cannot be audited ends with 2', () => {
  test('an empty database is not clean', async () => {
    const { code, stdout, stderr } = await check(await databaseWith(''))
    expect(code).toBe(2)
    expect(stderr).toContain('Nothing was measured: ')
    expect(stdout).toContain('Summary')
    expect(stdout).toContain('Exit 2: Nothing was measured')
  })

  test('a wrong password, and it is not repeated', async () => {
    const url = Object.assign(new URL(server.url), { password: 'swordfish' }).href
    const { code, stdout, stderr } = await check(url)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*password/)
    expect(stderr).not.toMatch(/swordfish|bug/)
  })

  test('no server, and something that is none', async () => {
    const http = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as AddressInfo
    const answered = await check(`postgres://me@127.0.0.1:${port}/app`)
    await new Promise((resolve) => http.close(resolve))
    const refused = await check(`postgres://me@127.0.0.1:${port}/app`)
    for (const { code, stderr } of [answered, refused]) {
      expect(code).toBe(2)
      expect(stderr).toMatch(/^error: .+\n$/)
      expect(stderr).not.toContain('bug')
    }
  })

  test('snapshots that are none', async () => {
    const cwd = temporaryFolder({
      'cut.json': '{"format": "pte-db-audit sn',
      'other.json': '{}',
      'newer.json': '{"format":"pte-db-audit snapshot","version":9}',
    })
    for (const file of ['cut.json', 'other.json', 'newer.json', 'absent.json', '.']) {
      const { code, stderr } = await runMain(['check', '--snapshot', file], { cwd })
      expect(code, file).toBe(2)
      expect(stderr, file).toMatch(/^error: .+\n$/)
      expect(stderr, file).not.toContain('bug')
    }
  })
})

describe('an interruption', () => {
  test('ends the statement on the server, and the exit code is 130', async () => {
    const url = await databaseWith('create table orders (id int)')
    const rule =
      'id: slow\nseverity: warn\nsummary: Slow\nwhy: Slow.\ncheck: sql\nparams: { query: select 1 as id from pg_sleep(60) }\n'
    const interrupt = new AbortController()
    const running = check(url, ['--rules', 'slow.yaml', '--only', 'slow'], {
      cwd: temporaryFolder({ 'slow.yaml': rule }),
      signal: interrupt.signal,
    })
    const active =
      "select pid from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"
    const count = async (): Promise<number> => (await sql('postgres', active)).rowCount ?? 0
    while ((await count()) === 0) await sleep(50)
    interrupt.abort()
    expect(await running).toMatchObject({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
    for (let tries = 0; tries < 40 && (await count()) > 0; tries++) await sleep(50)
    expect(await count()).toBe(0)
  })
})
