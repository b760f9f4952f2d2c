import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuditError, messageOf } from '../../errors.ts'
import type { DrizzleDelta } from '../../fix/render/drizzle-deltas.ts'
import { replaceFiles } from '../replace-files.ts'

/** What becomes a migration of a Drizzle folder. */
export interface NewMigration {
  readonly sql: string
  /** Files that lie beside it, by what their names end in (`.plan.json`). */
  readonly beside: readonly { readonly ending: string; readonly content: string }[]
  readonly deltas: readonly DrizzleDelta[]
}

export interface TargetFile {
  /** From the folder, with forward slashes. */
  readonly path: string
  readonly content: string
}

/** A place for one more migration in a Drizzle folder that was read and found whole. */
export interface DrizzleTarget {
  /** Absolute. */
  readonly folder: string
  /** What the migration is called: `0003_fix`, or `20260131120000_fix`. */
  readonly tag: string
  /** `public.attempts`, for every table that the folder's newest snapshot has. */
  readonly tables: ReadonlySet<string>
  /** What is written, in this order: with the last one Drizzle sees it. Throws AuditError (usage). */
  readonly files: (migration: NewMigration, id: string) => readonly TargetFile[]
}

/**
 * Looks at a folder of Drizzle's, whichever layout it has, before anything is done for it. Throws AuditError (usage): no such folder,
 * none of Drizzle's, broken, of an older version, or with a migration of that name.
 */
export async function drizzleTarget(folder: string, name: string, now: Date): Promise<DrizzleTarget> {
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read (${messageOf(thrown)})`
    throw new AuditError('usage', `${folder} ${why}; --style drizzle writes to the folder that drizzle-kit generates into.`)
  }
  if (existsSync(join(folder, 'meta', '_journal.json'))) {
    const { journalTarget } = await import('./drizzle-target-journal.ts')
    return journalTarget(folder, name, now)
  }
  const migrations = entries.filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
  if (migrations.length > 0 && !existsSync(join(folder, 'migration_lock.toml'))) {
    const { foldersTarget } = await import('./drizzle-target-folders.ts')
    return foldersTarget(
      folder,
      migrations.map((entry) => entry.name),
      name,
      now,
    )
  }
  throw new AuditError(
    'usage',
    `${folder} is no folder of Drizzle migrations (no meta/_journal.json, no */migration.sql with a snapshot.json); run \`drizzle-kit generate\` first, or use --style sql.`,
  )
}

/** Writes all of it or nothing, and gives the paths from the folder. Throws AuditError (usage). */
export function writeMigration(target: DrizzleTarget, migration: NewMigration): readonly string[] {
  const files = target.files(migration, randomUUID())
  const made = [...new Set(files.map(({ path }) => dirname(join(target.folder, path))))].filter((path) => !existsSync(path))
  try {
    for (const path of made) mkdirSync(path)
    replaceFiles(files.map(({ path, content }) => ({ path: join(target.folder, path), content })))
  } catch (thrown) {
    for (const path of made) if (existsSync(path)) rmdirSync(path)
    const why = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)
    throw new AuditError('usage', `The migration cannot be written to ${target.folder} (${why}).`, { cause: thrown })
  }
  return files.map(({ path }) => path)
}

/** Nobody can tell two migrations of one name apart. */
export function mustBeNew(folder: string, tags: readonly string[], name: string): void {
  const taken = tags.find((tag) => tag === name || tag.endsWith(`_${name}`))
  if (taken === undefined) return
  throw new AuditError('usage', `${folder} has the migration ${taken} already; give this one another --name.`)
}

/** `20260131120000`, UTC: what Drizzle's names begin with. */
export const timeStamp = (time: Date): string =>
  Array.from(time.toISOString().slice(0, 19))
    .filter((sign) => !'-:T'.includes(sign))
    .join('')

/** Throws AuditError (usage). */
export function readJson(folder: string, path: string): unknown {
  const file = join(folder, path)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (thrown) {
    throw new AuditError('usage', `${file} cannot be read as JSON (${messageOf(thrown)}); restore it from version control.`)
  }
}
