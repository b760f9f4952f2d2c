import type { Dirent } from 'node:fs'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError } from '../../errors.ts'
import type { MigrationFolder } from './layout.ts'
import { isSql, note } from './layout.ts'
import { readSql } from './read-sql.ts'

const LOCK = 'migration_lock.toml'

/** One folder for each migration with a migration.sql inside, run in name order: Prisma's layout, and Drizzle's from 1.0 on. */
export function readMigrationFolders(folder: string, entries: readonly Dirent[]): MigrationFolder {
  const prisma = existsSync(join(folder, LOCK))
  if (prisma) refuseOtherProvider(folder)
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted(prisma ? undefined : drizzleOrder)
  const run = names.filter((name) => existsSync(join(folder, name, 'migration.sql')))
  const without = names.filter((name) => !run.includes(name))
  const loose = entries.filter((entry) => entry.isFile() && isSql(entry.name)).map(({ name }) => name)
  return {
    runner: prisma ? 'prisma' : 'drizzle',
    files: run.map((name) => {
      const file = `${name}/migration.sql`
      return { name, file, ...readSql(folder, file), createdAt: prisma ? null : millisOf(name) }
    }),
    notes: [
      ...without.map((name) => note('info', `The folder ${name} has no migration.sql; there was nothing to run in it.`, name)),
      ...loose
        .toSorted()
        .map((name) =>
          note(
            'warn',
            `${name} lies beside the migration folders, so the runner never runs it; it was not run here either.`,
            name,
          ),
        ),
    ],
  }
}

/** drizzle-orm 1.0 sorts the folders' names with localeCompare. */
const drizzleOrder = (left: string, right: string): number => left.localeCompare(right)

/** drizzle-orm 1.0 reads the first 14 characters of the name as a UTC time: 20240131120000. */
function millisOf(name: string): number | null {
  const digits = name.slice(0, 14)
  if (digits.length < 14 || [...digits].some((digit) => digit < '0' || digit > '9')) return null
  const part = (from: number, to: number): number => Number(digits.slice(from, to))
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14))
}

function refuseOtherProvider(folder: string): void {
  const lines = readFileSync(join(folder, LOCK), 'utf8').split('\n')
  const [, value] = lines.map((line) => line.split('=').map((side) => side.trim())).find(([key]) => key === 'provider') ?? []
  const provider = value?.replaceAll('"', '').replaceAll("'", '')
  if (!provider || ['postgresql', 'postgres', 'cockroachdb'].includes(provider)) return
  throw new AuditError(
    'source',
    `${LOCK} names the provider ${provider}; pte-db-audit audits PostgreSQL, so give it a PostgreSQL folder.`,
  )
}
