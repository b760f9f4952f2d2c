import { messageOf } from '../errors.ts'
import { drizzlePlaces } from '../locations/drizzle/drizzle-places.ts'
import type { Places } from '../locations/places.ts'
import type { Note } from '../snapshot.ts'
import { configuredSchema } from './locations/drizzle-config.ts'
import { locationFile } from './locations/location-file.ts'
import { readMigrationPlaces } from './locations/read-migration-places.ts'
import { readModules } from './locations/read-modules.ts'
import { schemaFiles } from './locations/schema-entries.ts'
import { note } from './migrations/layout.ts'

/** What files tell of a schema, best first, and what of them could not be read. */
export interface ReadPlaces {
  readonly sources: readonly Places[]
  readonly notes: readonly Note[]
}

/** Of a Drizzle schema: a file, or a folder of them. Never rejects: what cannot be read is a note. `path` is absolute. */
export const placesOfSchema = (path: string, cwd: string): Promise<ReadPlaces> =>
  attempt(path, cwd, async () => {
    const { modules, notes } = await readModules(schemaFiles(path), cwd)
    return { sources: [drizzlePlaces(modules)], notes }
  })

/**
 * Of a folder of migrations. Before it comes the Drizzle schema that it is generated from, where a drizzle.config tells which: that is
 * what people edit. Never rejects: what cannot be read is a note. `folder` is absolute.
 */
export async function placesOfMigrations(folder: string, cwd: string): Promise<ReadPlaces> {
  const schema = await attempt(folder, cwd, async () => {
    const { entries, notes } = await configuredSchema(folder, cwd)
    const read = await readModules(entries, cwd)
    return { sources: [drizzlePlaces(read.modules)], notes: [...notes, ...read.notes] }
  })
  const migrations = await attempt(folder, cwd, async () => ({ sources: [await readMigrationPlaces(folder, cwd)], notes: [] }))
  return { sources: [...schema.sources, ...migrations.sources], notes: [...schema.notes, ...migrations.notes] }
}

/** A place is a convenience: whatever goes wrong on the way to it must not cost the audit. */
async function attempt(path: string, cwd: string, read: () => Promise<ReadPlaces>): Promise<ReadPlaces> {
  try {
    return await read()
  } catch (thrown) {
    const message = `It could not be read for the places of findings: ${messageOf(thrown)}`
    return { sources: [], notes: [note('warn', message, locationFile(cwd, path))] }
  }
}
