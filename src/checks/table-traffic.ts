import type { Relation, Snapshot, TableStatistics } from '../snapshot.ts'
import { leafPartitions } from './partitions.ts'

/** What was read of a table, since its counters were reset: scans, and blocks as PostgreSQL counts them (8 kB, without TOAST). */
export interface Traffic {
  readonly indexScans: number
  readonly sequentialScans: number
  readonly heapHit: number
  readonly heapRead: number
  readonly indexHit: number
  readonly indexRead: number
}

export interface TableTraffic extends Traffic {
  /** Of the rows, without indexes. */
  readonly bytes: number
}

/** The counters of a partitioned table are the sums of its partitions'; null where one is not known. */
export function trafficOf(snapshot: Snapshot, relation: Relation): TableTraffic | null {
  const tables = relation.kind === 'partitioned table' ? leafPartitions(snapshot, relation) : [relation]
  const known = tables.flatMap(({ statistics }) => statistics ?? [])
  if (known.length < tables.length) return null
  const sum = (of: (each: TableStatistics) => number): number => known.reduce((total, each) => total + of(each), 0)
  return {
    indexScans: sum(({ indexScans }) => indexScans),
    sequentialScans: sum(({ sequentialScans }) => sequentialScans),
    heapHit: sum(({ heapBlocksHit }) => heapBlocksHit),
    heapRead: sum(({ heapBlocksRead }) => heapBlocksRead),
    indexHit: sum(({ indexBlocksHit }) => indexBlocksHit),
    indexRead: sum(({ indexBlocksRead }) => indexBlocksRead),
    bytes: tables.reduce((total, { bytes }) => total + bytes, 0),
  }
}

export const NO_TRAFFIC: Traffic = { indexScans: 0, sequentialScans: 0, heapHit: 0, heapRead: 0, indexHit: 0, indexRead: 0 }

export const together = (a: Traffic, b: Traffic): Traffic => ({
  indexScans: a.indexScans + b.indexScans,
  sequentialScans: a.sequentialScans + b.sequentialScans,
  heapHit: a.heapHit + b.heapHit,
  heapRead: a.heapRead + b.heapRead,
  indexHit: a.indexHit + b.indexHit,
  indexRead: a.indexRead + b.indexRead,
})
