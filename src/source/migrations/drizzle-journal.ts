import type { Dirent } from 'node:fs'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError, messageOf } from '../../errors.ts'
import type { Note } from '../../snapshot.ts'
import type { MigrationFolder } from './layout.ts'
import { BREAKPOINT, isSql, note } from './layout.ts'
import { withoutMark } from './read-sql.ts'

interface JournalEntry {
  readonly tag: string
  readonly when: number
}

const JOURNAL = 'meta/_journal.json'

/** Drizzle's layout up to 0.x: the journal names the files and their order. Read with drizzle-orm's own reader, so hashes agree. */
export async function readDrizzleJournal(folder: string, entries: readonly Dirent[]): Promise<MigrationFolder> {
  const journal = journalOf(folder)
  if (journal.length === 0) throw new AuditError('source', `${JOURNAL} lists no migration; run \`drizzle-kit generate\` first.`)
  for (const { tag } of journal) {
    if (existsSync(join(folder, `${tag}.sql`))) continue
    throw new AuditError(
      'source',
      `${JOURNAL} lists ${tag}, but ${tag}.sql does not exist; restore the file or take the entry out.`,
    )
  }
  const { readMigrationFiles } = await import('drizzle-orm/migrator')
  const read = readMigrationFiles({ migrationsFolder: folder })
  // A migration may have its rollback beside it.
  const listed = new Set(journal.flatMap(({ tag }) => [`${tag}.sql`, `${tag}.down.sql`]))
  const unlisted = entries.filter((entry) => entry.isFile() && isSql(entry.name) && !listed.has(entry.name))
  return {
    runner: 'drizzle',
    files: read.map(({ sql, hash, folderMillis }, index) => {
      const name = journal[index]?.tag ?? ''
      return { name, file: `${name}.sql`, sql: withoutMark(sql.join(BREAKPOINT)), hash, createdAt: folderMillis }
    }),
    notes: [
      ...unlisted
        .map(({ name }) => name)
        .toSorted()
        .map((name) => note('warn', `${name} is not in ${JOURNAL}, so Drizzle never runs it; it was not run here either.`, name)),
      ...backdated(journal),
    ],
  }
}

function journalOf(folder: string): readonly JournalEntry[] {
  let journal: { dialect?: unknown; entries?: unknown }
  try {
    journal = JSON.parse(readFileSync(join(folder, JOURNAL), 'utf8')) as typeof journal
  } catch (thrown) {
    throw new AuditError('source', `${JOURNAL} is not valid JSON (${messageOf(thrown)}); restore it from version control.`)
  }
  const { dialect, entries } = journal ?? {}
  if (typeof dialect === 'string' && dialect !== 'postgresql' && dialect !== 'pg') {
    throw new AuditError(
      'source',
      `${JOURNAL} is for ${dialect}; pte-db-audit audits PostgreSQL, so give it a PostgreSQL folder.`,
    )
  }
  if (!Array.isArray(entries)) {
    throw new AuditError('source', `${JOURNAL} has no list of entries; restore it from version control.`)
  }
  return entries.map((entry: unknown, index) => {
    const { tag, when } = (entry ?? {}) as { tag?: unknown; when?: unknown }
    if (typeof tag === 'string' && typeof when === 'number') return { tag, when }
    throw new AuditError('source', `${JOURNAL} entries[${index}] has no tag and time; restore the file from version control.`)
  })
}

/** drizzle-orm runs what is newer than the newest time it recorded: an entry dated before its predecessor is skipped in silence. */
function backdated(journal: readonly JournalEntry[]): Note[] {
  let newest = -Infinity
  return journal.flatMap(({ tag, when }) => {
    const late = when <= newest
    newest = Math.max(newest, when)
    if (!late) return []
    const message = `${tag} is dated before an entry above it in ${JOURNAL}; a database that has run that entry skips this one silently.`
    return [note('warn', message, `${tag}.sql`)]
  })
}
