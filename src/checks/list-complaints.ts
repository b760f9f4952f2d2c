import * as v from 'valibot'
import type { Relation, Snapshot } from '../snapshot.ts'
import { isBounded } from '../workload/bounded-rows.ts'
import type { Catalog } from '../workload/catalog.ts'
import { limitsInside } from '../workload/limits-inside.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { keysetRemedy, pageRemedy } from './page-remedy.ts'
import { orderIndex } from './order-index.ts'
import { leafPartitions } from './partitions.ts'

const positive = v.pipe(v.number(), v.minValue(0))

export const paginationParams = v.strictObject({
  /** Rows per call from which a list is long: five of the plan's pages of 20, more than anybody looks through. */
  manyRows: v.optional(positive, 100),
  /** Fewer calls, or fewer a day, are an export or a report, which is to have all rows. */
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
  minCallsPerDay: v.optional(positive, 2),
  /** A table of at most this many rows is a page as it is: countries, time zones, settings. */
  smallTable: v.optional(positive, 1000),
  /** Blocks of 8 kB per call, and for each row that comes back from each table, from which a page reads what it throws away. */
  deepBlocks: v.optional(positive, 256),
  deepBlocksPerRow: v.optional(positive, 20),
  /** Counters that are younger say nothing. */
  minHours: v.optional(positive, 1),
})
export type PaginationParams = v.InferOutput<typeof paginationParams>

export interface ListCase {
  readonly reading: WorkloadReading
  readonly catalog: Catalog
  readonly entry: Entry
}

/** What is wrong with how a statement returns a list. */
export interface Complaint {
  readonly by: 'no LIMIT' | 'OFFSET without ORDER BY' | 'deep OFFSET'
  readonly verdict: 'missing' | 'weaker'
  readonly says: string
  readonly remedy: string
}

/** The worst first. */
export const listComplaints = (snapshot: Snapshot, limits: PaginationParams, given: ListCase): readonly Complaint[] => [
  ...withoutLimit(snapshot, limits, given),
  ...byOffset(limits, given),
]

function withoutLimit(snapshot: Snapshot, limits: PaginationParams, { catalog, entry }: ListCase): readonly Complaint[] {
  const { shape, rows, calls } = entry
  if (shape.limit || rows < calls * limits.manyRows || limitsInside(entry.query)) return []
  const isSmall = (relation: Relation): boolean => {
    const known = estimatedRows(snapshot, relation)
    // An estimate of fewer rows than come back is out of date.
    return known !== null && Math.max(known, rows / calls) <= limits.smallTable
  }
  return isBounded(shape, catalog, isSmall) ? [] : [noLimit(pageRemedy(shape, catalog))]
}

/** As of the last vacuum or analyze; null where there was none. Nobody analyzes a partitioned table, but its partitions. */
function estimatedRows(snapshot: Snapshot, relation: Relation): number | null {
  if (relation.kind !== 'partitioned table') return relation.tuples
  const parts = leafPartitions(snapshot, relation).map(({ tuples }) => tuples)
  return parts.reduce<number | null>((total, tuples) => (total === null || tuples === null ? null : total + tuples), 0)
}

/**
 * OFFSET without LIMIT is no page, and one row has no order: Prisma writes OFFSET with the value 0 wherever nothing is skipped. How far an
 * OFFSET reaches is not in the statistics; what is read to throw it away is.
 */
function byOffset(limits: PaginationParams, { catalog, entry }: ListCase): readonly Complaint[] {
  const { shape, calls, rows } = entry
  if (!shape.offset || !shape.limit) return []
  const blocks = blocksOf(entry)
  const deep =
    blocks >= calls * limits.deepBlocks && blocks >= Math.max(calls, rows) * shape.uses.length * limits.deepBlocksPerRow
  return [
    ...(shape.order.length === 0 && rows > calls ? [UNORDERED] : []),
    ...(deep ? [deepOffset(orderIndex(shape, catalog) !== null, keysetRemedy(shape, catalog))] : []),
  ]
}

/** Blocks of 8 kB, from memory or from disk. */
export const blocksOf = ({ sharedBlocksHit, sharedBlocksRead }: Entry): number => sharedBlocksHit + sharedBlocksRead

const noLimit = (remedy: string): Complaint => ({
  by: 'no LIMIT',
  verdict: 'missing',
  says: 'it returns its whole list at once, and the list grows with the table',
  remedy,
})
const UNORDERED: Complaint = {
  by: 'OFFSET without ORDER BY',
  verdict: 'weaker',
  says: 'its pages have no order, so a row may come on two of them or on none',
  remedy: 'sort by columns of which the last is unique; where nothing is ever skipped, leave OFFSET out',
}
/** Without an index in its order the first page, too, reads and sorts the whole table. */
const deepOffset = (sorted: boolean, remedy: string): Complaint => ({
  by: 'deep OFFSET',
  verdict: 'weaker',
  says: `it reads far more than it returns, for OFFSET drops all the pages before${sorted ? '' : ' and no index gives its order'}`,
  remedy,
})
