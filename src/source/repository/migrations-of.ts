import { join } from 'node:path'
import { AuditError } from '../../errors.ts'
import { readDrizzleConfig } from '../drizzle-config.ts'
import { readMigrationFolder } from '../migrations/read-folder.ts'

/** Where projects keep their migrations, the most telling places first. */
const PLACES = ['drizzle', 'prisma/migrations', 'supabase/migrations', 'migrations', 'db/migrations', 'src/db/migrations']

/** The folder of migrations of a project, from the project's own: what drizzle.config says, else the first usual place that holds some. */
export async function migrationsOf(folder: string): Promise<string | null> {
  const config = await readDrizzleConfig(folder)
  // A folder that drizzle-kit has not written yet is still the one that it will write.
  if (config) return withoutDot(config.out ?? 'drizzle')
  for (const place of PLACES) if (await holdsMigrations(join(folder, place))) return place
  return null
}

async function holdsMigrations(folder: string): Promise<boolean> {
  try {
    return (await readMigrationFolder(folder)).files.length > 0
  } catch (thrown) {
    if (thrown instanceof AuditError) return false
    throw thrown
  }
}

const withoutDot = (path: string): string => {
  const plain = path.replaceAll('\\', '/').replace(/\/+$/u, '')
  return plain.startsWith('./') ? plain.slice(2) : plain
}
