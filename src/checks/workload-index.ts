import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { fingerprintOf } from '../finding.ts'
import type { Relation } from '../snapshot.ts'
import type { IndexCandidate } from '../workload/index-candidates.ts'
import type { WorkloadReading } from '../workload/read-workload.ts'
import { count, grouped } from '../report/counts.ts'
import { relationKey } from '../workload/ties.ts'
import { judgeCounted } from './counted.ts'
import { subjectOf } from './index-access.ts'
import { createIndex, drizzleIndex } from './index-remedy.ts'
import { keyColumns } from './index-shapes.ts'
import { opinionOn } from './planner-opinion.ts'
import { objectOf } from './relation-object.ts'
import { writesPerCall } from './writes-per-call.ts'
import { rounded, shareOf } from './statement-evidence.ts'
import { accessForCandidate, candidatesOn, costlyOn } from './workload-index-candidates.ts'
import { candidateEvidence } from './workload-index-evidence.ts'
import { workloadIndexFix } from './workload-index-fix.ts'
import { ruleCondition } from './workload-index-partial.ts'

const positive = v.pipe(v.number(), v.minValue(0))
export const workloadIndexParams = v.strictObject({
  /** Rows of a table below which reading all of it costs nothing. */
  minRows: v.optional(positive, 10_000),
  /** Blocks (8 kB) that a call looks at, below which it is cheap. */
  minBlocks: v.optional(positive, 100),
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 20),
  /** Share of the execution time (0 to 1) that the statements of an index take together. */
  minShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.01),
  /** Rows written for each call that it would serve, beyond which the index costs more than it brings. */
  maxWritesPerCall: v.optional(positive, 100),
  minHours: v.optional(positive, 1),
})
export type WorkloadIndexParams = v.InferOutput<typeof workloadIndexParams>

/** Indexes that the plan did not know of: costly statements compare or sort by columns that no index has. */
export const workloadIndex = defineCheck<WorkloadIndexParams>({
  id: 'workload-index',
  summary: 'Costly statements of the workload find and sort their rows by an index',
  params: workloadIndexParams,
  needs: ['workload', 'relations', 'columns', 'indexes', 'table-statistics'],
  scope: 'database',
  fix: workloadIndexFix,
  run: (context) => {
    const { snapshot, rule } = context
    return judgeCounted(snapshot, rule.params.minHours, 'statements', (reading) => {
      const costly = costlyOn(snapshot, reading, rule.params)
      return snapshot.relations.flatMap((relation) => {
        const needs = costly.get(relationKey(relation)) ?? []
        return candidatesOn(context, relation, needs).flatMap((candidate) => judge(context, reading, relation, candidate))
      })
    })
  },
})

function judge(
  context: Context<WorkloadIndexParams>,
  reading: WorkloadReading,
  relation: Relation,
  candidate: IndexCandidate,
): readonly Outcome[] {
  const { params } = context.rule
  const time = candidate.needs.reduce((sum, { entry }) => sum + entry.totalTime, 0)
  const calls = candidate.needs.reduce((sum, { entry }) => sum + entry.calls, 0)
  if (shareOf(reading, time) < params.minShare) return []
  const writes = writesPerCall(context.snapshot, reading, relation, calls)
  const access = accessForCandidate(context, relation, candidate)
  const subject = subjectOf(access)
  const object = objectOf(relation, 'index', { columns: keyColumns(access) })
  const opinion = opinionOn(context.snapshot.proofs?.[fingerprintOf(context.rule.id, object, subject)])
  if (opinion.kind === 'refused') return []
  if (writes !== null && writes > params.maxWritesPerCall)
    return [
      {
        object,
        subject,
        status: 'pass',
        verdict: 'covered',
        reason: `an index for ${subject} is not proposed: ${grouped(Math.round(writes))} rows are written for each call that it would serve`,
      },
    ]
  const condition = ruleCondition(context, relation, candidate)
  const asks =
    candidate.needs.length === 1 ? 'a costly statement asks' : `${count(candidate.needs.length, 'costly statement')} ask`
  return [
    {
      object,
      subject,
      status: 'fail',
      verdict: 'missing',
      confidence: opinion.kind === 'proven' ? 'confirmed' : 'workload',
      ...(opinion.kind === 'proven' ? { proof: opinion.proof } : {}),
      message: `${relation.name} has no index for ${subject}, for which ${asks}: ${Math.round(shareOf(reading, time) * 100)} % of all execution time.`,
      remedy: createIndex(access, relation, null),
      evidence: {
        ...candidateEvidence(relation, candidate),
        ...opinion.evidence,
        partial_where: condition?.where ?? null,
        partial_by_rule: condition?.rule ?? null,
        calls,
        total_ms: rounded(time),
        share_of_time: rounded(shareOf(reading, time)),
        rows_written_per_call: writes === null ? null : rounded(writes),
        counted_since: reading.statsReset,
        drizzle: drizzleIndex(access, null),
      },
    },
  ]
}
