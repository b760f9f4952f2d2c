import { resolve } from 'node:path'
import type { Finding } from '../finding.ts'
import { locate } from '../locations/locate.ts'
import type { Note } from '../snapshot.ts'
import type { ReadPlaces } from '../source/locations.ts'
import type { Run } from './read-source.ts'

/** The findings with their places, where the source of the run has files, and notes about files that could not be read. */
export async function withLocations(
  run: Pick<Run, 'origin' | 'io'>,
  findings: readonly Finding[],
): Promise<{ readonly findings: readonly Finding[]; readonly notes: readonly Note[] }> {
  const read = findings.length === 0 ? null : await readPlaces(run)
  return read ? { findings: locate(findings, read.sources), notes: read.notes } : { findings, notes: [] }
}

async function readPlaces({ origin, io: { cwd } }: Pick<Run, 'origin' | 'io'>): Promise<ReadPlaces | null> {
  const folder = origin.kind === 'migrations' ? origin.folder : origin.kind === 'server' ? origin.migrations : undefined
  if (folder !== undefined) return (await import('../source/locations.ts')).placesOfMigrations(resolve(cwd, folder), cwd)
  return origin.kind === 'schema' ? (await import('../source/locations.ts')).placesOfSchema(resolve(cwd, origin.file), cwd) : null
}
