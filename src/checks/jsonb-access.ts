import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import type { Rule } from '../rule.ts'
import type { Column, Relation } from '../snapshot.ts'
import { documentKey, type DocumentRead, documentReads } from '../workload/document-reads.ts'
import type { WorkloadReading } from '../workload/read-workload.ts'
import { countedWorkload, unseen } from './counted.ts'
import { describeReads } from './described-reads.ts'
import { documentsInExpression } from './document-expression.ts'
import { type DocumentIndex, documentIndexes } from './document-indexes.ts'
import { isDocument } from './document-keys.ts'
import { documentRemedy } from './document-remedy.ts'
import { jsonbColumn } from './jsonb-column.ts'
import { KEYS_ARE_REPLACED, knownKeys } from './known-keys.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { sampledKeysQuery } from './sampled-keys.ts'
import { rounded, shareOf } from './statement-evidence.ts'

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

const params = v.strictObject({
  /** Of all calls (0 to 1); fewer than `minCalls` are no habit, whatever their share. */
  minShareOfCalls: v.optional(share, 0.01),
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
  /** Of the execution time of all that was recorded (0 to 1). One call a night may take it. */
  minShareOfTime: v.optional(share, 0.01),
  /** Counters that are younger say nothing. */
  minHours: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
})
type Params = v.InferOutput<typeof params>

/**
 * json and jsonb columns whose parts statements filter, join, sort, group or aggregate by. What only comes back is no reason to change a
 * table, nor is what a GIN index finds, nor what is asked so seldom that nobody waits for it.
 */
export const jsonbAccess = defineCheck<Params>({
  id: 'jsonb-access',
  summary:
    'No statement that matters filters, joins, sorts, groups or aggregates by a part of a json or jsonb column that no index serves',
  params,
  needs: ['workload', 'relations', 'columns', 'indexes'],
  scope: 'table',
  queries: (context, relation) =>
    relation.selectable
      ? documentColumns(relation)
          .filter((column) => judge(context, relation, column).status === 'fail')
          .map(({ name }) => sampledKeysQuery(context.rule.id, relation, name))
      : [],
  run: (context, relation) => documentColumns(relation).map((column) => judge(context, relation, column)),
})

const documentColumns = ({ columns }: Relation): readonly Column[] => columns.filter(({ baseType }) => isDocument(baseType))

function judge(context: Context<Params>, relation: Relation, column: Column): Outcome {
  const about = { object: objectOf(relation, 'column', { columns: [column.name] }), subject: column.name }
  const { params: limits } = context.rule
  const reading = countedWorkload(context.snapshot, limits.minHours)
  if ('reason' in reading) return { ...about, status: 'skipped', reason: reading.reason }
  const reads = documentReads(reading).get(documentKey(relation.schema, relation.name, column.name)) ?? []
  const indexes = documentIndexes(relation, column.name)
  const unserved = reads
    .map(({ entry, uses }) => ({ entry, uses: uses.filter((use) => !indexes.some((index) => index.serves(use))) }))
    .filter(({ uses }) => uses.length > 0)
  if (!isHot(limits, reading, unserved)) {
    const otherwise = unseen(context.snapshot, reading)
    const serving = indexes.filter((index) => reads.some(({ uses }) => uses.some(index.serves))).map(({ index }) => index.name)
    if (otherwise.status === 'skipped') return { ...about, ...otherwise }
    if (unserved.length > 0)
      return { ...about, ...otherwise, reason: otherwise.reason ?? 'statements ask for its parts too seldom to matter' }
    return serving.length === 0
      ? { ...about, ...otherwise }
      : { ...about, status: 'pass', verdict: 'covered', reason: `${serving.join(', ')} finds what statements ask for in it` }
  }
  return fail(context, relation, column, { reading, reads: unserved, indexes, about })
}

interface Found {
  readonly reading: WorkloadReading
  readonly reads: readonly DocumentRead[]
  readonly indexes: readonly DocumentIndex[]
  readonly about: Pick<Outcome, 'object' | 'subject'>
}

const callsOf = (reads: readonly DocumentRead[]): number => reads.reduce((total, { entry }) => total + entry.calls, 0)
const timeOf = (reads: readonly DocumentRead[]): number => reads.reduce((total, { entry }) => total + entry.totalTime, 0)

function isHot(limits: Params, reading: WorkloadReading, reads: readonly DocumentRead[]): boolean {
  if (reads.length === 0) return false
  const calls = callsOf(reads)
  const often = calls >= limits.minCalls && calls >= reading.recorded.calls * limits.minShareOfCalls
  return often || (reading.recorded.time > 0 && shareOf(reading, timeOf(reads)) >= limits.minShareOfTime)
}

function fail(context: Context<Params>, relation: Relation, column: Column, { reading, reads, indexes, about }: Found): Outcome {
  const uses = reads.flatMap((read) => read.uses)
  const maybe = uses.every((use) => indexes.some((index) => index.mayServe(use)))
  const related = relatedRule(context, relation, column)
  const described = describeReads(reads)
  const [calls, time] = [callsOf(reads), timeOf(reads)]
  return {
    ...about,
    status: 'fail',
    verdict: maybe ? 'weaker' : 'missing',
    confidence: 'workload',
    ...(maybe && { severity: 'info' }),
    message: `Statements ${described.verbs} by parts of ${nameOf(relation)}.${column.name}: each document is opened for it, and the planner knows nothing of what is inside.`,
    remedy: documentRemedy(relation, column, {
      uses,
      indexes,
      maybe,
      columns: generatedFrom(relation, column),
      related: related?.id ?? null,
    }),
    evidence: {
      type: column.type,
      calls,
      share_of_calls: rounded(reading.recorded.calls > 0 ? calls / reading.recorded.calls : 0),
      total_ms: rounded(time),
      share_of_time: rounded(shareOf(reading, time)),
      clauses: described.clauses,
      operators: described.operators,
      asked_as: described.types,
      keys: knownKeys(context, relation, column.name, reads),
      keys_note: KEYS_ARE_REPLACED,
      indexes: indexes.map(({ says }) => says),
      statements: described.statements,
      more_statements: described.more,
      counted_since: reading.statsReset,
      ...(related && { related_rule: related.id }),
    },
  }
}

const generatedFrom = (relation: Relation, document: Column): readonly string[] =>
  relation.columns
    .filter(
      ({ generated, default: expression }) =>
        generated !== null &&
        expression !== null &&
        documentsInExpression(relation, expression).some(({ column }) => column === document.name),
    )
    .map(({ name }) => name)

/** The rule that reports the column for its name already, and says which columns are to hold what is in it. */
function relatedRule(context: Context<Params>, relation: Relation, column: Column): Rule | undefined {
  return context.rules.find(
    (rule) =>
      rule.check === jsonbColumn.id &&
      context.meansTable(rule, relation) &&
      jsonbColumn.scope === 'table' &&
      jsonbColumn
        .run({ ...context, rule } as Parameters<typeof jsonbColumn.run>[0], relation)
        .some(({ status, subject }) => status === 'fail' && subject === column.name),
  )
}
