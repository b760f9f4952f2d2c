import { readMigrationFolder } from './migrations/read-folder.ts'
import { replay } from './migrations/replay.ts'
import type { ReplayOptions, Replayed } from './migrations/replayed.ts'

export type { ReplayOptions, Replayed } from './migrations/replayed.ts'

/**
 * Runs a folder of migrations (Drizzle's of either layout, Prisma's, plain *.sql) on an empty embedded PostgreSQL. Rejects with an
 * AuditError that names the file, the line and the statement that failed. The caller closes the connection. `without` names migrations
 * that are left out.
 */
export async function replayMigrations(
  folder: string,
  options: ReplayOptions = {},
  without: readonly string[] = [],
): Promise<Replayed> {
  const whole = await readMigrationFolder(folder)
  return replay({ ...whole, files: whole.files.filter(({ name }) => !without.includes(name)) }, options)
}
