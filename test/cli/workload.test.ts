import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import type { Report } from '../../src/report/report.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { startServer, type TestServer } from '../server.ts'
import { runMain, type Ran, type RunOptions } from './run-main.ts'

const SCHEMA = `
create table questions (id int primary key, title text not null);
create table attempts (id int primary key, user_id int not null, kind int not null, question_id int not null references questions,
  created_at timestamp not null);`

/** Counters of a test are seconds old. */
const CONFIG = `overrides:
  repeated-lookups: { params: { minHours: 0, minCalls: 10 } }
  workload-indexes: { params: { minHours: 0, maxWritesPerCall: 1000000 } }
`

const reportOf = ({ stdout }: Ran): Report => JSON.parse(stdout) as Report
const found = (ran: Ran): readonly Finding[] => reportOf(ran).findings

describe.each(majorsUnderTest)('PostgreSQL %i', (major) => {
  let server: TestServer
  let client: Client
  const cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  beforeAll(async () => {
    mkdirSync(join(cwd, 'migrations'))
    writeFileSync(join(cwd, 'pte-db-audit.yaml'), CONFIG)
    writeFileSync(join(cwd, 'migrations', '0001_start.sql'), SCHEMA)
    server = await startServer(major)
    client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(`create extension pg_stat_statements; ${SCHEMA}
      insert into questions select n, 'question ' || n from generate_series(1, 500) n;
      insert into attempts select n, n % 300, n % 2, n % 500 + 1, now() + n * interval '1 second' from generate_series(1, 30000) n;
      analyze; select pg_stat_statements_reset()`)
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
    rmSync(cwd, { recursive: true, force: true })
  })

  const check = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    runMain(['check', ...args, '--fail-on', 'never'], { cwd, now: () => new Date(), ...options })

  /** A page of attempts, and the question of each. */
  async function page(user: number): Promise<void> {
    const { rows } = await client.query<{ question_id: number }>(
      'select id, question_id from attempts where user_id = $1 limit 20',
      [user],
    )
    for (const { question_id } of rows) await client.query('select title from questions where id = $1', [question_id])
  }

  test('--sample confirms what counters only suspect, and the snapshot keeps what it saw', async () => {
    for (let user = 1; user <= 5; user++) await page(user)
    const args = ['--only', 'repeated-lookups', '--format', 'json']
    const [suspected] = found(await check([server.url, ...args]))
    expect([suspected?.confidence, suspected?.subject]).toEqual(['workload', '(id) per row'])
    expect(suspected?.message).toContain('as it seems')
    expect(suspected?.evidence).toMatchObject({ calls: 100, list_calls: 5, list_rows: 100, explained_by: 'every row' })
    expect(suspected?.evidence['round_trip_ms']).toBeGreaterThan(0)

    const watching = check([server.url, ...args, '--sample', '5x1', '--save-snapshot', 'watched.json'])
    const still = { watching: true }
    void watching.finally(() => (still.watching = false))
    for (let user = 10; still.watching; user++) {
      await page(user % 300)
      if (user % 3 === 0) await page((user * 7) % 300)
      await sleep(user % 4 === 0 ? 900 : 150)
    }
    const [confirmed] = found(await watching)
    expect(confirmed?.confidence).toBe('confirmed')
    expect(confirmed?.message).not.toContain('as it seems')
    expect(confirmed?.evidence['calls_with_rows_at_that_time']).toBeGreaterThan(0.9)

    const saved = JSON.parse(readFileSync(join(cwd, 'watched.json'), 'utf8')) as Snapshot
    expect(saved.workload.available && saved.workload.samples).toHaveLength(5)
    expect(found(await check(['--snapshot', 'watched.json', ...args]))).toEqual([confirmed])
  })

  test('says how much was judged, and not of statements that every rule found too young', async () => {
    const args = [server.url, '--only', 'repeated-lookups', 'monitoring-statements', '--format', 'json']
    expect(reportOf(await check(args)).workload?.understood.calls).toBeGreaterThan(0)
    writeFileSync(join(cwd, 'quiet.yaml'), 'overrides: { repeated-lookups: { params: { minHours: 0, minCalls: 1000000 } } }')
    const quiet = reportOf(await check([...args, '--config', 'quiet.yaml']))
    expect([quiet.findings, quiet.workload?.understood.calls]).toEqual([[], expect.any(Number)])
    writeFileSync(join(cwd, 'by-default.yaml'), '{}')
    const { workload, skips } = reportOf(await check([...args, '--config', 'by-default.yaml']))
    // PostgreSQL 13 does not keep when its counters were reset.
    expect([workload === null, skips.length]).toEqual(major < 14 ? [false, 0] : [true, 1])
  })

  test('--workload lays what production does over the schema of a pull request', async () => {
    await check([server.url, '--save-snapshot', 'production.json', '--only', 'repeated-lookups'])
    const args = ['--migrations', 'migrations', '--only', 'repeated-lookups', '--format', 'json']
    const without = reportOf(await check(args))
    expect([without.findings, without.skips.length]).toEqual([[], 1])
    const [finding] = found(await check([...args, '--workload', 'production.json']))
    expect([finding?.object.relation, finding?.subject]).toEqual(['questions', '(id) per row'])
  })

  test('--prove drops an index that the planner does not read, and shows what it does with another', async () => {
    for (let call = 0; call < 25; call++) {
      await client.query('select * from attempts where user_id = $1 order by created_at desc limit 5', [call])
      await client.query('select max(created_at) from attempts where kind = $1', [call % 2])
    }
    const args = [server.url, '--only', 'workload-indexes', '--format', 'json']
    const proposed = found(await check(args))
    expect(proposed.map(({ subject, confidence }) => [subject, confidence])).toEqual([
      ['(kind)', 'workload'],
      ['(user_id, created_at desc)', 'workload'],
    ])
    const proven = found(await check([...args, '--prove']))
    expect(proven.map(({ subject, confidence }) => [subject, confidence])).toEqual([['(user_id, created_at desc)', 'confirmed']])
    const [{ proof } = {}] = proven
    expect(proof?.by).toBe('embedded')
    expect(proof?.before.some(({ nodeType }) => nodeType === 'Seq Scan')).toBe(true)
    expect(proof?.after.some(({ nodeType, relation }) => nodeType === 'Index Scan' && relation === 'attempts')).toBe(true)
    expect(proof?.cost?.after).toBeLessThan(proof?.cost?.before ?? 0)
    // A snapshot of production is proven on a laptop.
    await check([server.url, '--save-snapshot', 'indexes.json', '--only', 'workload-indexes'])
    const offline = found(
      await check(['--snapshot', 'indexes.json', '--only', 'workload-indexes', '--format', 'json', '--prove']),
    )
    expect(offline.map(({ subject }) => subject)).toEqual(['(user_id, created_at desc)'])
  })

  test.each([
    [['--demo', '--sample', '4x1'], '--sample watches a server at work, and --demo is none.'],
    [['--snapshot', 'a.json', '--replica', 'postgres://h/d'], '--replica names a standby of a server, and --snapshot is none.'],
    [['--demo', '--workload', 'production.json'], 'The demo has a workload of its own.'],
    [['postgres://h/d', '--workload', 'production.json'], '--workload is for a schema without one: a server has its own.'],
    [['--migrations', 'migrations', '--workload', 'nowhere.json'], 'nowhere.json'],
    [['postgres://h/d', '--sample', '3x10'], 'at least 4 intervals'],
    [['postgres://h/d', '--sample', '8x0'], 'of 1 to 3600 whole seconds'],
    [['postgres://h/d', '--sample', '1e3x1'], 'at least 4 intervals'],
    [['postgres://h/d', '--sample', '5x2x1'], 'at least 4 intervals'],
    [['postgres://h/d', '--sample', '5x-2'], 'at least 4 intervals'],
    [['postgres://h/d', '--sample', 'often'], 'Write <intervals>x<seconds>'],
  ])('is refused in a sentence: %s', async (args, sentence) => {
    const { code, stderr } = await check(args)
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })
})
