import * as v from 'valibot'
import { defineCheck, type Outcome } from '../check.ts'
import type { Severity } from '../finding.ts'
import { estimatedPercentile } from '../workload/estimated-percentile.ts'
import { ranksOf } from '../workload/ranks.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { subjectOf } from '../workload/subject-of.ts'
import { withoutSlowest } from '../workload/without-slowest.ts'
import { judgeCounted } from './counted.ts'
import { onePerSubject } from './one-per-subject.ts'
import { queryObject, shareOf, shortened, statementEvidence } from './statement-evidence.ts'

const positive = v.pipe(v.number(), v.minValue(0))

const params = v.strictObject({
  /** Mean time, ms. */
  meanMs: v.optional(positive, 1000),
  /** Estimated 95th and 99th percentile, ms. */
  p95Ms: v.optional(positive, 1000),
  p99Ms: v.optional(positive, 3000),
  /** Below these nothing is said. */
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2)), 10),
  /** How many statements that take the most time are looked at; those with at least this share of it (0 to 1), and of this many ms. */
  top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 5),
  minShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.1),
  minTotalMs: v.optional(positive, 60_000),
  /** Temporary blocks (8 kB) that a statement has written. */
  minTempBlocks: v.optional(positive, 131_072),
  /** Counters that are younger say nothing. */
  minHours: v.optional(positive, 1),
})
type Params = v.InferOutput<typeof params>

/** Statements of the workload that make people wait, take most of the server's time, or do not fit in memory. */
export const slowStatement = defineCheck<Params>({
  id: 'slow-statement',
  summary: 'No statement takes long, on average or in its tail; those that take most of the time or spill to disk are named',
  params,
  needs: ['workload', 'relations', 'columns'],
  scope: 'database',
  run: ({ snapshot, rule }) =>
    judgeCounted(snapshot, rule.params.minHours, 'statements', (reading) =>
      onePerSubject(reading.entries, (entry) => judge(rule.params, reading, entry)),
    ),
})

interface Complaint {
  /** What is found wrong, for evidence. */
  readonly by: string
  readonly says: string
  readonly remedy: string
  /** Where it weighs less than the rule's own. */
  readonly severity?: Severity
}

function judge(limits: Params, reading: WorkloadReading, entry: Entry): readonly Outcome[] {
  const complaints = complaintsOf(limits, reading, entry)
  const [first] = complaints
  if (!first) return []
  const subject = subjectOf(entry.shape)
  return [
    {
      object: queryObject(entry),
      subject,
      status: 'fail',
      verdict: 'weaker',
      confidence: 'workload',
      ...(first.severity ? { severity: first.severity } : {}),
      message: `${shortened(subject)}: ${first.says}.`,
      remedy: first.remedy,
      evidence: { found_by: complaints.map(({ by }) => by), ...statementEvidence(reading, entry) },
    },
  ]
}

/** The worst first; none for a statement that is called too seldom for its times to be usual ones. */
function complaintsOf(limits: Params, reading: WorkloadReading, entry: Entry): readonly Complaint[] {
  if (entry.calls < limits.minCalls) return []
  // One accident in few calls is neither a slow statement nor a tail.
  const usual = withoutSlowest(entry)
  const slow = usual.meanTime > limits.meanMs
  const late = !slow && estimatedPercentile(usual, 95) > limits.p95Ms
  const latest = !slow && !late && estimatedPercentile(usual, 99) > limits.p99Ms
  const rank = ranksOf(reading.entries).get(entry)?.time ?? Infinity
  const heavy = entry.totalTime >= limits.minTotalMs && shareOf(reading, entry.totalTime) >= limits.minShare
  const complaints: readonly (readonly [boolean, Complaint])[] = [
    [slow, { by: 'mean', says: `its calls take more than ${limits.meanMs} ms on average`, remedy: EXPLAIN }],
    [late, { by: 'estimated p95', says: tail('twenty', limits.p95Ms), remedy: `${CATCH}, then ${EXPLAIN}` }],
    [latest, { by: 'estimated p99', says: tail('a hundred', limits.p99Ms), remedy: `${CATCH}, then ${EXPLAIN}` }],
    [entry.tempBlocksWritten >= limits.minTempBlocks, SPILLS],
    [heavy && rank <= limits.top, heaviest(limits.top)],
  ]
  return complaints.flatMap(([holds, complaint]) => (holds ? [complaint] : []))
}

const EXPLAIN =
  'run EXPLAIN (ANALYZE, BUFFERS) on it with values as the application sends them, and look for rows that are read and thrown away'
const CATCH = 'find its slow calls by log_min_duration_statement'

const tail = (calls: string, limit: number): string =>
  `one call in ${calls} is estimated to take more than ${limit} ms, which its mean hides`

const SPILLS: Complaint = {
  by: 'temporary files',
  says: 'it writes temporary files, for what it sorts or hashes does not fit in work_mem',
  remedy: 'let an index bring the order, return fewer rows, or raise work_mem for the role that runs it',
  severity: 'info',
}

const heaviest = (top: number): Complaint => ({
  by: 'total time',
  says: `it is one of the ${top} statements that take most of the server's time`,
  remedy: 'what it saves counts more than elsewhere: ask whether it is needed this often, then look at its plan',
  severity: 'info',
})
