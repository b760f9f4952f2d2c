import { readMigrationFolder } from './migrations/read-folder.ts'
import { replay } from './migrations/replay.ts'
import type { ReplayOptions, Replayed } from './migrations/replayed.ts'

export type { ReplayOptions, Replayed } from './migrations/replayed.ts'

/**
 * Runs a folder of migrations (Drizzle's of either layout, Prisma's, plain *.sql) on an empty embedded PostgreSQL. Rejects with an
 * AuditError that names the file, the line and the statement that failed. The caller closes the connection.
 */
export async function replayMigrations(folder: string, options: ReplayOptions = {}): Promise<Replayed> {
  return replay(await readMigrationFolder(folder), options)
}
