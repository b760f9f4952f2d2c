import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type QueryResult } from 'pg'
import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quote } from '../../src/identifier.ts'
import type { Report } from '../../src/report/report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer, type TestServer } from '../server.ts'
import { optimizedSchema } from './optimized-schema.ts'
import { runMain } from './run-main.ts'
import { runBin, startBin, type Ended } from './run-bin.ts'

let server: TestServer
const home = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))

beforeAll(async () => (server = await startServer(18)))
afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

const urlOf = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href

async function clientOf(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function sql(url: string, ...statements: readonly string[]): Promise<QueryResult | undefined> {
  const client = await clientOf(url)
  try {
    let last: QueryResult | undefined
    for (const statement of statements) last = await client.query(statement)
    return last
  } finally {
    await client.end()
  }
}

let databases = 0
async function databaseWith(...statements: readonly string[]): Promise<string> {
  const name = `bad_${++databases}`
  await sql(server.url, `create database ${name}`)
  if (statements.length) await sql(urlOf(name), ...statements)
  return urlOf(name)
}

const HISTORY = 'create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null)'

const check = (args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Ended> =>
  runBin(['check', ...args], { cwd: home, ...options })

const reportOf = ({ stdout }: Ended): Report => JSON.parse(stdout) as Report

/** What a user gets who cannot be helped otherwise: one line on stderr, nothing on stdout, exit 2. */
function expectSentence({ code, stdout, stderr }: Ended, words: string | RegExp): void {
  expect(stderr).toMatch(words)
  expect(stderr).toMatch(/^error: [^\n]+\n$/)
  expect(stderr).not.toMatch(/bug|undefined|\bat .*:\d+:\d+/)
  expect([code, stdout]).toEqual([2, ''])
}

describe('no database to audit: one sentence, no secret, nothing on stdout', () => {
  test('refusals, however the server is named, with debugging on', async () => {
    const wrong = Object.assign(new URL(server.url), { password: 'swordfish' })
    const http = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\nswordfish'))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as AddressInfo
    const refusals: readonly (readonly [string, RegExp])[] = [
      ['postgres://me:swordfish@127.0.0.1:1/app', /no server listens at 127.0.0.1:1: check/],
      [wrong.href, /refuses the password of role postgres: check the password/],
      [`${server.url}?sslmode=require`, /does not offer TLS: use sslmode=prefer/],
      [urlOf('absent'), /there is no database absent on .*: check its name/],
      [`postgres://me:swordfish@127.0.0.1:${port}/app`, /is not PostgreSQL: check host and port/],
      ['mysql://me:swordfish@h/app', /neither a URL of scheme postgres/],
      ['host=h password=swordfish=', /password|host|h:5432/],
    ]
    for (const [url, words] of refusals) {
      const ended = await check([], { env: { DATABASE_URL: url, PTE_DB_AUDIT_DEBUG: '1' } })
      expectSentence(ended, words)
      expect(ended.stderr).not.toMatch(/swordfish|p%40ss|p@ss/)
    }
    http.close()
    expectSentence(await check(['']), 'the connection string is empty: set the variable it comes from')
  })

  test('a server that shuts down in the middle', async () => {
    const own = await startServer(18)
    const cwd = temporaryFolder({ 'slow.yaml': sqlRule('slow', 'select 1 as id from pg_sleep(60)') })
    const running = check([own.url, '--rules', 'slow.yaml', '--save-snapshot', 's.json'], { cwd })
    await until(async () => (await sql(own.url, SLEEPING))?.rowCount === 1)
    await own.stop()
    expectSentence(await running, /shut down or ended the session before everything was read: run the audit again/)
    expect(readdirSync(cwd)).toEqual(['slow.yaml'])
  })

  test('a time-out: of one section it is said and the rest is audited, of the first question it is the end', async () => {
    const url = await databaseWith(HISTORY, 'create table __drizzle_migrations (hash text, created_at bigint)')
    const holder = await clientOf(url)
    await holder.query('begin; lock table __drizzle_migrations')
    const slow = await check([url, '--statement-timeout', '400', '--lock-timeout', '60000', '--format', 'json'])
    expect(slow.code).toBe(1)
    expect(reportOf(slow).skips.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('longer than the statement timeout of 400 ms: raise --statement-timeout'),
    )
    const locked = await check([url, '--lock-timeout', '100', '--format', 'json'])
    expect(reportOf(locked).skips.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('something held a lock for longer than 100 ms'),
    )
    await holder.query('rollback; begin; lock table pg_extension')
    expectSentence(
      await check([url, '--statement-timeout', '400', '--lock-timeout', '60000']),
      /the server did not say what it is: it took longer than the statement timeout of 400 ms: raise/,
    )
    await holder.end()
  })

  test('two sources, unknown options and rules', async () => {
    for (const args of [
      ['--demo', server.url],
      ['--snapshot', 'a', '--schema', 'b'],
      ['--only', 'nope', server.url],
    ])
      expectSentence(await check(args), /^error: /)
    const unknown = await check(['--bogus', server.url])
    expect([unknown.code, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toContain("unknown option '--bogus'")
    for (const option of ['--migrations', '--schema', '--snapshot', '--save-snapshot', '--output', '--config', '--rules']) {
      const { code, stderr } = await runMain(['check', option, ''])
      expect([code, stderr], option).toEqual([2, expect.stringContaining('It is empty. Name a file or folder.')])
    }
  })
})

describe('files', () => {
  test('rule files: every mistake with its place, a bomb, a folder', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
      .map((name, at) => `${name}: &${name} [${`*${'abcdefghi'.charAt(at)},`.repeat(9)}]`)
      .join('\n')}\n`
    const cwd = temporaryFolder({
      'wrong.yaml': 'id: wrong\nseverity: eror\nsummary: S\nchek: index\nparams: { order: [x desk] }\n',
      'bomb.yaml': bomb,
      'folder/none.txt': '',
    })
    const wrong = await check([server.url, '--rules', 'wrong.yaml'], { cwd })
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toMatch(
      /^wrong\.yaml:2:11 severity: "eror" is not one of error, warn or info\. Did you mean "error"\?$/m,
    )
    expect(wrong.stderr).toMatch(/^wrong\.yaml:4:1 chek: "chek" is not a key here\. Did you mean "check"\?$/m)
    expect(wrong.stderr.trim().split('\n').length).toBeGreaterThan(2)
    for (const file of ['bomb.yaml', 'folder']) {
      const { code, stdout, stderr } = await check([server.url, '--rules', file], { cwd })
      expect([code, stdout], stderr).toEqual([2, ''])
      expect(stderr).toMatch(new RegExp(`(^|error: )${file}`))
      expect(stderr).not.toContain('bug')
    }
    expectSentence(await check([server.url, '--config', 'folder'], { cwd }), 'folder is a directory. Name a YAML file.')
  })

  test('snapshots: cut at every size, newer, another program’s; a snapshot holds no secret', async () => {
    const cwd = temporaryFolder({ 'other.json': '{"name":"x","version":"1.0.0"}' })
    const url = await databaseWith(HISTORY)
    expect((await check([url, '--save-snapshot', 's.json'], { cwd })).code).toBe(1)
    const whole = readFileSync(join(cwd, 's.json'), 'utf8')
    expect(whole).not.toMatch(/p@ss|p%40ss/)
    for (const part of [0, 0.5, 0.999]) {
      writeFileSync(join(cwd, 'cut.json'), whole.slice(0, Math.floor(whole.length * part)))
      expectSentence(await check(['--snapshot', 'cut.json'], { cwd }), 'is not whole JSON')
    }
    writeFileSync(join(cwd, 'newer.json'), whole.replace('"version": 1', '"version": 7'))
    expectSentence(await check(['--snapshot', 'newer.json'], { cwd }), /version 7, .* reads version 1: update pte-db-audit/)
    expectSentence(await check(['--snapshot', 'other.json'], { cwd }), 'is no snapshot of pte-db-audit')
  })

  test('reports and snapshots that cannot be written', async () => {
    const url = await databaseWith(HISTORY)
    const cwd = temporaryFolder({})
    mkdirSync(join(cwd, 'folder'))
    for (const option of ['--output', '--save-snapshot']) {
      expectSentence(await check([url, option, 'folder'], { cwd }), `${option} folder is a directory. Name a file in it.`)
      expectSentence(await check([url, option, 'absent/x'], { cwd }), `${option} absent/x: its directory does not exist.`)
      expectSentence(await check([url, option, '/dev/full'], { cwd }), /cannot be written to \/dev\/full.*ENOSPC/)
    }
    expectSentence(
      await check([url, '--output', 'x', '--save-snapshot', './x'], { cwd }),
      'The report and the snapshot would both go to ./x.',
    )
    expect(readdirSync(cwd)).toEqual(['folder'])
    // A pipe stays a pipe and a link a link: no file takes their place.
    execFileSync('mkfifo', [join(cwd, 'pipe')])
    symlinkSync(join('folder', 'real.json'), join(cwd, 'link.json'))
    writeFileSync(join(cwd, 'folder', 'real.json'), 'older')
    const [through, sent] = await Promise.all([
      check([url, '--save-snapshot', 'pipe'], { cwd }),
      readFile(join(cwd, 'pipe'), 'utf8'),
    ])
    expect([through.code, sent]).toEqual([1, expect.stringContaining('"format": "pte-db-audit snapshot"')])
    expect((await check([url, '--save-snapshot', 'link.json'], { cwd })).code).toBe(1)
    expect(lstatSync(join(cwd, 'pipe')).isFIFO()).toBe(true)
    expect(lstatSync(join(cwd, 'link.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(cwd, 'folder', 'real.json'), 'utf8')).toContain('pte-db-audit snapshot')
  })

  test('a reader that goes away is no error', async () => {
    const { child, ended } = startBin(['check', await databaseWith(HISTORY)], { cwd: home })
    child.stdout?.destroy()
    expect(await ended).toEqual({ code: 1, stdout: '', stderr: '' })
  })
})

const sqlRule = (id: string, query: string): string =>
  `id: ${id}\nseverity: warn\nsummary: Own\nwhy: Own.\ncheck: sql\nparams:\n  query: ${JSON.stringify(query)}\n`

const SLEEPING =
  "select pid from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries++) await sleep(50)
  expect(await holds()).toBe(true)
}

describe('an interruption', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the query on the server and the process with 130', async (signal) => {
    const url = await databaseWith(HISTORY)
    const cwd = temporaryFolder({ 'slow.yaml': sqlRule('slow', 'select 1 as id from pg_sleep(60)') })
    const { child, ended } = startBin(['check', url, '--rules', 'slow.yaml', '--output', 'r.txt'], { cwd })
    await until(async () => (await sql(url, SLEEPING))?.rowCount === 1)
    child.kill(signal)
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
    await until(async () => (await sql(url, SLEEPING))?.rowCount === 0)
    expect(readdirSync(cwd)).toEqual(['slow.yaml'])
  })

  test('SIGINT while the catalogs wait for a lock', async () => {
    const url = await databaseWith(HISTORY, 'create table __drizzle_migrations (hash text, created_at bigint)')
    const holder = await clientOf(url)
    await holder.query('begin; lock table __drizzle_migrations')
    const { child, ended } = startBin(['check', url, '--lock-timeout', '60000'], { cwd: home })
    const waiting = "select pid from pg_stat_activity where application_name = 'pte-db-audit' and wait_event_type = 'Lock'"
    await until(async () => (await sql(url, waiting))?.rowCount === 1)
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
    await holder.query('rollback')
    await until(
      async () => (await sql(url, "select from pg_stat_activity where application_name = 'pte-db-audit'"))?.rowCount === 0,
    )
    await holder.end()
  })

  test('SIGINT while a migration runs', async () => {
    const cwd = temporaryFolder({ 'm/1.sql': 'create table a (id int);\nselect pg_sleep(60);\n' })
    const { child, ended } = startBin(['check', '--migrations', 'm'], { cwd, env: { PTE_DB_AUDIT_CACHE: join(home, 'cache') } })
    await Promise.race([sleep(2500), once(child, 'exit')])
    const started = Date.now()
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stdout: '' })
    expect((await ended).stderr).toMatch(/Interrupted\.\n$/)
    expect(Date.now() - started).toBeLessThan(10_000)
  })
})

/** Every line fits, and nothing in it is an order to the terminal. */
function expectPrintable(text: string, columns: number): void {
  for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
  expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/u)
}

describe('strange databases are audited as usual', () => {
  const longest = 'n'.repeat(63)
  const names = [
    `a"b'c`,
    'x\u001b[31mred\u0007\nline\ttab',
    `${'🙂'.repeat(15)}abc`,
    longest,
    '漢字'.repeat(10),
    '\u202eevil',
    'with.dot and space',
    '$$;drop table users;--',
    '%s {id} $1',
    'constructor',
  ]

  test('names with quotes, newlines, escape sequences, emoji, 63 bytes, at 80 and 120 columns', async () => {
    const tables = names.flatMap((name) => [
      `create table ${quote(name)} (id int primary key, updated_at timestamp, scores jsonb, overall_score int)`,
      `alter table ${quote(name)} add constraint ${quote(`c${name.slice(1)}`)} check (overall_score > 0)`,
      `create index on ${quote(name)} (overall_score)`,
    ])
    const url = await databaseWith(
      ...tables,
      'create schema "s.dot\u001b"',
      'create table "s.dot\u001b"."t" (updated_at timestamp)',
    )
    const report = reportOf(await check([url, '--format', 'json']))
    const touched = report.findings.filter(({ rule }) => rule === 'updated-at-trigger').map(({ object }) => object.relation)
    expect(touched.toSorted()).toEqual([...names, 't'].toSorted())
    for (const columns of [80, 120]) {
      const { code, stdout, stderr } = await check([url, '--check-data', '--fail-on', 'warn'], {
        env: { COLUMNS: String(columns) },
      })
      expect([code, stderr]).toEqual([1, ''])
      expectPrintable(stdout, columns)
      expect(stdout).toContain(String.raw`x\u{1b}[31mred\u{7}\nline\ttab`)
    }
    // What is proposed for those names runs.
    const proposed = report.findings
      .filter(({ rule, object }) => rule === 'updated-at-trigger' && object.relation !== longest)
      .flatMap(({ remedy }) => (remedy === null ? [] : [remedy]))
    expect(proposed.length).toBe(names.length)
    await sql(url, ...proposed)
    const after = reportOf(await check([url, '--only', 'updated-at-trigger', '--format', 'json']))
    expect(after.findings.map(({ object }) => object.relation)).toEqual([longest])
  })

  test.each(['SQL_ASCII', 'LATIN1'])('%s, with names and data beyond ASCII', async (encoding) => {
    const name = `enc_${encoding.toLowerCase()}`
    await sql(server.url, `create database ${name} template template0 encoding '${encoding}' lc_collate 'C' lc_ctype 'C'`)
    await sql(
      urlOf(name),
      `create table "prüfung" ("größe" text default 'ä' check ("größe" <> 'ß'), updated_at timestamp, scores jsonb)`,
      `insert into "prüfung" values ('é', null, '{"ü": 1}')`,
    )
    if (encoding === 'SQL_ASCII') {
      await sql(
        urlOf(name),
        String.raw`set client_encoding = 'SQL_ASCII'; do $$ begin
          execute 'create table ' || quote_ident(convert_from('\xff61'::bytea, 'SQL_ASCII')) || ' (id int, updated_at timestamp)'; end $$`,
      )
    }
    const cwd = temporaryFolder({ 'own.yaml': sqlRule('own', 'select "größe" as id from "prüfung"') })
    const ended = await check([urlOf(name), '--rules', 'own.yaml', '--check-data', '--format', 'json'], { cwd })
    expect(ended.stderr).toBe('')
    const found = reportOf(ended).findings.map(({ rule, object, subject }) => `${rule} ${object.relation} ${subject}`)
    expect(found).toContain('updated-at-trigger prüfung updated_at trigger')
    expect(found).toContain('jsonb-scores prüfung scores')
    expect(found).toContain('own  é')
    expect((await check([urlOf(name)])).stdout).toContain('prüfung')
  })

  test('1,600 columns in a table', async () => {
    const columns = Array.from({ length: 1597 }, (_, at) => `c${at} int`).join(', ')
    const url = await databaseWith(
      `create table speaking_attempts (user_id text, created_at timestamp, scores jsonb, ${columns})`,
    )
    const ended = await check([url, '--save-snapshot', join(home, 'wide.json')])
    expect([ended.code, ended.stderr]).toEqual([1, ''])
    expectPrintable(ended.stdout, 80)
    expect((await check(['--snapshot', join(home, 'wide.json')])).stdout).toContain('speaking_attempts')
  })

  test('a role without rights: what is dark is skipped with its reason, the rest is audited', async () => {
    const url = await databaseWith(
      'create table speaking_attempts (user_id text, created_at timestamp, scores jsonb, overall_score int)',
      'create schema private',
      'create table private.writing_attempts (user_id text, created_at timestamp, scores jsonb, overall_score int)',
      'create extension pg_stat_statements',
      'revoke select on pg_stat_statements from public',
      "do $$ begin create role poor login password 'x'; end $$",
    )
    const poor = Object.assign(new URL(url), { username: 'poor', password: 'x' }).href
    const cwd = temporaryFolder({ 'own.yaml': sqlRule('own', 'select user_id from speaking_attempts') })
    const ended = await check([poor, '--check-data', '--rules', 'own.yaml', '--format', 'json'], { cwd })
    expect([ended.code, ended.stderr]).toEqual([1, ''])
    const { findings, skips } = reportOf(ended)
    expect(findings.map(({ object }) => `${object.schema}.${object.relation}`)).toContain('private.writing_attempts')
    // Rates of a server that has hardly been used are dark to everybody.
    for (const { rule, reason } of skips)
      if (rule !== 'hit-rates') expect(reason).toMatch(/grant|permission denied|hidden|may not|cannot/i)
    expect(skips.find(({ rule }) => rule === 'own')?.reason).toBe(
      'its query failed: permission denied for table speaking_attempts: use a role that may read it',
    )
    expect(skips.map(({ reason }) => reason).join()).not.toContain('this role"')
    expect(skips.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['own', 'scores-filled', 'monitoring-replica']))
    expect((await check([poor, '--require-all'])).code).toBe(2)
    expect((await check([poor, '--require-all', '--fail-on', 'never', '--quiet'])).stderr).toContain('--require-all: ')
  })

  test('a managed service keeps its own: skipped with its name', async () => {
    const url = await databaseWith(HISTORY)
    await sql(url, 'create role rds_superuser')
    try {
      const report = reportOf(await check([url, '--format', 'json']))
      const skipped = report.skips.filter(({ reason }) => reason.includes('Amazon RDS')).map(({ rule }) => rule)
      expect(skipped).toEqual(expect.arrayContaining(['monitoring-archiving', 'monitoring-replica']))
      expect(JSON.stringify(report.findings)).not.toContain('ALTER SYSTEM')
    } finally {
      await sql(url, 'drop role rds_superuser')
    }
  })

  test('the same tables in two schemas, and --schemas with globs', async () => {
    const tables = ['tenant_a', 'tenant_b', 'other'].flatMap((schema) => [
      `create schema ${schema}`,
      `create table ${schema}.speaking_attempts (user_id text, created_at timestamp)`,
    ])
    const url = await databaseWith(...tables, 'create index on tenant_b.speaking_attempts (user_id, created_at)')
    const args = [url, '--only', 'attempts-user-history', '--format', 'json', '--schemas']
    const found = async (globs: readonly string[]): Promise<string[]> =>
      reportOf(await check([...args, ...globs]))
        .results.filter(({ object }) => object.relation === 'speaking_attempts')
        .map(({ object, status }) => `${object.schema} ${status}`)
    expect(await found(['tenant_*'])).toEqual(['tenant_a fail', 'tenant_b pass'])
    expect(await found(['other,tenant_b'])).toEqual(['other fail', 'tenant_b pass'])
    const none = await check([url, '--schemas', 'nope'])
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/^error: Nothing was measured: .*--schemas/)
  })

  test('tables that come and go during the audit', async () => {
    const url = await databaseWith(HISTORY)
    const busy = await clientOf(url)
    const stop = new AbortController()
    const churning = (async () => {
      for (let at = 0; !stop.signal.aborted; at++) {
        const name = `churn_${at % 5}`
        await busy.query(`drop table if exists ${name}`)
        await busy.query(
          `create table ${name} (id serial primary key, scores jsonb, overall_score int check (overall_score > ${at}), updated_at timestamp, tags text[] default '{}')`,
        )
        await busy.query(`create index on ${name} (overall_score) where id > 3; create index on ${name} using gin (tags)`)
      }
    })()
    const runs: Ended[] = []
    for (let round = 0; round < 4; round++) runs.push(await check([url, '--check-data', '--format', 'json']))
    stop.abort()
    await churning
    await busy.end()
    for (const run of runs) {
      expect([run.code, run.stderr]).toEqual([1, ''])
      expect(reportOf(run).findings.map(({ object }) => object.relation)).toContain('speaking_attempts')
    }
  })
})

describe('check: sql', () => {
  const rules = {
    'rules/finds.yaml': sqlRule('finds', 'select id from orders where id > 1; -- late ones'),
    'rules/absent.yaml': sqlRule('absent', 'select id from orderz'),
    'rules/slow.yaml': sqlRule('slow', 'select 1 as id from generate_series(1, 1e12::bigint)'),
    'rules/writes.yaml': sqlRule('writes', 'select wipe() as id'),
    'm/1.sql': `create table orders (id int); insert into orders values (1), (2);
      create function wipe() returns int language plpgsql as $$ begin delete from orders; return 1; end $$;`,
  }
  const args = ['--only', 'finds,absent,slow,writes', '--rules', 'rules', '--statement-timeout', '1000', '--format', 'json']

  test('on a server and on the embedded database: rows, reasons, a time-out that holds, nothing written', async () => {
    const url = await databaseWith(rules['m/1.sql'])
    const cwd = temporaryFolder(rules)
    const env = { PTE_DB_AUDIT_CACHE: join(home, 'cache') }
    for (const source of [[url], ['--migrations', 'm']]) {
      const ended = await check([...source, ...args], { cwd, env })
      expect(ended.code, ended.stderr).toBe(0)
      const { findings, results } = reportOf(ended)
      expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([expect.stringMatching(/^finds:.*2$/)])
      const reason = (rule: string): string => results.find((result) => result.rule === rule)?.reason ?? ''
      expect(reason('absent')).toMatch(/its query failed: .*relation "orderz" does not exist/)
      expect(reason('slow')).toMatch(/statement timeout of 1000 ms: raise --statement-timeout/)
      // Rules run in the order of their ids: on the embedded database the slow one was the end of it.
      expect(reason('writes')).toMatch(/cannot execute DELETE in a read-only transaction|was not asked/)
    }
    expect((await sql(url, 'select from orders'))?.rowCount).toBe(2)
  })

  test.each([
    ['commit; drop table orders', 'more than one statement'],
    ['delete from orders', 'is not a SELECT'],
    ['with gone as (delete from orders returning id) select * from gone', 'a statement that writes'],
    ['selec 1', 'is not SQL that PostgreSQL understands'],
  ])('%s is a mistake of the rule, with its place', async (query, words) => {
    const cwd = temporaryFolder({ 'bad.yaml': sqlRule('bad', query) })
    const { code, stdout, stderr } = await check([server.url, '--rules', 'bad.yaml'], { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/bad\.yaml:7:10 params\.query/)
    expect(stderr).toContain(words)
  })
})

const camel = (name: string): string => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())

/** What a report says of every rule on every table, with its names changed. */
const shape = (ended: Ended, name: (text: string) => string): string[] =>
  reportOf(ended)
    .results.map(({ rule, object, subject, status, verdict }) =>
      [rule, name(object.relation), object.relation === '' ? subject : name(subject).replaceAll('"', ''), status, verdict].join(
        ' | ',
      ),
    )
    .toSorted()

describe('names and colours', () => {
  test('with every table and column renamed to camelCase and mapped, the same is found', async () => {
    const worse = `drop index speaking_attempts_user_id_created_at_idx; drop trigger touch on users;
      alter table writing_attempts drop constraint writing_attempts_overall_score_check;
      alter table reading_attempts drop column overall_score; drop table question_stats`
    const [planned, renamed] = [await databaseWith(optimizedSchema, worse), await databaseWith(optimizedSchema, worse)]
    const columns = await sql(
      renamed,
      "select table_name as t, column_name as c from information_schema.columns where table_schema = 'public'",
    )
    const pairs = (columns?.rows ?? []) as { t: string; c: string }[]
    const tables = [...new Set(pairs.map(({ t }) => t))]
    const body = `create or replace function update_updated_at_column() returns trigger language plpgsql as
      $$ begin new."updatedAt" = now(); return new; end $$`
    await sql(
      renamed,
      ...pairs.filter(({ c }) => c.includes('_')).map(({ t, c }) => `alter table ${t} rename column ${c} to "${camel(c)}"`),
      ...tables.filter((t) => t.includes('_')).map((t) => `alter table ${t} rename to "${camel(t)}"`),
      body,
    )
    const entries = (all: readonly string[]): string =>
      all
        .filter((name) => name.includes('_'))
        .map((name) => `    ${name}: ${camel(name)}\n`)
        .join('')
    const cwd = temporaryFolder({
      'pte-db-audit.yaml': `names:\n  tables:\n    question_stats: questionStats\n${entries(tables)}  columns:\n${entries([...new Set(pairs.map(({ c }) => c))])}`,
    })
    const mapped = await check([renamed, '--check-data', '--format', 'json'], { cwd })
    const plain = await check([planned, '--check-data', '--format', 'json'])
    expect(shape(mapped, (text) => text)).toEqual(shape(plain, camel))
    expect([mapped.code, plain.code]).toEqual([1, 1])
  })

  test('overrides of the config', async () => {
    const url = await databaseWith(HISTORY)
    const config = 'failOn: warn\noverrides:\n  attempts-user-history: { severity: info }\n'
    const cwd = temporaryFolder({ 'pte-db-audit.yaml': config })
    const only = [url, '--only', 'attempts-user-history']
    expect((await check(only, { cwd })).code).toBe(0)
    expect((await check([...only, '--fail-on', 'info'], { cwd })).code).toBe(1)
    expect((await check([...only, '--fail-on', 'never'], { cwd })).code).toBe(0)
  })

  test('colour into a pipe only with FORCE_COLOR, and never against NO_COLOR', async () => {
    const url = await databaseWith(HISTORY)
    const escapes = async (env: NodeJS.ProcessEnv): Promise<boolean> => (await check([url], { env })).stdout.includes('\u001b[')
    expect(await escapes({ FORCE_COLOR: '1' })).toBe(true)
    expect(await escapes({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
  })
})
