import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Note } from '../../snapshot.ts'
import { note } from '../migrations/layout.ts'
import { DRIZZLE_CONFIG_FILES } from '../schema/drizzle-config-files.ts'
import { foldersUpFrom } from '../schema/folders-up.ts'
import { locationFile } from './location-file.ts'
import { readDrizzleConfig } from './read-drizzle-config.ts'
import { repositoryOf } from './repository-of.ts'
import { schemaEntries } from './schema-entries.ts'

/**
 * The schema files that belong to a folder of migrations, as the drizzle.config of its repository or of the working directory says.
 * The config is read, never run. None where there is no config, or none for this folder.
 */
export async function configuredSchema(
  migrations: string,
  cwd: string,
): Promise<{ readonly entries: readonly string[]; readonly notes: readonly Note[] }> {
  for (const path of configsFor(migrations, cwd)) {
    const file = locationFile(cwd, path)
    const config = await readDrizzleConfig(path)
    if ('reason' in config)
      return without(`It could not be read, so no finding has a place in the Drizzle schema: ${config.reason}`, file, config.line)
    // drizzle-kit takes paths from where it is run, which is the config's folder for most.
    const bases = [dirname(path), cwd]
    if (config.out !== null && !bases.some((base) => resolve(base, config.out ?? '') === migrations)) continue
    if (config.schema === null)
      return without('It computes its schema, so no finding has a place there; write the path as text.', file)
    const found = bases.map((base) => (config.schema ?? []).flatMap((pattern) => schemaEntries(pattern, base)))
    const entries = found.find((each) => each.length > 0)
    if (entries) return { entries, notes: [] }
    return config.schema.length === 0
      ? NONE
      : without('Its schema names no file that exists, so no finding has a place there.', file)
  }
  return NONE
}

const NONE = { entries: [], notes: [] } as const

const without = (message: string, file: string, line: number | null = null) => ({
  entries: [],
  notes: [note('warn', message, file, line)],
})

function configsFor(migrations: string, cwd: string): readonly string[] {
  const repository = repositoryOf(migrations)
  const above = [...foldersUpFrom(migrations)]
  const folders = [...above.slice(0, above.indexOf(repository) + 1), cwd]
  const paths = folders.flatMap(
    (folder) => DRIZZLE_CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? [],
  )
  return [...new Set(paths)]
}
