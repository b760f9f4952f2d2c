import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import type { Note } from '../snapshot.ts'
import { loadParser } from '../sql/parse.ts'
import { SqlSyntaxError } from '../sql/split.ts'
import { note } from './migrations/layout.ts'
import { replay } from './migrations/replay.ts'
import type { ReplayOptions, Replayed } from './migrations/replayed.ts'
import { DRIZZLE_CONFIG_FILES } from './schema/drizzle-config-files.ts'
import { exportSchema } from './schema/export-schema.ts'
import { foldersUpFrom } from './schema/folders-up.ts'
import { sqlPart } from './schema/sql-part.ts'

/**
 * Builds what a Drizzle schema file (or a folder of them) describes, in an embedded PostgreSQL: the DDL comes from the user's own
 * drizzle-kit (`export`). Rejects with an AuditError when the file, drizzle-kit or a statement fails. The caller closes the connection.
 */
export async function replaySchema(file: string, options: ReplayOptions = {}): Promise<Replayed> {
  const path = resolve(file)
  if (!existsSync(path))
    throw new AuditError('source', `${file} does not exist; give --schema the file that holds the Drizzle tables.`)
  const folder = statSync(path).isDirectory() ? path : dirname(path)
  options.onProgress?.(`drizzle-kit export of ${basename(path)}`)
  const output = await exportSchema(path, folder, options.signal)
  await loadParser()
  const sql = sqlOf(file, output.stdout)
  if (sql === null)
    throw new AuditError(
      'source',
      `drizzle-kit export of ${file} failed: ${complaint(output)}; correct the schema and try again.`,
    )
  const name = `${basename(path)} (as drizzle-kit exports it)`
  const files = [{ name, file: name, sql, hash: '', createdAt: null }]
  const replayed = await replay({ runner: 'plain', files, notes: casingNotes(folder) }, options)
  return { ...replayed, migrations: [] }
}

function sqlOf(file: string, stdout: string): string | null {
  try {
    return sqlPart(stdout)
  } catch (thrown) {
    if (!(thrown instanceof SqlSyntaxError)) throw thrown
    const line = stdout.split('\n')[thrown.line - 1]?.trim().replace(/;$/, '')
    throw new AuditError(
      'source',
      `drizzle-kit exports SQL of ${file} that PostgreSQL refuses (${thrown.message}): ${line}; correct the expression in the schema.`,
    )
  }
}

/** What drizzle-kit says went wrong, in one line. It ends with exit code 0 on most errors, and some of them go to stdout. */
function complaint({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const lines = [...stderr.split('\n'), ...stdout.split('\n')].map((line) => line.trim()).filter((line) => line !== '')
  const at = Math.max(
    0,
    lines.findIndex((line) => line.startsWith('Error') || line.includes('Error:')),
  )
  const first = lines[at]
  if (!first) return 'it exports no table'
  const told = first.endsWith(':') && lines[at + 1] ? `${first} ${lines[at + 1]}` : first
  return told.replace('Error  ', '').replace('Error: ', '').replace(/\.$/, '')
}

/** `drizzle-kit export` takes no notice of `casing` (0.31): names that the application derives from its keys come out as written. */
function casingNotes(folder: string): Note[] {
  const config = [...foldersUpFrom(folder)]
    .flatMap((parent) => DRIZZLE_CONFIG_FILES.map((name) => join(parent, name)))
    .find((path) => existsSync(path))
  if (!config || !readFileSync(config, 'utf8').includes('casing')) return []
  const message = `${basename(config)} speaks of casing, which drizzle-kit export leaves out: column names may differ; --migrations has the real ones.`
  return [note('warn', message, basename(config))]
}
