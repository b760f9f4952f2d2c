import type { Dirent } from 'node:fs'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError, messageOf } from '../../errors.ts'
import { readDrizzleJournal } from './drizzle-journal.ts'
import type { MigrationFolder } from './layout.ts'
import { isSql } from './layout.ts'
import { readMigrationFolders } from './migration-folders.ts'
import { readPlainFiles } from './plain-files.ts'

/**
 * Reads a folder of migrations in whichever of the known layouts it is in: Drizzle's with a journal, Drizzle's with a folder for each
 * migration, Prisma's, or plain *.sql files. Throws an AuditError when there is nothing to run or the folder is broken.
 */
export async function readMigrationFolder(folder: string): Promise<MigrationFolder> {
  const entries = entriesOf(folder)
  if (existsSync(join(folder, 'meta', '_journal.json'))) return readDrizzleJournal(folder, entries)
  if (entries.some((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))) {
    return readMigrationFolders(folder, entries)
  }
  if (entries.some((entry) => entry.isFile() && isSql(entry.name))) return readPlainFiles(folder, entries)
  throw new AuditError(
    'source',
    `${folder} holds no migrations (no meta/_journal.json, no */migration.sql, no *.sql)${hint(folder, entries)}`,
  )
}

function entriesOf(folder: string): Dirent[] {
  let entries: Dirent[]
  try {
    if (!statSync(folder).isDirectory()) {
      throw new AuditError('source', `${folder} is not a folder; --migrations takes the folder that holds the migrations.`)
    }
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (thrown) {
    if (thrown instanceof AuditError) throw thrown
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AuditError('source', `${folder} does not exist; give --migrations the folder that holds the migrations.`)
    }
    throw new AuditError('source', `${folder} cannot be read (${messageOf(thrown)}); give --migrations a folder you may read.`)
  }
  return entries
}

/** The folder one level down that was probably meant, as Prisma's `prisma/migrations`. */
function hint(folder: string, entries: readonly Dirent[]): string {
  const candidates = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const meant = candidates.find(
    (name) => existsSync(join(folder, name, 'meta', '_journal.json')) || name === 'migrations' || name === 'drizzle',
  )
  return meant ? `; did you mean "${join(folder, meant)}"?` : '; give --migrations the folder that holds them.'
}
