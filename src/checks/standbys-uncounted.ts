import type { Snapshot } from '../snapshot.ts'

/** Standbys whose reads are not among the counters: neither the primary's own nor those behind the ones that were named; null when not known. */
export function standbysUncounted({ replication, replicas = [] }: Snapshot): number | null {
  const connected = [replication?.standbys ?? null, ...replicas.map(({ standbys }) => standbys)]
  const known = connected.flatMap((standbys) => standbys ?? [])
  if (known.length < connected.length) return null
  return Math.max(0, known.reduce((sum, standbys) => sum + standbys, 0) - replicas.length)
}
