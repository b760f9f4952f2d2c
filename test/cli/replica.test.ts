import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import type { Report } from '../../src/report/report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer, type Major, type TestServer } from '../server.ts'
import { caughtUp, startStandby, type Standby } from '../standby.ts'
import { runMain, type Ran } from './run-main.ts'

const CONFIG = 'overrides: { unused-indexes: { params: { minDays: 1, minBytes: 1 } } }\n'
/** Two days on, so that counters of this minute cover more than one. */
const now = (): Date => new Date(Date.now() + 48 * 3_600_000)

async function sql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const at = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href

const check = (...args: readonly string[]): Promise<Ran> => {
  const cwd = temporaryFolder({ 'pte-db-audit.yaml': CONFIG })
  return runMain(['check', '--only', 'unused-indexes', '--format', 'json', ...args], { cwd, now })
}

async function findings(...args: readonly string[]): Promise<readonly Finding[]> {
  const { stdout, stderr } = await check(...args)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as Report).findings
}

/** The same place for a role that may do little. */
const as = (url: string): string => Object.assign(new URL(url), { username: 'looker', password: 'x' }).href

describe.each([15, 18] as const)('PostgreSQL %i', (major: Major) => {
  let primary: TestServer
  let standby: Standby
  beforeAll(async () => {
    primary = await startServer(major, {
      settings: { wal_level: 'replica', hot_standby: 'on', autovacuum: 'off', synchronous_commit: 'on' },
    })
    await sql(primary.url, 'create database app', 'create database other')
    await sql(
      at(primary.url, 'app'),
      `create table readings (id int primary key, place int not null, time int not null, note int not null);
       create index readings_place_idx on readings (place); create index readings_time_idx on readings (time);
       create index readings_note_idx on readings (note);
       insert into readings select n, n, n, n from generate_series(1, 5000) n`,
      'analyze readings',
    )
    standby = await startStandby(primary)
    await sql(
      at(primary.url, 'app'),
      'select pg_stat_reset()',
      'select note from readings where note = 7',
      'select count(*) from readings',
    )
    await caughtUp(primary, standby)
    await sql(
      at(standby.url, 'app'),
      'select pg_stat_reset()',
      'set enable_seqscan = off',
      'select place from readings where place = 7',
    )
  })
  afterAll(async () => {
    await standby?.stop()
    await primary?.stop()
  })

  test('an index that is used only on a standby is used', async () => {
    const app = at(primary.url, 'app')
    const alone = await findings(app)
    expect(alone.map(({ subject }) => subject)).toEqual(['readings_place_idx', 'readings_time_idx'])
    expect(alone[0]?.remedy).toMatch(/^Look on each standby, whose scans are not counted here, then: /u)

    const together = await findings(app, '--replica', at(standby.url, 'app'))
    expect(together.map(({ subject }) => subject)).toEqual(['readings_time_idx'])
    expect(together[0]?.remedy).toMatch(/^Review, then: DROP INDEX CONCURRENTLY public\.readings_time_idx;$/u)
    expect(together[0]?.evidence).toMatchObject({
      standbys: 1,
      standbys_counted: [expect.stringContaining('app on 127.0.0.1:') as string],
    })
  })

  test.each([
    ['the primary itself', () => [at(primary.url, 'app')], /is no standby: name as replicas only servers that follow app on/u],
    ['another database of the standby', () => [at(standby.url, 'other')], /is a standby, but not of app on/u],
    [
      'one standby twice',
      () => [at(standby.url, 'app'), at(standby.url, 'app').replace('127.0.0.1', 'localhost')],
      /was named before by another address/u,
    ],
    ['nobody', () => ['postgres://127.0.0.1:1/app'], /no server listens at 127\.0\.0\.1:1/u],
  ])('%s is refused as a replica', async (_name, urls, sentence) => {
    const { code, stdout, stderr } = await check(at(primary.url, 'app'), ...urls().flatMap((url) => ['--replica', url]))
    expect(stderr).toMatch(sentence)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a standby cannot be the primary of a replica', async () => {
    const { code, stderr } = await check(at(standby.url, 'app'), '--replica', at(primary.url, 'app'))
    expect(stderr).toMatch(/is a standby itself: audit its primary/u)
    expect(code).toBe(2)
  })

  test('a role that may not read the control file is told by what the database holds', async () => {
    await sql(
      at(primary.url, 'app'),
      'revoke execute on function pg_control_system() from public; create role looker login password $$x$$; grant pg_monitor to looker',
    )
    await sql(at(primary.url, 'other'), 'revoke execute on function pg_control_system() from public')
    await caughtUp(primary, standby)
    const args = ['--replica', as(at(standby.url, 'app'))]
    expect((await findings(as(at(primary.url, 'app')), ...args)).map(({ subject }) => subject)).toEqual(['readings_time_idx'])
    const { stderr } = await check(as(at(primary.url, 'other')), ...args)
    expect(stderr).toMatch(/is a standby, but not of other on/u)
  })
})
