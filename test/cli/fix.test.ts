import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type QueryResult } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { readPlan } from '../../src/source/plan-file.ts'
import { lint } from '../fix/lint.ts'
import { runScript } from '../fix/run-script.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer, type TestServer } from '../server.ts'
import { runMain, type Ran, type RunOptions } from './run-main.ts'

const ATTEMPTS = `
  create table speaking_attempts (id integer primary key, user_id text not null, created_at timestamp not null, duration_ms integer);
  insert into speaking_attempts select n, n % 7, now(), n * 1000 from generate_series(1, 50) n`
const HISTORY = ['--only', 'attempts-user-history']

let server: TestServer
beforeAll(async () => (server = await startServer(18)))
afterAll(() => server.stop())

const urlOf = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href

async function sql(url: string, text: string): Promise<QueryResult> {
  const client = new Client({ connectionString: url })
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
  const name = `fix_${++databases}`
  await sql(server.url, `create database ${name}`)
  if (ddl) await sql(urlOf(name), ddl)
  return urlOf(name)
}

const fix = (args: readonly string[], options: RunOptions = {}): Promise<Ran> => runMain(['fix', ...args], options)

async function fingerprints(url: string): Promise<string[]> {
  const { stdout } = await runMain(['check', url, '--format', 'json', '--check-data'])
  return (JSON.parse(stdout) as Report).findings.map(({ fingerprint }) => fingerprint)
}

describe('a server', () => {
  test('gets a migration that is proven, closes what it says, and is undone by its rollback', async () => {
    const url = await databaseWith(ATTEMPTS)
    const folder = temporaryFolder({})
    const before = await fingerprints(url)
    const { code, stdout, stderr } = await fix([url, ...HISTORY, '--out', 'migrations'], { cwd: folder })
    expect([code, stderr]).toEqual([0, 'trying it on a scratch copy…\n'])
    expect(stdout).toMatch(/Proof +PROVEN on PostgreSQL 18\.\d+, embedded/u)
    expect(stdout).toContain('migrations/pte-db-audit-fix.up.sql')
    expect(stdout).not.toContain(server.password)
    const read = (direction: string): string => readFileSync(join(folder, `migrations/pte-db-audit-fix.${direction}.sql`), 'utf8')
    expect(await lint(read('up'))).toEqual([])
    await runScript(url, read('up'))
    // The index on (user_id, created_at) does what the plan's index on (user_id) would do.
    const closed = before.filter((fingerprint) => /^(attempts-user-history|coverage-attempts-user):/u.test(fingerprint))
    expect(closed).toHaveLength(2)
    expect(await fingerprints(url)).toEqual(before.filter((fingerprint) => !closed.includes(fingerprint)))
    await runScript(url, read('up'))
    await runScript(url, read('down'))
    expect(await fingerprints(url)).toEqual(before)
  })

  test('that holds what was asked for gets nothing, exit 0', async () => {
    const url = await databaseWith(`${ATTEMPTS}; create index on speaking_attempts (user_id, created_at desc)`)
    const folder = temporaryFolder({})
    const { code, stdout } = await fix([url, ...HISTORY, '--out', folder])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Nothing to fix: no finding of these rules on fix_\d+ on /u)])
    expect(readdirSync(folder)).toEqual([])
  })

  test('and a folder of migrations: what those close once they run is left out', async () => {
    const index = 'create index on speaking_attempts (user_id, created_at desc);'
    const folder = temporaryFolder({ 'migrations/1.sql': ATTEMPTS, 'migrations/2.sql': index })
    const args = [...HISTORY, '--no-verify', '--out', folder, '--quiet']
    const { code, stdout } = await fix([await databaseWith(ATTEMPTS), '--migrations', join(folder, 'migrations'), ...args])
    expect([code, stdout]).toEqual([0, expect.stringContaining('Left out: 1 that migrations of the folder close once they run.')])
    expect(readdirSync(folder)).toEqual(['migrations'])
  })

  test.each([
    ['2999-01-01', ['Nothing to fix', 'Left alone: 1 that the configuration suppresses.'], []],
    ['2020-01-01', ['Exit 0: the files are written.'], ['pte-db-audit-fix.down.sql', 'pte-db-audit-fix.up.sql']],
  ])('and a suppression until %s', async (expires, told, files) => {
    const config = `suppressions: [{ rule: attempts-user-history, reason: nobody looks at it, expires: ${expires} }]`
    const [folder, out] = [temporaryFolder({ 'audit.yaml': config }), temporaryFolder({})]
    const args = ['--config', join(folder, 'audit.yaml'), '--no-verify', '--out', out, '--quiet']
    const { code, stdout } = await fix([await databaseWith(ATTEMPTS), ...HISTORY, ...args])
    expect([code, told.filter((text) => !stdout.includes(text)), readdirSync(out)]).toEqual([0, [], files])
  })

  test('without a table is not clean, exit 2', async () => {
    const folder = temporaryFolder({})
    const { code, stdout, stderr } = await fix([await databaseWith(''), '--out', folder])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('Nothing was measured')])
    expect(readdirSync(folder)).toEqual([])
  })

  test('--verify-on tries it in a database of that server, which is gone afterwards', async () => {
    const url = await databaseWith(ATTEMPTS)
    const folder = temporaryFolder({})
    const { code, stdout } = await fix([url, ...HISTORY, '--out', folder, '--verify-on', server.url])
    expect(stdout).toMatch(/Proof +PROVEN on PostgreSQL 18\.\d+: /u)
    expect(code).toBe(0)
    const { rows } = await sql(server.url, `select datname from pg_database where datname like 'pte\\_db\\_audit\\_%'`)
    expect(rows).toEqual([])
  })

  test('--verify-on by a role that may not create databases says so', async () => {
    const url = await databaseWith(ATTEMPTS)
    await sql(server.url, `create role plain login password 'x'`)
    const plain = Object.assign(new URL(server.url), { username: 'plain', password: 'x' }).href
    const { code, stderr } = await fix([url, ...HISTORY, '--verify-on', plain, '--quiet', '--out', temporaryFolder({})])
    expect([code, stderr]).toEqual([
      2,
      'error: --verify-on: no database can be created there (permission denied to create database). Name a server where this role has CREATEDB, or leave the option out.\n',
    ])
  })
})

describe('the demo', () => {
  test('gets scripts that linters have nothing against', async () => {
    const folder = temporaryFolder({})
    const { code, stdout } = await fix(['--demo', '--check-data', '--no-verify', '--quiet', '--out', folder])
    expect(code).toBe(0)
    expect(stdout).toMatch(/ · demo database · \d+ findings: \d+ steps, \d+ questions\n/u)
    for (const direction of ['up', 'down']) {
      const issues = await lint(readFileSync(join(folder, `pte-db-audit-fix.${direction}.sql`), 'utf8'))
      // pgfence takes any file for one transaction, and DROP INDEX CONCURRENTLY, which cannot run in one, for an ACCESS EXCLUSIVE lock.
      expect(issues.filter((issue) => !/statement-after-access-exclusive: .*"[^"]*ROP INDEX CONCURRENTLY/u.test(issue))).toEqual(
        [],
      )
    }
  })
})

describe('what is written', () => {
  let snapshot: string
  const readyFolder = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  afterAll(() => rmSync(readyFolder, { recursive: true }))
  beforeAll(async () => {
    snapshot = join(readyFolder, 'app.json')
    const { code } = await runMain(['check', await databaseWith(ATTEMPTS), '--save-snapshot', snapshot, '--fail-on', 'never'])
    expect(code).toBe(0)
  })
  const quick = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    fix(['--snapshot', snapshot, ...HISTORY, '--no-verify', ...args], options)

  test('is marked NOT PROVEN with --no-verify', async () => {
    const folder = temporaryFolder({})
    const { code, stdout } = await quick(['--out', folder])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Proof +NOT PROVEN: --no-verify was given/u)
    expect(readFileSync(join(folder, 'pte-db-audit-fix.up.sql'), 'utf8')).toContain('-- NOT PROVEN: --no-verify was given\n')
  })

  test('is the same twice', async () => {
    const folder = temporaryFolder({})
    await quick(['--out', join(folder, 'a')])
    await quick(['--out', join(folder, 'b')])
    for (const file of ['pte-db-audit-fix.up.sql', 'pte-db-audit-fix.down.sql'])
      expect(readFileSync(join(folder, 'a', file), 'utf8')).toBe(readFileSync(join(folder, 'b', file), 'utf8'))
  })

  test('replaces nothing without --force', async () => {
    const folder = temporaryFolder({ 'pte-db-audit-fix.down.sql': 'mine' })
    const refused = await quick(['--out', folder])
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `error: pte-db-audit-fix.down.sql is there already in ${folder}. Take another --name or --out, or replace with --force.\n`,
    ])
    expect(readdirSync(folder)).toEqual(['pte-db-audit-fix.down.sql'])
    expect((await quick(['--out', folder, '--force'])).code).toBe(0)
    expect(readFileSync(join(folder, 'pte-db-audit-fix.down.sql'), 'utf8')).toMatch(/^-- pte-db-audit-fix, down/u)
  })

  test('--style plan is a plan that apply reads', async () => {
    const folder = temporaryFolder({})
    const { code, stdout } = await quick(['--out', folder, '--style', 'plan', '--name', 'history-1'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Next     pte-db-audit apply ${join(folder, 'history-1.plan.json')}`)
    const plan = await readPlan(join(folder, 'history-1.plan.json'))
    expect(plan).toMatchObject({ name: 'history-1', proof: { outcome: 'not tried' } })
    expect(plan.steps.length).toBeGreaterThan(0)
  })

  test('is nothing when it is interrupted', async () => {
    const folder = temporaryFolder({})
    const { code } = await fix(['--snapshot', snapshot, ...HISTORY, '--out', folder], { signal: AbortSignal.abort() })
    expect(code).toBe(130)
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    [['--out', 'app.json'], /--out app\.json is a file\. Name a folder\./u],
    [['--name', '../x'], /--name.*It names files/u],
    [['--verify-on', 'postgres://x'], /--no-verify and --verify-on contradict each other/u],
    [['--include', 'everything'], /Allowed choices are drops\./u],
    [['--sync', 'magic'], /Allowed choices are trigger, generated, app\./u],
    [
      ['--only', 'attempts-user-histroy'],
      /--only: "attempts-user-histroy" is not a rule\. Did you mean "attempts-user-history"\?/u,
    ],
    [['--demo'], /--demo and --snapshot are different sources/u],
  ])('%j is refused in one sentence', async (args, message) => {
    const { code, stdout, stderr } = await quick(args, { cwd: readyFolder })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(existsSync(join(readyFolder, 'pte-db-audit-fix.up.sql'))).toBe(false)
  })

  test('that cannot be written says where', async () => {
    const folder = temporaryFolder({})
    mkdirSync(join(folder, 'a'))
    writeFileSync(join(folder, 'a', 'b'), '')
    const { code, stderr } = await quick(['--out', join(folder, 'a', 'b', 'c')])
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/The files cannot be written to .*\(ENOTDIR\)\. Name another folder with --out\./u),
    ])
  })
})
