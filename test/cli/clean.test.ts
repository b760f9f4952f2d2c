import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { startServer, type TestServer } from '../server.ts'
import { COUNTED_RULES } from './counted-rules.ts'
import { optimizedSchema } from './optimized-schema.ts'
import { runBin } from './run-bin.ts'

const settings = {
  archive_mode: 'on',
  archive_command: 'true',
  track_io_timing: 'on',
  log_min_duration_statement: '1000',
}

let server: TestServer
let standby: Client
const cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))

beforeAll(async () => {
  server = await startServer(18, { settings })
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query(optimizedSchema)
  await client.query('create extension pg_stat_statements')
  await client.end()
  // What a standby does: a connection that asks for the WAL and never stops reading it.
  standby = new Client({ connectionString: server.url, replication: 'true' } as ConstructorParameters<typeof Client>[0])
  standby.on('error', () => undefined)
  await standby.connect()
  const { rows } = (await standby.query('IDENTIFY_SYSTEM')) as { rows: { xlogpos: string }[] }
  standby.query(`START_REPLICATION ${rows[0]?.xlogpos}`).catch(() => undefined)
})
afterAll(async () => {
  await standby.end()
  await server.stop()
  rmSync(cwd, { recursive: true, force: true })
})

test('a database in which the whole plan is done has no finding, and every rule holds', async () => {
  // The same statements as a migration: then there is something to compare the server with.
  mkdirSync(join(cwd, 'migrations'))
  writeFileSync(join(cwd, 'migrations', '1.sql'), optimizedSchema)
  expect((await runBin(['check', server.url, '--save-snapshot', 'app.json'], { cwd })).code).toBe(0)
  const { code, stdout, stderr } = await runBin(
    [
      'check',
      server.url,
      '--migrations',
      'migrations',
      '--against',
      'app.json',
      '--check-data',
      '--require-all',
      '--skip',
      ...COUNTED_RULES,
      '--format',
      'json',
    ],
    { cwd },
  )
  const report = JSON.parse(stdout) as Report
  expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual([])
  expect([code, stderr, report.skips]).toEqual([0, '', []])
  const passing = new Set(report.results.filter(({ status }) => status === 'pass').map(({ rule }) => rule))
  expect(report.results.map(({ rule }) => rule).filter((rule) => !passing.has(rule))).toEqual([])
  expect(report.summary.rules.measured).toBe(report.summary.rules.total)
})

test('without --check-data the rules that read rows say so, and the exit code stays 0', async () => {
  const { code, stdout } = await runBin(['check', server.url, '--fail-on', 'info'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Findings +none/)
  expect(stdout).toContain('--check-data')
  expect(stdout).toContain('Exit 0: No finding (--fail-on info)')
})
