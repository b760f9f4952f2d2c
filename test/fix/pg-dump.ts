import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Major } from '../server.ts'

const run = promisify(execFile)

/** Writes the schema of a database as text. */
export type Dump = (url: string) => Promise<string>

/** A pg_dump that reads servers of this major, or the reason why there is none: each reads its own major and older ones. */
export async function pgDumpFor(major: Major): Promise<Dump | string> {
  const found: number[] = []
  for (const program of ['pg_dump', ...(await installed())]) {
    const own = await majorOf(program)
    if (own !== null && own >= major) return (url) => schemaOf(program, url)
    if (own !== null) found.push(own)
  }
  return found.length === 0
    ? 'there is no pg_dump on this machine'
    : `pg_dump of PostgreSQL ${Math.max(...found)} does not read PostgreSQL ${major}`
}

async function installed(): Promise<readonly string[]> {
  try {
    return [join((await run('pg_config', ['--bindir'])).stdout.trim(), 'pg_dump')]
  } catch {
    return []
  }
}

/** `pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15. */
async function majorOf(program: string): Promise<number | null> {
  try {
    const version = Number.parseInt((await run(program, ['--version'])).stdout.split(' ')[2] ?? '', 10)
    return Number.isNaN(version) ? null : version
  } catch {
    return null
  }
}

/** Since 2025 a dump is framed in commands of psql that carry a random key. */
async function schemaOf(program: string, url: string): Promise<string> {
  const { stdout } = await run(program, ['--schema-only', `--dbname=${url}`], { maxBuffer: 64 * 1024 * 1024 })
  return stdout
    .split('\n')
    .filter((line) => !line.startsWith('\\restrict ') && !line.startsWith('\\unrestrict '))
    .join('\n')
}
