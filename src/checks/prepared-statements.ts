import * as v from 'valibot'
import { defineCheck, type Outcome } from '../check.ts'
import type { Snapshot } from '../snapshot.ts'
import { type Catalog, catalogOf } from '../workload/catalog.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { subjectOf } from '../workload/subject-of.ts'
import { judgeCounted } from './counted.ts'
import { onePerSubject } from './one-per-subject.ts'
import { type BehindParameter, partialIndexesBehind } from './partial-indexes-behind.ts'
import { changeSetting, hiddenSetting } from './server-only.ts'
import { queryObject, rounded, shortened, statementEvidence } from './statement-evidence.ts'

const positive = v.pipe(v.number(), v.minValue(0))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

const params = v.strictObject({
  /** Of fewer calls nobody notices how they are planned. */
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1000),
  /** Of its planning and execution time together, 0 to 1. */
  minPlanningShare: v.optional(share, 0.3),
  /** Planning time of all its calls, ms. */
  minPlanningMs: v.optional(positive, 1000),
  /** Plans for each call below which a statement is prepared already. */
  preparedBelow: v.optional(share, 0.5),
  /** Counters that are younger say nothing. */
  minHours: v.optional(positive, 1),
})
type Params = v.InferOutput<typeof params>

const TRACKING = 'pg_stat_statements.track_planning'

/**
 * Statements that are planned again at each of many calls, and take much of their time for it. What only functions run is left out: PL/pgSQL
 * prepares its statements itself.
 */
export const preparedStatements = defineCheck<Params>({
  id: 'prepared-statements',
  summary: 'Statements that are called often do not spend much of their time on being planned',
  params,
  needs: ['workload', 'relations', 'columns', 'indexes', 'settings'],
  scope: 'database',
  run: ({ snapshot, rule }) =>
    judgeCounted(snapshot, rule.params.minHours, 'planning', (reading) => {
      const reason = planningUnknown(snapshot, reading)
      if (reason !== null) return { reason }
      const catalog = catalogOf(snapshot)
      return onePerSubject(reading.entries, (entry) => judge(rule.params, { reading, catalog, entry }))
    }),
})

/** Plans that were counted tell more than the setting, which may have been changed since. */
function planningUnknown(snapshot: Snapshot, { entries }: WorkloadReading): string | null {
  if (entries.some(({ plans }) => plans > 0)) return null
  const value = snapshot.settings[TRACKING]?.value
  if (value === 'on') return entries.length === 0 ? null : `${TRACKING} is on, and no plan was counted yet: audit again later`
  if (value === undefined) return `no plan was counted, and ${hiddenSetting(snapshot, TRACKING)}`
  // Sessions that run the same statement compete for its entry once more (manual, on pg_stat_statements.track_planning).
  return `${TRACKING} is off, so planning times are not known: let it be on for a day, for it slows down many sessions that run the same statements: ${changeSetting(snapshot, TRACKING, 'on')}`
}

interface Case {
  readonly reading: WorkloadReading
  readonly catalog: Catalog
  readonly entry: Entry
}

function judge(limits: Params, { reading, catalog, entry }: Case): readonly Outcome[] {
  const { calls, plans, planTime, totalTime, toplevel, shape } = entry
  if (!toplevel || calls < limits.minCalls) return []
  const about = { object: queryObject(entry), subject: subjectOf(shape) }
  if (plans < calls * limits.preparedBelow) return [{ ...about, status: 'pass', verdict: 'present', reason: PREPARED }]
  if (planTime < limits.minPlanningMs || planTime < (planTime + totalTime) * limits.minPlanningShare) return []
  const behind = partialIndexesBehind(shape, catalog)
  return [
    {
      ...about,
      status: 'fail',
      verdict: 'missing',
      confidence: 'workload',
      message: `${shortened(about.subject)}: it is planned again at every call, which takes much of its time.`,
      remedy: remedyFor(behind),
      evidence: {
        plans,
        planning_ms: rounded(planTime),
        mean_planning_ms: rounded(planTime / Math.max(1, plans)),
        planning_share_of_its_time: rounded(planTime / (planTime + totalTime)),
        partial_indexes: behind.map(
          ({ index, predicate, columns }) =>
            `${index} where ${predicate}: no generic plan uses it when ${columns.join(', ')} comes as a parameter`,
        ),
        poolers: POOLERS,
        custom_plans: CUSTOM_PLANS,
        ...statementEvidence(reading, entry),
      },
    },
  ]
}

const PREPARED = 'it is planned for few of its calls: it is prepared, or planning has been counted for a shorter time than calls'
const POOLERS =
  'a pooler in transaction mode hands each transaction another connection: PgBouncer keeps prepared statements from 1.21 on, where max_prepared_statements is above 0'
const CUSTOM_PLANS =
  'a prepared statement is planned anew as long as plans for the very values are cheaper than a generic one: preparing then saves the parsing only'

function remedyFor(behind: readonly BehindParameter[]): string {
  const prepare =
    "prepare it once for each connection: in Drizzle .prepare('name'), with sql.placeholder('userId') for each value"
  if (behind.length === 0) return prepare
  const columns = [...new Set(behind.flatMap((each) => each.columns))].toSorted().join(', ')
  return `${prepare}, but write ${columns} into the statement as a constant, for no generic plan uses ${behind.map(({ index }) => index).join(', ')} behind a parameter`
}
