import { join } from 'node:path'
import type { Places } from '../../locations/places.ts'
import { migrationPlaces } from '../../locations/sql/migration-places.ts'
import { loadParser } from '../../sql/parse.ts'
import { parseFile } from '../migrations/parse-file.ts'
import { readMigrationFolder } from '../migrations/read-folder.ts'
import { locationFile } from './location-file.ts'

/** Where a folder of migrations says what. Throws AuditError when it cannot be read, as its replay does. */
export async function readMigrationPlaces(folder: string, cwd: string): Promise<Places> {
  await loadParser()
  const { files } = await readMigrationFolder(folder)
  return migrationPlaces(files.map(({ file, sql }) => ({ ...parseFile(file, sql), file: locationFile(cwd, join(folder, file)) })))
}
