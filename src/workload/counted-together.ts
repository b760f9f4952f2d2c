import type { Snapshot } from '../snapshot.ts'
import type { Entry } from './read-workload.ts'
import { readWorkload } from './read-workload.ts'
import type { Use } from './shape.ts'
import { relationKey } from './ties.ts'

/**
 * Statements whose counters may be sums over several tables. Since PostgreSQL 18 what tells two statements apart is how they call their tables, no
 * longer the tables: `… from orders t1 where t1.id = $1` and `… from users t1 where t1.id = $1` are one entry, under the text that came first,
 * and so are statements on tables of one name in two schemas. The others leave no trace, so that an alias is doubtful as soon as two tables
 * go by it anywhere.
 */
export function countedTogether(
  snapshot: Pick<Snapshot, 'workload' | 'relations' | 'server' | 'measuredOn'>,
): ReadonlySet<Entry> {
  const entries = readWorkload(snapshot)?.entries ?? []
  if (!tellsByNames(snapshot)) return new Set()
  const relations = new Map<string, Set<string>>()
  const add = (calledAs: string, relation: string): void => {
    const known = relations.get(calledAs)
    if (known) known.add(relation)
    else relations.set(calledAs, new Set([relation]))
  }
  for (const relation of snapshot.relations) add(relation.name, relationKey(relation))
  for (const { shape } of entries)
    for (const { calledAs, schema, relation } of shape.uses)
      if (calledAs !== null) add(calledAs, relationKey({ schema, name: relation }))
  const isDoubtful = ({ calledAs }: Use): boolean => calledAs !== null && (relations.get(calledAs)?.size ?? 0) > 1
  return new Set(entries.filter(({ shape }) => shape.uses.some(isDoubtful)))
}

/** The extension of 18 is 1.12; of a workload from another server nothing else is known. */
function tellsByNames({ workload, server, measuredOn }: Pick<Snapshot, 'workload' | 'server' | 'measuredOn'>): boolean {
  if (measuredOn === undefined) return server.versionNumber >= 180_000
  const [major = 0, minor = 0] = workload.available ? workload.extensionVersion.split('.').map(Number) : []
  return major > 1 || (major === 1 && minor >= 12)
}
