// npm run bench [-- --quick] [--rounds <n>] [--major <15..18>] [--keep]
// The whole check against plain queries on three databases; then many databases at once (npm run bench:many) and the load test (npm run bench:load).
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { replaceBetween } from '../scripts/replace-between.ts'
import { type Major, MAJORS } from '../test/server.ts'
import { dropDatabase, prepareDatabase, withClient } from './database.ts'
import { floor } from './floor.ts'
import { goals } from './goals.ts'
import { measureDatabase, measureStart } from './measure.ts'
import { measureReading } from './reading.ts'
import { benchServer } from './server.ts'
import { type Row, tableOf } from './table.ts'

const { values: options } = parseArgs({
  options: {
    /** Without the largest database, and without writing the README. */
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    major: { type: 'string', default: '18' },
    /** Leaves the databases on the server of BENCH_URL, for the next run. */
    keep: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)
const major = MAJORS.find((known) => known === Number(options.major)) as Major | undefined
if (!Number.isInteger(rounds) || rounds < 1 || !major)
  throw new Error('--rounds takes a number, --major a major version of PostgreSQL')

const server = await benchServer(process.env['BENCH_URL'], major)
try {
  const base = floor()
  const rows: Row[] = []
  for (const { tables, statements, ...goal } of goals.slice(0, options.quick ? 2 : undefined)) {
    say(`building ${tables} tables`)
    const database = await prepareDatabase(server.url, { tables, statements })
    say(`measuring ${tables} tables`)
    rows.push({ ...database.built, ...(await measureDatabase(database.url, base, rounds)), goal })
    if (!options.keep) await dropDatabase(server.url, database.name)
  }
  const table = tableOf({
    machine: `${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'} with node ${process.versions.node}`,
    server: await withClient(server.url, async (client) => {
      const { rows: version } = await client.query<{ server_version: string }>('show server_version')
      return `PostgreSQL ${version[0]!.server_version}`
    }),
    floorReader: base.reader,
    rounds,
    rows,
    start: await measureStart(rounds * 3),
    reading: await measureReading(rounds),
  })
  process.stdout.write(`${table}\n`)
  const [node] = process.versions.node.split('.')
  if (!options.quick)
    await replaceBetween(fileURLToPath(new URL('../README.md', import.meta.url)), { [`bench-node${node}`]: table })
} finally {
  await server.stop()
}

// Processes of their own: each has a server of its own, and its memory is not this one's.
if (!options.quick)
  for (const part of ['bench/many.ts', 'bench/load.ts'])
    process.exitCode ||= spawnSync('npx', ['tsx', part, '--major', options.major], { stdio: 'inherit' }).status ?? 1

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
