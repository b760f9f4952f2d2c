import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { qualified } from '../identifier.ts'
import type { Index, Relation } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { storedIndexes } from './attached-indexes.ts'
import { hoursBetween, noCounters } from './counted.ts'
import { countersSince } from './counters-since.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { standbysUncounted } from './standbys-uncounted.ts'
import { trafficOf } from './table-traffic.ts'
import { unusedIndexFix } from './unused-index-fix.ts'
import { keptBecause } from './unused-index-kept.ts'

const params = v.strictObject({
  /** Days that the counters must cover: more than a month, for jobs that run monthly. */
  minDays: v.optional(v.pipe(v.number(), v.minValue(1)), 35),
  /** A smaller index (bytes) costs little, and little is gained without it. */
  minBytes: v.optional(v.pipe(v.number(), v.minValue(0)), 10_485_760),
})
type Params = v.InferOutput<typeof params>

/** A big index that no statement of this server, or of a standby whose reads are counted here, has used for long, and that nothing else needs. */
export const unusedIndex = defineCheck<Params>({
  id: 'unused-index',
  scope: 'table',
  summary:
    'An index that nothing has used for weeks, and that keeps no constraint, costs every write and its share of memory for nothing.',
  params,
  needs: ['relations', 'columns', 'indexes', 'constraints', 'table-statistics', 'index-statistics', 'database-statistics'],
  fix: unusedIndexFix,
  run: (context, relation) => {
    const free = relation.indexes.filter((index) => index.valid && !isBound(index))
    if (free.length === 0) return []
    const table = { object: objectOf(relation, 'table'), subject: 'indexes' }
    const reason = noCounters(context.snapshot) ?? elsewhere(context)
    if (reason !== null) return [{ ...table, status: 'skipped', reason }]
    const outcomes = free.flatMap((index) => judge(context, relation, index))
    return outcomes.length > 0 ? outcomes : [{ ...table, status: 'pass', verdict: 'present' }]
  },
})

const elsewhere = ({ snapshot: { server } }: Context<Params>): string | null =>
  server.inRecovery ? 'this server is a standby, and its primary may use what it does not: audit the primary' : null

/**
 * Something other than a search depends on it, and does not count as one: uniqueness and exclusion are looked up without being counted, a
 * constraint owns it, foreign keys of other tables point at it, replication names rows by it, CLUSTER sorts by it.
 */
const isBound = (index: Index): boolean =>
  index.unique ||
  index.primary ||
  index.exclusion ||
  index.constraint !== null ||
  index.supportsForeignKey ||
  index.replicaIdentity ||
  index.clustered

function judge(context: Context<Params>, relation: Relation, index: Index): readonly Outcome[] {
  const { snapshot, rule } = context
  const { minDays, minBytes } = rule.params
  const stored = storedIndexes(snapshot, relation, index)
  const bytes = stored.reduce((total, each) => total + each.bytes, 0)
  if (bytes < minBytes) return []
  const about = { object: objectOf(relation, 'index', { name: index.name }), subject: index.name }
  const skipped = (reason: string): readonly Outcome[] => [{ ...about, status: 'skipped', reason }]
  if (stored.some(({ statistics }) => statistics === null)) return skipped(`how often ${index.name} is used was not counted`)
  if (stored.some(({ statistics }) => (statistics?.scans ?? 0) > 0)) return []
  const days = (time: string): number => hoursBetween(time, snapshot.collectedAt) / 24
  // Whatever the count says, since PostgreSQL 16 the last scan is remembered by itself.
  if (stored.some(({ statistics }) => statistics?.lastScan && days(statistics.lastScan) < minDays)) return []
  const kept = keptBecause(context, relation, index)
  if (kept !== null) return [{ ...about, status: 'pass', verdict: 'present', reason: `${index.name} is kept unused: ${kept}` }]
  const since = countersSince(snapshot)
  if (since === null)
    return skipped(
      `nothing has used ${index.name}, but since when that is counted nobody knows: audit again ${minDays} days from now`,
    )
  if (days(since) < minDays)
    return skipped(
      `nothing has used ${index.name}, but its counters cover less than ${minDays} days: audit again once they cover them`,
    )
  const traffic = trafficOf(snapshot, relation)
  if (traffic === null || traffic.indexScans + traffic.sequentialScans === 0)
    return skipped(`nothing has read ${nameOf(relation)} at all, so that its unused indexes say nothing`)
  return [finding(context, relation, index, { since, days: Math.floor(days(since)), bytes })]
}

interface Facts {
  readonly since: string
  readonly days: number
  readonly bytes: number
}

function finding({ snapshot, rule }: Context<Params>, relation: Relation, index: Index, { since, days, bytes }: Facts): Outcome {
  const { replicas = [] } = snapshot
  const uncounted = standbysUncounted(snapshot)
  const isExpression = index.keys.some(({ expression }) => expression !== null)
  // PostgreSQL drops no partitioned index concurrently.
  const drop = `DROP INDEX ${relation.kind === 'partitioned table' ? '' : 'CONCURRENTLY '}${qualified({ schema: relation.schema, name: index.name })};`
  const look =
    uncounted === 0
      ? 'Review'
      : uncounted === null
        ? `Look on the ${replicas.length > 0 ? 'other ' : ''}standbys, if there are any, whose scans are not counted here`
        : `Look on each ${replicas.length > 0 ? 'other ' : ''}standby, whose scans are not counted here`
  return {
    object: objectOf(relation, 'index', { name: index.name }),
    subject: index.name,
    status: 'fail',
    verdict: 'redundant',
    message: `Index ${index.name} of ${nameOf(relation)} was not used once in ${rule.params.minDays} days or more: every write pays for it${isExpression ? ', though the planner may live by the statistics on its expression' : ''}.`,
    remedy: `${look}, then: ${drop}`,
    evidence: {
      index_definition: indexDefinition(relation, index),
      index_bytes: bytes,
      index_scans: 0,
      last_scan: index.statistics?.lastScan ?? null,
      counted_since: since,
      counted_since_is: snapshot.database?.statsReset ? 'the last reset' : 'the oldest thing that the counters remember',
      counted_days: days,
      // PostgreSQL keeps no date of an index.
      made: 'unknown: an index that is younger than its counters has had less time',
      standbys: snapshot.replication?.standbys ?? null,
      ...(replicas.length > 0 ? { standbys_counted: replicas.map(({ label }) => label) } : {}),
      statistics_lost: isExpression,
    },
  }
}
