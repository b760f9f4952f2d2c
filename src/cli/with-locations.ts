import { resolve } from 'node:path'
import type { Finding } from '../finding.ts'
import { locate } from '../locations/locate.ts'
import type { Note } from '../snapshot.ts'
import type { ReadPlaces } from '../source/locations.ts'
import { besideOf } from './origin.ts'
import type { Run } from './read-source.ts'

/** The findings with their places, where the source of the run has files, and notes about files that could not be read. */
export async function withLocations(
  run: Pick<Run, 'origin' | 'options' | 'io'>,
  findings: readonly Finding[],
): Promise<{ readonly findings: readonly Finding[]; readonly notes: readonly Note[] }> {
  const read = findings.length === 0 ? null : await readPlaces(run)
  return read ? { findings: locate(findings, read.sources), notes: read.notes } : { findings, notes: [] }
}

/** A schema that is beside migrations is the one they are generated from: it is what people edit. */
async function readPlaces({ origin, options, io: { cwd } }: Pick<Run, 'origin' | 'options' | 'io'>): Promise<ReadPlaces | null> {
  const beside = besideOf(origin, options)
  const folder = origin.kind === 'migrations' ? origin.folder : beside.migrations
  const file = origin.kind === 'schema' ? origin.file : beside.schema
  if (folder === null && file === null) return null
  const { placesOfMigrations, placesOfSchema } = await import('../source/locations.ts')
  const schema = file === null ? null : await placesOfSchema(resolve(cwd, file), cwd)
  const migrations = folder === null ? null : await placesOfMigrations(resolve(cwd, folder), cwd)
  const read = [schema, migrations].flatMap((each) => each ?? [])
  return { sources: read.flatMap(({ sources }) => sources), notes: read.flatMap(({ notes }) => notes) }
}
