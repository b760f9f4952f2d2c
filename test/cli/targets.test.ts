import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import type { Report } from '../../src/report/report.ts'
import type { TargetsReport } from '../../src/report/targets-report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer, type TestServer } from '../server.ts'
import { runMain, type Ran, type RunOptions } from './run-main.ts'

const validReport = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(packageRoot, 'schemas', 'targets-report.schema.json'), 'utf8')) as object,
)

let server: TestServer
/** Accepts connections and says nothing. */
let mute: Server
const sockets = new Set<Socket>()

const urlOf = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href

async function sql(database: string, ...statements: readonly string[]): Promise<unknown[][]> {
  const client = new Client({ connectionString: urlOf(database) })
  await client.connect()
  try {
    let rows: unknown[][] = []
    for (const text of statements) ({ rows } = await client.query<unknown[]>({ text, rowMode: 'array' }))
    return rows
  } finally {
    await client.end()
  }
}

const TENANTS = Array.from({ length: 12 }, (_, at) => `tenant_${String(at + 1).padStart(2, '0')}`)
const ATTEMPTS = '(id uuid primary key, user_id text not null, updated_at timestamp, created_at timestamp not null)'

/** Every third has the index, the fourth only a part of it, the seventh has another table, and the last one is empty. */
const ddlOf = (schema: string, at: number): string =>
  `create schema ${schema};${
    at === 11
      ? ''
      : `create table ${schema}.speaking_attempts ${ATTEMPTS};
       create table ${schema}.orders (id int primary key, note text); insert into ${schema}.orders values (${at}, ${at === 1 ? 'null' : "'x'"});
       ${at % 3 === 0 ? `create index on ${schema}.speaking_attempts (user_id, created_at desc);` : ''}
       ${at === 4 ? `create index on ${schema}.speaking_attempts (user_id);` : ''}
       ${at === 7 ? `create table ${schema}.reading_attempts ${ATTEMPTS};` : ''}`
  }`

beforeAll(async () => {
  server = await startServer(18)
  await sql('postgres', 'create database tenants', 'create database app', 'create database empty')
  await sql(
    'tenants',
    ...TENANTS.map(ddlOf),
    'create schema drizzle; create table drizzle.x (id int)',
    'create extension pg_stat_statements',
  )
  await sql('app', `create table speaking_attempts ${ATTEMPTS}`)
  for (const schema of TENANTS.slice(0, 11))
    await sql(
      'tenants',
      `set search_path to ${schema}`,
      ...Array.from({ length: 5 }, () => 'select note, pg_sleep(0.002) from orders where id < 100'),
    )
  mute = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  mute.close()
  await server.stop()
})

const tenants = (schemas = 'tenant_*'): object => ({ name: 'tenants', url: '${TENANTS}', schemas, each: 'schema' })
const app = { name: 'app', url: '${APP}' }
const gone = { name: 'gone', url: 'postgres://me:secret@127.0.0.1:1/gone' }

interface Options extends RunOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly limits?: object
}

function run(
  targets: readonly object[],
  args: readonly string[],
  { files = {}, limits = {}, ...options }: Options = {},
): Promise<Ran> {
  const cwd = temporaryFolder({ 'targets.yaml': JSON.stringify({ ...limits, targets }), ...files })
  return runMain(['check', '--targets', 'targets.yaml', ...args], {
    cwd,
    env: { TENANTS: urlOf('tenants'), APP: urlOf('app') },
    ...options,
  })
}

async function reportOf(targets: readonly object[], args: readonly string[] = [], options: Options = {}): Promise<TargetsReport> {
  const { stdout } = await run(targets, ['--format', 'json', ...args], options)
  const report = JSON.parse(stdout) as TargetsReport
  expect(validReport(report), JSON.stringify(validReport.errors)).toBe(true)
  return report
}

/** Two hours on, so that the counters of this minute say something. */
const later = (): Date => new Date(Date.now() + 7_200_000)

const failedIn = ({ targets }: TargetsReport): Record<string, string> =>
  Object.fromEntries(targets.flatMap((target) => (target.state === 'failed' ? [[target.name, target.error]] : [])))

const namesOf = async (schemas: string): Promise<string[]> =>
  (await reportOf([tenants(schemas)], ['--only', 'updated-at-trigger'])).targets.map(({ name }) => name)

describe('a database with a schema for each tenant', () => {
  test('is one report: what is missing where, and where it holds', async () => {
    const report = await reportOf([tenants()], ['--only', 'attempts-user-history'])
    expect(report.groups).toMatchObject([
      {
        fingerprint: 'attempts-user-history:*.reading_attempts:(user_id, created_at desc)',
        targets: ['tenants/tenant_08'],
        held: 0,
        of: 11,
      },
      {
        fingerprint: 'attempts-user-history:*.speaking_attempts:(user_id, created_at desc)',
        first: 'tenants/tenant_02',
        verdicts: { missing: 6, weaker: 1 },
        held: 4,
        of: 11,
      },
    ])
    expect(failedIn(report)).toEqual({
      'tenants/tenant_12': expect.stringMatching(
        /^Nothing was measured: schema tenant_12 of tenants on .* has no tables/u,
      ) as string,
    })
  })

  test.each(['tenant_01', 'tenant_02', 'tenant_05', 'tenant_08'])(
    'judges %s as an audit of that schema alone does',
    async (schema) => {
      const rules = [
        'attempts-user-history',
        'coverage-attempts-user',
        'updated-at-trigger',
        'redundant-indexes',
        'progress-snapshots',
      ]
      const { groups, skips, targets } = await reportOf([tenants()], ['--only', ...rules])
      const alone = await runMain(['check', urlOf('tenants'), '--schemas', schema, '--format', 'json', '--only', ...rules])
      const { findings, summary, skips: skipped } = JSON.parse(alone.stdout) as Report
      const name = `tenants/${schema}`
      expect(
        groups.filter((group) => group.targets.includes(name)).map(({ fingerprint }) => fingerprint.replace('*', schema)),
      ).toEqual(findings.map(({ fingerprint }) => fingerprint))
      expect(targets.find((target) => target.name === name)).toMatchObject({ summary })
      expect(skips.filter((skip) => skip.targets.includes(name))).toHaveLength(skipped.length)
    },
  )

  test('asks a query of the user with each schema first in the search path', async () => {
    const rule =
      'id: notes\nseverity: error\nsummary: Orders have notes\nwhy: x\ncheck: sql\nparams: { query: select id from orders where note is null }\n'
    const report = await reportOf([tenants('tenant_0*')], ['--rules', 'rules', '--only', 'notes'], {
      files: { 'rules/notes.yaml': rule },
    })
    expect(report.groups).toMatchObject([{ rule: 'notes', targets: ['tenants/tenant_02'], held: 0, of: 9 }])
  })

  test('judges statements once, for all of its schemas together', async () => {
    const config = 'overrides: { slow-statements: { params: { meanMs: 1, minCalls: 2, minHours: 1, minShare: 1 } } }\n'
    const report = await reportOf([tenants()], ['--only', 'slow-statements'], {
      files: { 'pte-db-audit.yaml': config },
      now: later,
    })
    expect(report.targets).toMatchObject([{ name: 'tenants', kind: 'database', state: 'audited' }])
    const slow = report.groups.find(({ subject }) => subject.includes('orders'))
    expect(slow).toMatchObject({ targets: ['tenants'], of: 1, evidence: { calls: 55 } })
    expect(slow?.fingerprint).toMatch(/^slow-statements:\*\.orders:select orders \(id range\)/u)
    expect(report.notes.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Statements are counted for all schemas of tenants together: they are held against tenant_\d+,/u),
    ])
  })

  test('leaves schemas of tools alone, but for those that are named', async () => {
    expect(await namesOf('dr*')).toEqual(['tenants'])
    expect(await namesOf('drizzle')).toEqual(['tenants/drizzle'])
  })

  test('says so when no schema is called like that', async () => {
    const report = await reportOf([tenants('customer_*')])
    expect(failedIn(report)).toEqual({
      tenants: expect.stringMatching(
        /^no schema of tenants on .* is called customer_\*: check "schemas" of this target$/u,
      ) as string,
    })
  })

  test('can be a snapshot', async () => {
    const saved = temporaryFolder({})
    await runMain(['check', urlOf('tenants'), '--save-snapshot', 'tenants.json'], { cwd: saved })
    const only = ['--only', 'attempts-user-history', 'monitoring-slow-log']
    const files = { 'tenants.json': readFileSync(join(saved, 'tenants.json'), 'utf8') }
    const there = await reportOf([{ name: 'tenants', snapshot: 'tenants.json', schemas: 'tenant_*', each: 'schema' }], only, {
      files,
    })
    const live = await reportOf([tenants()], only)
    expect(there.groups).toEqual(live.groups)
    expect(there.targets.map(({ name }) => name)).toEqual(
      live.targets.map(({ name }) => name).filter((name) => !name.endsWith('12')),
    )
  })
})

describe('several databases', () => {
  test('one that cannot be reached stops no other: exit 2, the rest intact', async () => {
    const { code, stdout, stderr } = await run(
      [gone, app, tenants('tenant_0?')],
      ['--only', 'attempts-user-history', 'monitoring-slow-log'],
    )
    expect(code).toBe(2)
    expect(stderr).toBe('error: 1 of 12 targets could not be audited, for the reasons in the report.\n')
    expect(stdout).toContain('9 schemas and 2 databases, 1 failed')
    expect(stdout).toMatch(/5 of 9 schemas|6 of 9 schemas/u)
    expect(stdout).toMatch(/in +1 of 1 database, first seen in app/u)
    expect(stdout).toMatch(/in +2 of 2 databases, first seen in app, then in tenants/u)
    expect(stdout).toMatch(/gone: no server listens at 127\.0\.0\.1:1/u)
    expect(stdout).toMatch(/targets\.yaml:1 a password stands in this file/u)
    expect(stdout + stderr).not.toContain('secret')
  })

  test('neither does one that answers nothing, one without tables, one that is no snapshot, one that is not there', async () => {
    const silent = `postgres://me@127.0.0.1:${(mute.address() as AddressInfo).port}/x?connect_timeout=1`
    const report = await reportOf(
      [
        { name: 'silent', url: silent },
        { name: 'empty', url: urlOf('empty') },
        { name: 'nowhere', url: urlOf('nowhere') },
        { name: 'file', snapshot: 'targets.yaml' },
        app,
      ],
      ['--only', 'attempts-user-history'],
    )
    expect(failedIn(report)).toMatchObject({
      empty: expect.stringMatching(/^Nothing was measured: empty on .* has no tables/u) as string,
      file: expect.stringMatching(/targets\.yaml is no snapshot of pte-db-audit: save it again/u) as string,
      nowhere: expect.stringMatching(/^there is no database nowhere on /u) as string,
      silent: expect.stringMatching(/did not answer within 1 s/u) as string,
    })
    expect(report.groups).toMatchObject([{ targets: ['app'], of: 1 }])
  })

  test('one that takes too long is given up', async () => {
    const rule = 'id: slow\nseverity: error\nsummary: s\nwhy: w\ncheck: sql\nparams: { query: select pg_sleep(30) }\n'
    const begun = Date.now()
    const report = await reportOf([app], ['--rules', 'r', '--only', 'slow'], {
      files: { 'r/slow.yaml': rule },
      limits: { timeout: 1 },
    })
    expect(failedIn(report)).toEqual({ app: 'it took longer than 1 s: raise "timeout" in the file of --targets' })
    expect(Date.now() - begun).toBeLessThan(10_000)
  })

  test('an interrupt ends every connection', async () => {
    const rule = 'id: slow\nseverity: error\nsummary: s\nwhy: w\ncheck: sql\nparams: { query: select pg_sleep(30) }\n'
    const interrupt = new AbortController()
    const running = run([app, tenants(), gone], ['--rules', 'r', '--only', 'slow'], {
      files: { 'r/slow.yaml': rule },
      signal: interrupt.signal,
    })
    const ours =
      "select count(*)::int from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and state = 'active'"
    while (((await sql('postgres', ours))[0]?.[0] as number) < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    interrupt.abort()
    const { code, stdout, stderr } = await running
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
    expect(await sql('postgres', ours)).toEqual([[0]])
  })

  test('never more of them at once on a server than the file says', async () => {
    const rule =
      "id: seen\nseverity: info\nsummary: s\nwhy: w\ncheck: sql\nparams: { query: \"select count(*)::text from pg_stat_activity where application_name = 'pte-db-audit' and pid in (select pid from pg_locks where locktype = 'virtualxid') group by () having pg_sleep(0.2) is not null\" }\n"
    const many = Array.from({ length: 6 }, (_, at) => ({ name: `app${at}`, url: '${APP}' }))
    const most = async (limits: object): Promise<number> => {
      const { groups } = await reportOf(many, ['--rules', 'r', '--only', 'seen'], { files: { 'r/seen.yaml': rule }, limits })
      return Math.max(...groups.map(({ subject }) => Number(subject)))
    }
    expect(await most({ perServer: 1 })).toBe(1)
    expect(await most({ perServer: 3, concurrency: 2 })).toBeLessThanOrEqual(2)
    expect(await most({ perServer: 6, concurrency: 6 })).toBeGreaterThan(2)
  })
})

describe('the exit code', () => {
  const only = ['--only', 'attempts-user-history']
  test.each([
    [only, 1],
    [[...only, '--fail-on', 'never'], 0],
    [['--only', 'coverage-attempts-user'], 0],
    [['--only', 'coverage-attempts-user', '--fail-on', 'warn'], 1],
    [[...only, '--require-all'], 1],
    [['--only', 'attempts-user-history', 'hit-rates', '--require-all'], 2],
    [['--only', 'no-such-rule'], 2],
  ])('of %j is %i', async (args, code) => {
    expect((await run([app], args)).code).toBe(code)
  })

  test('what the config suppresses is counted and fails nothing', async () => {
    const config = "suppressions:\n  - { rule: attempts-user-history, tables: ['*_attempts'], reason: Later. }\n"
    const { code, stdout } = await run([app], ['--only', 'attempts-user-history'], { files: { 'pte-db-audit.yaml': config } })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Findings +none\n +Accepted +1 by a suppression\n/) as string])
  })

  test('reports can be written to files, and progress counts targets on a terminal', async () => {
    const { code, stdout, stderr } = await run(
      [app, tenants('tenant_0?')],
      [...only, '--format', 'table', '--format', 'json', '--output', '-', '--output', 'report.json'],
      {
        isTTY: true,
        env: { TENANTS: urlOf('tenants'), APP: urlOf('app'), NO_COLOR: '1' },
        columns: 120,
      },
    )
    expect(code).toBe(1)
    expect(stdout).toMatch(/^pte-db-audit .* · 9 schemas and 1 database\n/u)
    expect(stderr).toContain('10 of 10 audited…')
  })
})
