import type { Relation, Snapshot } from '../snapshot.ts'
import { hoursBetween } from './counted.ts'
import { leafPartitions } from './partitions.ts'

/**
 * Rows that were inserted, updated and deleted per hour, by the table's counters; those of a partitioned table are its partitions'. Where the
 * counters were never reset nobody knows how old they are, but they are no younger than those of the workload (a crash empties both), so
 * `hours` of the workload make the rate too high rather than too low. Null where something was not counted.
 */
export function writesPerHour(snapshot: Snapshot, relation: Relation, hours: number): number | null {
  const tables = relation.kind === 'partitioned table' ? leafPartitions(snapshot, relation) : [relation]
  const since = snapshot.database?.statsReset ?? null
  let writes = 0
  for (const { statistics } of tables) {
    if (!statistics) return null
    writes += statistics.inserts + statistics.updates + statistics.deletes
  }
  return writes / (since === null ? hours : hoursBetween(since, snapshot.collectedAt))
}
