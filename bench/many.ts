// npm run bench:many [-- --major <15..18>] [--rounds <n>]
// check --targets over schemas of one database and over databases: how long each takes, and that memory does not grow with their number.
// Written into the README.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { replaceBetween } from '../scripts/replace-between.ts'
import type { TargetsReport } from '../src/report/targets-report.ts'
import { type Major, MAJORS } from '../test/server.ts'
import { dropDatabase } from './database.ts'
import { MANY_PEAK_RATIO } from './goals.ts'
import { fillDatabase, fillSchemas, TABLES, urlOf } from './many-databases.ts'
import { median, nodeCommand, peakOf, timed } from './process.ts'
import { benchServer } from './server.ts'
import { judged } from './table.ts'

const { values: options } = parseArgs({
  options: { major: { type: 'string', default: '18' }, rounds: { type: 'string', default: '3' } },
})
const major = MAJORS.find((known) => known === Number(options.major)) as Major | undefined
const rounds = Number(options.rounds)
if (!major || !Number.isInteger(rounds) || rounds < 1)
  throw new Error('--major takes a major version of PostgreSQL, --rounds a number')

const cli = fileURLToPath(new URL('../bin/pte-db-audit.js', import.meta.url))
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const NAME = 'pte_db_audit_many'
const SCHEMAS = 200
const DATABASES = 20

interface Run {
  readonly what: string
  /** Targets of which each is as large as the next. */
  readonly targets: number
  /** ms, start to exit. */
  readonly elapsed: number
  /** Bytes. */
  readonly peak: number
}

const server = await benchServer(process.env['BENCH_URL'], major)
const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-bench-'))
const databases = Array.from({ length: DATABASES }, (_, at) => `${NAME}_${at + 1}`)
try {
  for (const name of [NAME, ...databases]) await dropDatabase(server.url, name)
  say(`building ${SCHEMAS} schemas of ${TABLES} tables`)
  await fillSchemas(server.url, NAME, SCHEMAS)
  say(`building ${DATABASES} databases of ${TABLES} tables`)
  for (const name of databases) await fillDatabase(server.url, name)

  const runs = [
    measure('schema', 'schemas of one database', [1, 20, SCHEMAS], (number) => [
      { name: 'tenants', url: urlOf(server.url, NAME), each: 'schema', schemas: tenantNames(number) },
    ]),
    measure('database', 'databases', [1, DATABASES], (number) =>
      databases.slice(0, number).map((name) => ({ name, url: urlOf(server.url, name) })),
    ),
  ].flat()
  const [, few, many] = runs
  const table = [
    `Medians of ${rounds} runs on ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'} with node ${process.versions.node}, PostgreSQL ${major}; each schema and each database has ${TABLES} tables.`,
    '',
    '| `check --targets` | start to exit | for each | peak memory |',
    '|---|--:|--:|--:|',
    ...runs.map(
      ({ what, targets, elapsed, peak }) =>
        `| ${what} | ${count(elapsed)} ms | ${(elapsed / targets).toFixed(0)} ms | ${(peak / 1e6).toFixed(0)} MB |`,
    ),
    '',
    `- Memory for ${SCHEMAS} schemas is ${judged((many?.peak ?? NaN) / (few?.peak ?? NaN), MANY_PEAK_RATIO)} × that for 20.`,
  ].join('\n')
  process.stdout.write(`${table}\n`)
  await replaceBetween(fileURLToPath(new URL('../README.md', import.meta.url)), { many: table })
} finally {
  for (const name of [NAME, ...databases]) await dropDatabase(server.url, name)
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function measure(
  kind: 'schema' | 'database',
  what: string,
  numbers: readonly number[],
  targetsOf: (number: number) => readonly object[],
): Run[] {
  return numbers.map((number) => {
    say(`measuring ${number} ${what}`)
    const [file, report] = [join(folder, 'targets.yaml'), join(folder, 'report.json')]
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ targets: targetsOf(number) }))
    const command = nodeCommand([cli, 'check', '--targets', file, '--format', 'json', '--output', report], [1])
    const times = Array.from({ length: rounds }, () => timed(command))
    const { targets } = JSON.parse(readFileSync(report, 'utf8')) as TargetsReport
    const audited = targets.filter((target) => target.kind === kind && target.state === 'audited').length
    if (audited !== number) throw new Error(`${audited} of ${number} were audited`)
    const peak = median(Array.from({ length: 3 }, () => peakOf(command)))
    return { what: `${number} ${number === 1 ? what.replace(/s\b/u, '') : what}`, targets: number, elapsed: median(times), peak }
  })
}

function tenantNames(number: number): string[] {
  return Array.from({ length: number }, (_, at) => `tenant_${String(at + 1).padStart(3, '0')}`)
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
