import type { Relation, Snapshot } from '../snapshot.ts'
import type { WorkloadReading } from '../workload/read-workload.ts'
import { hoursBetween } from './counted.ts'
import { countersSince } from './counters-since.ts'

/**
 * Rows of a table that are written for each of these calls. The counters of tables and those of statements are reset by themselves: each counts
 * as a rate over its own time. Null where one of the two is not known, for a bulk load before the other's reset would look like everyday writes.
 */
export function writesPerCall(
  snapshot: Snapshot,
  { statsReset }: WorkloadReading,
  { statistics }: Relation,
  calls: number,
): number | null {
  const since = countersSince(snapshot)
  if (!statistics || since === null || statsReset === null || calls === 0) return null
  const [hoursOfTables, hoursOfStatements] = [
    hoursBetween(since, snapshot.collectedAt),
    hoursBetween(statsReset, snapshot.collectedAt),
  ]
  if (hoursOfTables <= 0 || hoursOfStatements <= 0) return null
  const { inserts, updates, deletes } = statistics
  return ((inserts + updates + deletes) * hoursOfStatements) / (hoursOfTables * calls)
}
