import type { Snapshot } from '../snapshot.ts'

const oldest = new WeakMap<Snapshot, string | null>()

/**
 * A time since when the counters of tables and indexes have certainly been running, on the primary and on each standby whose reads are among
 * them; null when that is not known.
 */
export function countersSince(snapshot: Snapshot): string | null {
  const { replicas = [] } = snapshot
  const begun = [sinceHere(snapshot), ...replicas.map(({ countedSince }) => countedSince)]
  return begun.reduce((last, each) => (last === null || each === null ? null : Date.parse(last) < Date.parse(each) ? each : last))
}

/**
 * It is their last reset. Where they never were, they are as old as the database, or younger: PostgreSQL throws them away after a crash and
 * notes no reset. Then it is the oldest vacuum, analyze or index scan that they remember, for these are counters too and are lost with them.
 */
function sinceHere(snapshot: Snapshot): string | null {
  const { database } = snapshot
  if (!database) return null
  if (database.statsReset !== null) return database.statsReset
  let known = oldest.get(snapshot)
  if (known === undefined) oldest.set(snapshot, (known = oldestMemory(snapshot)))
  return known
}

function oldestMemory({ relations }: Snapshot): string | null {
  let first: string | null = null
  for (const { statistics, indexes } of relations)
    for (const time of [statistics?.lastVacuum, statistics?.lastAnalyze, ...indexes.map((index) => index.statistics?.lastScan)])
      if (time && (first === null || Date.parse(time) < Date.parse(first))) first = time
  return first
}
