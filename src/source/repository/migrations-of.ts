import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError } from '../../errors.ts'
import { readDrizzleConfig } from '../locations/read-drizzle-config.ts'
import { readMigrationFolder } from '../migrations/read-folder.ts'
import { DRIZZLE_CONFIG_FILES } from '../schema/drizzle-config-files.ts'

/** Where projects keep their migrations, the most telling places first. */
const PLACES = ['drizzle', 'prisma/migrations', 'supabase/migrations', 'migrations', 'db/migrations', 'src/db/migrations']

/** The folder of migrations of a project, from the project's own: what drizzle.config says, else the first usual place that holds some. */
export async function migrationsOf(folder: string): Promise<string | null> {
  const config = DRIZZLE_CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path))
  // A folder that drizzle-kit has not written yet is still the one that it will write.
  if (config !== undefined) return withoutDot((await outOf(config)) ?? 'drizzle')
  for (const place of PLACES) if (await holdsMigrations(join(folder, place))) return place
  return null
}

async function outOf(config: string): Promise<string | null> {
  const read = await readDrizzleConfig(config)
  return 'reason' in read ? null : read.out
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
