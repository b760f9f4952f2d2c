import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import type { AuditedObject } from '../finding.ts'
import type { Snapshot } from '../snapshot.ts'
import { freshCounters, hoursBetween, noCounters } from './counted.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { databaseObject } from './server-only.ts'
import { rounded } from './statement-evidence.ts'
import { NO_TRAFFIC, together, type Traffic, trafficOf } from './table-traffic.ts'

const positive = v.pipe(v.number(), v.minValue(0))

const params = v.strictObject({
  /** Per cent that each rate is to exceed. */
  above: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 95),
  /** A table that is smaller (bytes, without indexes) is read from end to end with good reason, and stays in memory. */
  minBytes: v.optional(positive, 10_485_760),
  /** Below so many blocks, hit and read together, a rate is noise; for index usage below so many scans, too. */
  minBlocks: v.optional(positive, 50_000),
  minScans: v.optional(positive, 1000),
  /** Counters that are younger say little: memory was still being filled. */
  minHours: v.optional(positive, 24),
})
type Params = v.InferOutput<typeof params>

/**
 * Two things go by the name of a hit rate and are never mixed here. Index usage: of the scans of a table, those that used an index. Cache hit:
 * of the blocks that were asked for, those that were in shared_buffers; a block that was not may still have come from the operating system's
 * memory, so a low rate is a question and no verdict. Both are averages since the counters were reset: a change of last week hardly shows.
 */
export const hitRate = defineCheck<Params>({
  id: 'hit-rate',
  summary: 'Scans of big tables use indexes, and what is read is in memory: two rates, each for itself',
  params,
  needs: ['relations', 'table-statistics', 'database-statistics'],
  scope: 'database',
  run: (context) => {
    const { snapshot, rule } = context
    const reason = noCounters(snapshot) ?? freshCounters(snapshot, rule.params.minHours)
    if (reason !== null) return [{ object: databaseObject, subject: 'hit rates', status: 'skipped', reason }]
    let all = NO_TRAFFIC
    const everyTable = { ...rule, tables: ['*'] }
    const outcomes = snapshot.relations.flatMap((relation): readonly Outcome[] => {
      if (!context.meansTable(everyTable, relation)) return []
      const object = objectOf(relation, 'table')
      const traffic = trafficOf(snapshot, relation)
      if (traffic === null)
        return [{ object, subject: 'hit rates', status: 'skipped', reason: `${nameOf(relation)} has no statistics` }]
      if (traffic.bytes < rule.params.minBytes) return []
      all = together(all, traffic)
      return ratesOf(traffic, nameOf(relation)).map((rate) => judge(context, object, rate))
    })
    return [...outcomes, ...databaseRates(snapshot, all).map((rate) => judge(context, databaseObject, rate))]
  },
})

interface Rate {
  /** `index usage`, `heap cache hit`: what it is a rate of. */
  readonly name: string
  readonly good: number
  readonly bad: number
  /** For the message: of what, and what it means when it is low. */
  readonly says: string
  readonly remedy: string
  readonly units: { readonly good: string; readonly bad: string }
  /** Blocks that were asked for meanwhile. */
  readonly blocks: number
}

const SCANS = { good: 'index_scans', bad: 'sequential_scans' }
const HEAP = { good: 'heap_blocks_hit', bad: 'heap_blocks_read' }
const INDEX = { good: 'index_blocks_hit', bad: 'index_blocks_read' }
const ALL = { good: 'blocks_hit', bad: 'blocks_read' }
const MEMORY =
  'compare with track_io_timing whether those blocks came from the disk or from memory of the operating system, before shared_buffers grows'

const ratesOf = (traffic: Traffic, of: string): readonly Rate[] => [
  usage(traffic, of),
  {
    name: 'heap cache hit',
    good: traffic.heapHit,
    bad: traffic.heapRead,
    blocks: traffic.heapHit + traffic.heapRead,
    units: HEAP,
    says: `blocks of the rows of ${of} were in shared_buffers: the rest had to be read`,
    remedy: MEMORY,
  },
  {
    name: 'index cache hit',
    good: traffic.indexHit,
    bad: traffic.indexRead,
    blocks: traffic.indexHit + traffic.indexRead,
    units: INDEX,
    says: `blocks of the indexes of ${of} were in shared_buffers: the rest had to be read`,
    remedy: MEMORY,
  },
]

const usage = ({ indexScans, sequentialScans, ...blocks }: Traffic, of: string): Rate => ({
  name: 'index usage',
  good: indexScans,
  bad: sequentialScans,
  blocks: blocks.heapHit + blocks.heapRead + blocks.indexHit + blocks.indexRead,
  units: SCANS,
  says: `scans of ${of} used an index: the others read every row`,
  remedy: 'find the statements that read whole tables: those with many blocks for each call in pg_stat_statements',
})

/** Index usage is that of the tables that are big enough; the cache serves everything, catalogs too. */
const databaseRates = ({ database }: Snapshot, traffic: Traffic): readonly Rate[] => [
  usage(traffic, 'big tables'),
  {
    name: 'cache hit',
    good: database?.blocksHit ?? 0,
    bad: database?.blocksRead ?? 0,
    blocks: (database?.blocksHit ?? 0) + (database?.blocksRead ?? 0),
    units: ALL,
    says: 'blocks of the database were in shared_buffers: the rest had to be read',
    remedy: MEMORY,
  },
]

/** A rate of too few is unknown, not good. */
function judge({ snapshot, rule }: Context<Params>, object: AuditedObject, rate: Rate): Outcome {
  const { above, minBlocks, minScans } = rule.params
  const about = { object, subject: rate.name }
  const { name, good, bad, blocks, units, says, remedy } = rate
  if (blocks < minBlocks)
    return { ...about, status: 'skipped', reason: `${name}: fewer than ${minBlocks} blocks were read so far` }
  if (units === SCANS && good + bad < minScans)
    return { ...about, status: 'skipped', reason: `${name}: fewer than ${minScans} scans were made so far` }
  const percent = (good * 100) / (good + bad)
  if (percent > above) return { ...about, status: 'pass', verdict: 'present' }
  const since = snapshot.database?.statsReset ?? null
  return {
    ...about,
    status: 'fail',
    verdict: 'weaker',
    message: `No more than ${above} % of the ${says}.`,
    remedy,
    evidence: {
      [`${name.replaceAll(' ', '_')}_percent`]: rounded(percent),
      [units.good]: good,
      [units.bad]: bad,
      counted_since: since,
      counted_hours: since === null ? null : rounded(hoursBetween(since, snapshot.collectedAt)),
      ...(since === null ? { counters: 'never reset: since the database was made, or since the server last crashed' } : {}),
    },
  }
}
