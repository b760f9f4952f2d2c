import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import type { Relation } from '../snapshot.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { isRepeatable } from '../workload/repeatable.ts'
import { subjectOf } from '../workload/subject-of.ts'
import { countedWorkload, freshCounters, hoursBetween, unseen, withTheRest } from './counted.ts'
import { onePerSubject } from './one-per-subject.ts'
import { nameOf } from './relation-object.ts'
import { databaseObject } from './server-only.ts'
import { queryObject, rounded, shareOf, shortened, statementEvidence } from './statement-evidence.ts'
import { writesPerHour } from './table-writes.ts'

const positive = v.pipe(v.number(), v.minValue(0))

const params = v.strictObject({
  /** How long a result is kept, seconds. */
  ttlSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 300),
  /** Fewer calls are not worth a cache. */
  minCallsPerMinute: v.optional(positive, 10),
  /** Of the execution time of all statements, what the cache may take off at least (0 to 1). */
  minShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.05),
  /** Rows written to its tables, for each minute and for each call: a table above either changes. */
  maxWritesPerMinute: v.optional(positive, 1),
  maxWritesPerCall: v.optional(positive, 0.01),
  /** More rows are no value for a cache. */
  maxRowsPerCall: v.optional(positive, 1000),
  /** Counters that are younger say nothing. */
  minHours: v.optional(positive, 24),
})
type Params = v.InferOutput<typeof params>

/**
 * Reads that come often, of tables that hardly change: a cache would answer most of them. The model: if all calls had the same parameters, one
 * call of each `ttlSeconds` would reach the database, and the rest of its time would be saved. How many different parameters there are is not
 * in pg_stat_statements, so what is said is an upper bound, reached by lists that everybody sees and not by lookups of single rows.
 */
export const cacheable = defineCheck<Params>({
  id: 'cacheable',
  summary: 'Reads that come often, of tables that hardly change, need not reach the database',
  params,
  needs: ['workload', 'relations', 'columns', 'table-statistics', 'database-statistics'],
  scope: 'database',
  run: ({ snapshot, rule: { params: limits } }) => {
    const about = { object: databaseObject, subject: 'reads' }
    const skipped = (reason: string): readonly Outcome[] => [{ ...about, status: 'skipped', reason }]
    if (snapshot.source.kind === 'demo') return skipped('the demo sends its workload all at once: calls per minute mean nothing')
    const reading = countedWorkload(snapshot, limits.minHours)
    if ('reason' in reading) return skipped(reading.reason)
    if (reading.statsReset === null)
      return skipped(
        'nobody knows since when statements are counted: pg_stat_statements 1.9 and later do (ALTER EXTENSION pg_stat_statements UPDATE)',
      )
    const fresh = freshCounters(snapshot, limits.minHours)
    if (fresh !== null) return skipped(fresh)
    const window = hoursBetween(reading.statsReset, snapshot.collectedAt)
    const relations = new Map(snapshot.relations.map((relation) => [keyOf(relation), relation]))
    const counted = { snapshot, limits, reading, window, relations }
    const found = onePerSubject(reading.entries, (entry) => judge(counted, entry))
    return withTheRest(found, about, unseen(snapshot, reading))
  },
})

interface Counted {
  readonly snapshot: Context<Params>['snapshot']
  readonly limits: Params
  readonly reading: WorkloadReading
  /** Hours in which the workload was counted. */
  readonly window: number
  readonly relations: ReadonlyMap<string, Relation>
}

function judge(counted: Counted, entry: Entry): readonly Outcome[] {
  const { limits, reading, window, snapshot, relations } = counted
  const callsPerMinute = entry.calls / (window * 60)
  const saved = shareOf(reading, entry.totalTime * savedOf(callsPerMinute, limits.ttlSeconds))
  const often = callsPerMinute >= limits.minCallsPerMinute && saved >= limits.minShare
  if (!often || entry.rows / entry.calls > limits.maxRowsPerCall || !isCommonRead(entry)) return []
  const about = { object: queryObject(entry), subject: subjectOf(entry.shape) }
  const used = new Map(
    entry.shape.uses.map(({ schema, relation }) => [keyOf({ schema, name: relation }), { schema, name: relation }]),
  )
  const tables = [...used.values()].map(nameOf)
  let writesPerMinute = 0
  for (const [key, table] of used) {
    const relation = relations.get(key)
    const writes = relation ? writesPerHour(snapshot, relation, window) : null
    // What other servers hold, and what this role may not see, may change all the time.
    if (writes === null)
      return [{ ...about, status: 'skipped', reason: `how often ${nameOf(table)} is written is not counted here` }]
    writesPerMinute += writes / 60
  }
  if (writesPerMinute > limits.maxWritesPerMinute || writesPerMinute > callsPerMinute * limits.maxWritesPerCall) return []
  return [
    {
      ...about,
      status: 'fail',
      verdict: 'weaker',
      confidence: 'workload',
      message: `${shortened(about.subject)}: it is read many times a minute while ${tables.join(', ')} hardly ${tables.length > 1 ? 'change' : 'changes'}, so that a cache of ${limits.ttlSeconds} seconds could answer most of its calls.`,
      remedy: `where an answer may be ${limits.ttlSeconds} seconds old, keep it (React's cache within a request, Redis between them), and drop it when the rows are written`,
      evidence: {
        share_saved_at_most: rounded(saved),
        calls_per_minute: rounded(callsPerMinute),
        writes_per_minute: rounded(writesPerMinute),
        ttl_seconds: limits.ttlSeconds,
        model: 'all calls have the same parameters: how many different ones there are is not counted, so it is an upper bound',
        tables,
        ...statementEvidence(reading, entry),
      },
    },
  ]
}

const keyOf = ({ schema, name }: Pick<Relation, 'schema' | 'name'>): string => JSON.stringify([schema, name])

/** Of calls that all ask the same, those that a cache answers: all but one in each `ttl` seconds. */
const savedOf = (callsPerMinute: number, ttl: number): number => Math.max(0, 1 - 60 / (callsPerMinute * ttl))

/**
 * A read that may be answered from a copy. Not one that only functions send, for no application can put a cache before it; not one that names
 * what this schema does not have, or reads no table at all; and nothing that writes, that locks rows (somebody is about to change them), or
 * that gives different rows to different callers (see isRepeatable, which parses and therefore comes last).
 */
const isCommonRead = ({ shape, toplevel, query }: Entry): boolean =>
  toplevel && shape.uses.length > 0 && shape.unresolved.length === 0 && isRepeatable(query)
