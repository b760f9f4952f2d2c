// npm run bench:load [-- --major <15..18>] [--idle <seconds>]
// The longest stall of a client while apply changes a table of a million rows, beside the same load when nothing else runs. Written into
// the README.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { replaceBetween } from '../scripts/replace-between.ts'
import type { Plan } from '../src/fix/step.ts'
import { type Major, MAJORS } from '../test/server.ts'
import { dropDatabase, withClient } from './database.ts'
import { CLIENTS, startLoad } from './load-clients.ts'
import { fillLoadDatabase } from './load-database.ts'
import { lostRows } from './load-lost.ts'
import { loadTable, ms } from './load-table.ts'
import { watchWaits } from './load-waits.ts'
import { nodeCommand, timed } from './process.ts'
import { loadServer } from './server.ts'

const { values: options } = parseArgs({
  options: { major: { type: 'string', default: '18' }, idle: { type: 'string', default: '20' } },
})
const major = MAJORS.find((known) => known === Number(options.major) && known >= 15) as Major | undefined
const idle = Number(options.idle)
if (!major || !(idle > 0)) throw new Error('--major takes a major version of PostgreSQL from 15 on, --idle a number of seconds')

const NAME = 'pte_db_audit_load'
/** ms: the goal for the longest stall, and apply's own limit for locks. */
const LONGEST_STALL = 1000
const LOCK_TIMEOUT = 2000
const cli = fileURLToPath(new URL('../bin/pte-db-audit.js', import.meta.url))
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const server = await loadServer(process.env['BENCH_URL'], major)
const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-bench-'))
try {
  await dropDatabase(server.url, NAME)
  await withClient(server.url, (client) => client.query(`create database ${NAME}`))
  const target = new URL(server.url)
  target.pathname = `/${NAME}`
  say('filling the database')
  await fillLoadDatabase(target.href)
  say('writing the plan')
  timed(
    nodeCommand([
      cli,
      'fix',
      target.href,
      '--style',
      'plan',
      '--check-data',
      '--no-verify',
      '--out',
      folder,
      '--statement-timeout',
      '600000',
    ]),
  )
  const file = join(folder, 'pte-db-audit-fix.plan.json')
  const failures = await measure(target.href, file)
  for (const failure of failures) say(`FAILED: ${failure}`)
  process.exitCode = failures.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
  await dropDatabase(server.url, NAME).catch(() => undefined)
  await server.stop()
}

async function measure(url: string, file: string): Promise<string[]> {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
  const load = await startLoad(url)
  await sleep(2000)
  load.take()
  say(`${CLIENTS} clients alone for ${idle} s`)
  const begun = performance.now()
  await sleep(idle * 1000)
  const alone = { name: 'alone', lasted: performance.now() - begun, samples: load.take() }
  say('and while apply runs')
  const waits = await watchWaits(url)
  const from = performance.now()
  const steps: { readonly at: number; readonly line: string }[] = []
  const child = spawn(process.execPath, [cli, 'apply', file, url, '--yes', '--lock-timeout', String(LOCK_TIMEOUT)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  follow(child, (line) => {
    if (line.startsWith('[')) steps.push({ at: performance.now(), line })
    say(`  ${((performance.now() - from) / 1000).toFixed(1)} s ${line}`)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  const during = { name: 'with apply', lasted: performance.now() - from, samples: load.take() }
  await load.stop()
  await waits.stop()
  const longest = during.samples.toSorted((a, b) => b.took - a.took)[0]
  const step = steps.find(({ at }) => longest !== undefined && at >= longest.at)?.line ?? 'none'
  const lost = await lostRows(url, plan, load)
  const behind = waits.longest()
  const stall = longest?.took ?? 0
  const report = [
    `${CLIENTS} clients on ${cpus().length} cores, ${await versionOf(url)}; apply ran ${plan.steps.length} steps in ${(during.lasted / 1000).toFixed(0)} s.`,
    '',
    loadTable([alone, during]),
    `- The longest stall is ${ms(stall)} (≤ ${LONGEST_STALL} ms), ${longest?.what ?? ''}, during: ${step}`,
    `- The longest wait behind a lock of apply, of ${waits.looks().toLocaleString('en-US')} looks, is ${ms(behind.took)} (≤ ${LOCK_TIMEOUT} ms).`,
    `- ${load.errors.length} errors of clients, ${lost.length === 0 ? 'no row lost or wrong' : lost.join('; ')}.`,
  ].join('\n')
  process.stdout.write(`${report}\n`)
  await replaceBetween(fileURLToPath(new URL('../README.md', import.meta.url)), { load: report })
  return [
    ...(code === 0 ? [] : [`apply ended with ${code}`]),
    ...(stall > LONGEST_STALL ? [`a client waited ${ms(stall)}`] : []),
    ...(behind.took > LOCK_TIMEOUT ? [`"${behind.query}" waited ${ms(behind.took)} behind a lock of apply`] : []),
    ...load.errors.slice(0, 5),
    ...lost,
  ]
}

function follow({ stderr }: ChildProcessByStdio<null, null, Readable>, onLine: (line: string) => void): void {
  let rest = ''
  stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}

function versionOf(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return `PostgreSQL ${rows[0]?.server_version}`
  })
}
