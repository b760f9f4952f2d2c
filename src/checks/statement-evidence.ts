import type { AuditedObject, Evidence } from '../finding.ts'
import { estimatedPercentile } from '../workload/estimated-percentile.ts'
import { ranksOf } from '../workload/ranks.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'

/** The first table that the statement names stands for it. */
export const queryObject = ({ shape }: Entry): AuditedObject => ({
  schema: shape.uses[0]?.schema ?? '',
  relation: shape.uses[0]?.relation ?? '',
  kind: 'query',
})

/** A subject in a sentence: at most 120 characters of it. */
export const shortened = (subject: string): string => (subject.length <= 120 ? subject : `${subject.slice(0, 119)}…`)

/**
 * What was counted of a statement: times in ms, blocks of 8 kB, shares as fractions of the execution time of all that was recorded, ranks
 * from 1 among the statements that were understood.
 */
export function statementEvidence(reading: WorkloadReading, entry: Entry): Evidence {
  const { calls, shape } = entry
  const ranks = ranksOf(reading.entries).get(entry)
  const perCall = (count: number): number => rounded(calls > 0 ? count / calls : 0)
  return {
    query: shortenedQuery(entry.query),
    calls,
    mean_ms: rounded(entry.meanTime),
    max_ms: rounded(entry.maxTime),
    deviation_ms: rounded(entry.deviation),
    estimated_p95_ms: rounded(estimatedPercentile(entry, 95)),
    estimated_p99_ms: rounded(estimatedPercentile(entry, 99)),
    estimated_by: 'a log-normal distribution of this mean and deviation, up to the maximum',
    total_ms: rounded(entry.totalTime),
    share_of_time: rounded(shareOf(reading, entry.totalTime)),
    rows_per_call: perCall(entry.rows),
    blocks_hit_per_call: perCall(entry.sharedBlocksHit),
    blocks_read_per_call: perCall(entry.sharedBlocksRead),
    temp_blocks_per_call: perCall(entry.tempBlocksWritten),
    rank_by_time: ranks?.time ?? null,
    rank_by_calls: ranks?.calls ?? null,
    rank_by_blocks: ranks?.blocks ?? null,
    rank_by_temp: ranks?.temp ?? null,
    inside_functions_only: !entry.toplevel,
    roles: entry.roles,
    tags: Object.entries(shape.tags).map(([key, value]) => `${key}=${value}`),
    counted_since: reading.statsReset,
  }
}

/** Of the execution time (ms) that was recorded, from 0 to 1. */
export const shareOf = ({ recorded }: WorkloadReading, time: number): number => (recorded.time > 0 ? time / recorded.time : 0)

/** To a thousandth of its unit. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000
