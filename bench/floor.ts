import { spawnSync } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, Query } from 'pg'
import { timed } from './process.ts'

/** What a database costs to read at all: plain queries of the same facts, their rows written to a file. */
export interface Floor {
  readonly reader: string
  readonly run: (url: string, output: string) => number | Promise<number>
}

const script = fileURLToPath(new URL('floor.sql', import.meta.url))

/** psql where it is installed, else a bare client in this process that sends the same text. */
export function floor(): Floor {
  const version = spawnSync('psql', ['--version'], { encoding: 'utf8' })
  if (version.status === 0) return { reader: version.stdout.trim(), run: throughPsql }
  return { reader: 'node-postgres without its process start (psql is not installed)', run: throughClient }
}

const throughPsql: Floor['run'] = (url, output) =>
  timed({
    program: 'psql',
    args: ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', script, '-o', output, url],
    expected: [0],
  })

async function throughClient(url: string, output: string): Promise<number> {
  const start = performance.now()
  const client = new Client({ connectionString: url })
  await client.connect()
  const file = createWriteStream(output)
  const query = new Query<(string | null)[]>({
    text: readFileSync(script, 'utf8'),
    rowMode: 'array',
    types: { getTypeParser: () => (text: string) => text },
  } as unknown as string)
  query.on('row', (row: (string | null)[]) => file.write(`${row.join('|')}\n`))
  const ended = once(query, 'end')
  client.query(query)
  await ended
  await client.end()
  file.end()
  await once(file, 'finish')
  return performance.now() - start
}
