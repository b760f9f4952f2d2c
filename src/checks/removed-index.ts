import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { count, grouped } from '../report/counts.ts'
import { quote } from '../identifier.ts'
import type { Index, Relation, Snapshot } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { auditedTables } from '../targets.ts'
import { relationKey } from '../workload/ties.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'
import { noCounters } from './counted.ts'
import { standsIn } from './index-redundancy.ts'
import { freeName } from './index-remedy.ts'
import { shapesOf } from './index-shapes.ts'
import { databaseObject } from './server-only.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { relianceOn, type Reliance } from './removed-index-reliance.ts'

const params = v.strictObject({
  /** Statements with fewer calls are not hot. */
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
})
export type RemovedIndexParams = v.InferOutput<typeof params>

/** Statements that a finding shows. */
const SHOWN = 5

/** An index that the base of a comparison has and this schema has not, though something relies on it. Without a base it says nothing. */
export const removedIndex = defineCheck<RemovedIndexParams>({
  id: 'removed-index',
  scope: 'database',
  summary: 'An index that was there in what --against names is gone, and a rule, a hot statement or uniqueness relied on it.',
  params,
  needs: ['relations', 'columns', 'indexes'],
  run: (context) => {
    const { base, relations } = context.snapshot
    const about = { object: databaseObject, subject: 'indexes' }
    if (!base)
      return [
        { ...about, status: 'not-applicable', reason: 'nothing is compared with: --against names a saved snapshot or a git ref' },
      ]
    const byKey = new Map(base.relations.map((relation) => [relationKey(relation), relation]))
    const outcomes = auditedTables(relations, context.inScope).flatMap((relation) => {
      const before = byKey.get(relationKey(relation))
      return before ? goneFrom(context, relation, before).map((index) => judge(context, relation, before, index)) : []
    })
    return outcomes.length > 0 ? outcomes : [{ ...about, status: 'pass', verdict: 'present' }]
  },
})

/** Indexes of a table as it was that nothing stands in for. */
function goneFrom({ snapshot: { enums } }: Context<unknown>, relation: Relation, before: Relation): readonly Index[] {
  const here = shapesOf(relation, enums).filter(({ index }) => index.valid)
  return shapesOf(before, enums)
    .filter((shape) => shape.index.valid && !here.some((other) => standsIn(other, shape, relation)))
    .map(({ index }) => index)
}

function judge(context: Context<RemovedIndexParams>, relation: Relation, before: Relation, index: Index): Outcome {
  const about = { object: objectOf(relation, 'index', { name: index.name, columns: columnsOf(index) }), subject: index.name }
  const reliance = relianceOn(context, relation, before, index)
  const reasons = reasonsOf(reliance, index)
  if (reasons.length > 0) return { ...about, ...finding(context.snapshot, relation, index, reliance, reasons) }
  if (noCounters(context.snapshot) !== null)
    return {
      ...about,
      status: 'skipped',
      reason: `${index.name} is gone, and without a workload nobody knows what used it: add --workload <snapshot of production>`,
    }
  return { ...about, status: 'pass', verdict: 'present', reason: `${index.name} is gone, and nothing that is known relied on it` }
}

const columnsOf = ({ keys }: Index): readonly string[] => [...new Set(keys.flatMap(({ column }) => column ?? []))]

/** Why it is missed, as clauses; none where nothing relied on it. */
function reasonsOf({ statements, calls, rules, unique, scans }: Reliance, { keys }: Index): readonly string[] {
  const key = keys.map(({ column, expression }) => column ?? expression ?? '').join(', ')
  return [
    ...(rules.length > 0 ? [`${rules.join(', ')} ${rules.length === 1 ? 'relies' : 'rely'} on it`] : []),
    ...(statements.length > 0
      ? [
          `${count(statements.length, 'statement')} (${count(calls, 'call')}) ${statements.length === 1 ? 'has' : 'have'} no other`,
        ]
      : []),
    ...(unique ? [`nothing keeps (${key}) unique any more`] : []),
    ...(statements.length === 0 && scans > 0 ? [`it was read ${grouped(scans)} times`] : []),
  ]
}

function finding(
  snapshot: Snapshot,
  relation: Relation,
  index: Index,
  { statements, calls, rules, unique }: Reliance,
  reasons: readonly string[],
): Omit<Outcome & { readonly status: 'fail' }, 'object' | 'subject'> {
  const definition = indexDefinition(relation, index)
  const base = snapshot.base?.label ?? ''
  // Another index may have its name by now: then PostgreSQL chooses one.
  const free = freeName(index.name, relation, snapshot) !== null
  const create = free ? definition : definition.replace(`${quote(index.name)} `, '')
  return {
    status: 'fail',
    verdict: 'missing',
    ...(statements.length > 0 ? { confidence: 'workload' as const } : {}),
    message: `Index ${index.name} of ${nameOf(relation)}, which ${base} has, is gone: ${reasons.join('; ')}.`,
    remedy: `Leave it, or make another first: ${concurrently(relation, create)};`,
    evidence: {
      base,
      index_definition: definition,
      index_scans: index.statistics?.scans ?? null,
      last_scan: index.statistics?.lastScan ?? null,
      rules,
      was_unique: unique,
      statements: statements.slice(0, SHOWN).map(({ query }) => shortenedQuery(query)),
      statements_in_all: statements.length,
      calls,
    },
  }
}

/** A partitioned table is indexed at once or partition by partition. */
const concurrently = ({ kind }: Relation, definition: string): string =>
  kind === 'partitioned table' ? definition : definition.replace('INDEX ', 'INDEX CONCURRENTLY ')
