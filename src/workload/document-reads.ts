import type { Entry, WorkloadReading } from './read-workload.ts'
import type { DocumentUse, Shape } from './shape.ts'

/** What one statement asks of one json or jsonb column. */
export interface DocumentRead {
  readonly entry: Entry
  readonly uses: readonly DocumentUse[]
}

/** A column's name in maps. */
export const documentKey = (schema: string, relation: string, column: string): string =>
  JSON.stringify([schema, relation, column])

/** The parts of documents that a statement asks for, by `documentKey`. */
export function documentsOf({ uses, documents }: Shape): ReadonlyMap<string, readonly DocumentUse[]> {
  const byColumn = new Map<string, DocumentUse[]>()
  for (const document of documents) {
    const { schema, relation } = uses[document.use] ?? { schema: '', relation: '' }
    const key = documentKey(schema, relation, document.column)
    const known = byColumn.get(key)
    if (known) known.push(document)
    else byColumn.set(key, [document])
  }
  return byColumn
}

const reads = new WeakMap<WorkloadReading, ReadonlyMap<string, readonly DocumentRead[]>>()

/**
 * Statements that filter, join, sort, group or aggregate by a part of a json or jsonb column, by `documentKey`. One that only returns a part
 * is none: its row was read anyway, and opening one document costs next to nothing. Each workload is looked through once.
 */
export function documentReads(reading: WorkloadReading): ReadonlyMap<string, readonly DocumentRead[]> {
  let known = reads.get(reading)
  if (!known) reads.set(reading, (known = collect(reading)))
  return known
}

function collect({ entries }: WorkloadReading): ReadonlyMap<string, readonly DocumentRead[]> {
  const byColumn = new Map<string, DocumentRead[]>()
  for (const entry of entries) {
    for (const [key, all] of documentsOf(entry.shape)) {
      const uses = all.filter(({ clause }) => clause !== 'select')
      if (uses.length === 0) continue
      const known = byColumn.get(key)
      if (known) known.push({ entry, uses })
      else byColumn.set(key, [{ entry, uses }])
    }
  }
  return byColumn
}
