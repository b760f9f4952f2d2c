import { type Context, defineCheck, type Outcome } from '../check.ts'
import { type Evidence, passes } from '../finding.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { type Access, type IndexParams, indexParams, subjectOf } from './index-access.ts'
import { indexFix } from './index-fix.ts'
import { createIndex, drizzleIndex, freeName } from './index-remedy.ts'
import { qualified } from '../identifier.ts'
import { accessFor, keyColumns, passesOn, shapesOf, wantedColumns } from './index-shapes.ts'
import { bestOf, judge, type Judged } from './index-verdict.ts'
import { leafPartitions } from './partitions.ts'
import { objectOf } from './relation-object.ts'
import { sizeNote } from './index-size.ts'

/** A query that the plan cares about can be answered from an index: found by its leading keys and read in order. */
export const indexCheck = defineCheck<IndexParams>({
  id: 'index',
  scope: 'table',
  summary:
    'An index serves a query: its leading keys are what the query compares, and the rows come out in the order it sorts by.',
  params: indexParams,
  needs: ['relations', 'columns', 'indexes'],
  fix: indexFix,
  run: (context, relation) => {
    const access = accessFor(context, context.rule.params, relation)
    const about = {
      object: objectOf(relation, 'index', { columns: keyColumns(access) }),
      subject: subjectOf(access),
    } as const
    const columns = new Set(relation.columns.map((column) => column.name))
    const absent = wantedColumns(access).filter((name) => !columns.has(name))
    if (absent.length > 0 && !absent.every((name) => context.promises(relation, name))) {
      return [{ ...about, status: 'not-applicable', reason: `${relation.name} has no column ${absent.join(', ')}` }]
    }
    return [{ ...about, ...outcomeOf(context, relation, access, absent) }]
  },
})

type Verdicted = Outcome extends infer O ? (O extends Outcome ? Omit<O, 'object' | 'subject'> : never) : never

function outcomeOf(context: Context<IndexParams>, relation: Relation, access: Access, absent: readonly string[]): Verdicted {
  // While a column of it does not exist, no index comes close.
  const best = absent.length > 0 ? null : bestOf(shapesOf(relation, context.snapshot.enums).map((shape) => judge(shape, access)))
  if (best && passes(best.verdict)) {
    const reason =
      best.verdict === 'present'
        ? {}
        : { reason: `${best.shape.index.name} ${best.because}${sizeNote(best.shape, access, relation)}` }
    return { status: 'pass', verdict: best.verdict, ...reason }
  }
  // What is unique in each partition may still stand in two of them.
  const partitions = relation.kind === 'partitioned table' && !access.unique ? leafPartitions(context.snapshot, relation) : []
  if (partitions.length > 0 && partitions.every((leaf) => passesOn(leaf, access, context.snapshot.enums))) {
    return {
      status: 'pass',
      verdict: 'covered',
      reason: `each of its ${partitions.length} partitions has an index of its own; a new partition will not`,
    }
  }
  if (access.unread !== null) return { status: 'skipped', reason: access.unread }
  return {
    status: 'fail',
    verdict: best?.verdict ?? 'missing',
    message: messageOf(relation, access, best, absent),
    remedy: remedyOf(context, relation, access, best, absent),
    evidence: evidenceOf(context, relation, access, best, absent),
  }
}

function messageOf(relation: Relation, access: Access, best: Judged | null, absent: readonly string[]): string {
  const wanted = subjectOf(access)
  if (absent.length > 0)
    return `${relation.name} cannot have an index for ${wanted} yet: the column ${absent.join(', ')} does not exist.`
  if (best === null) return `${relation.name} has no index for ${wanted}: ${consequence(access)}.`
  if (best.verdict === 'invalid' && relation.kind === 'partitioned table') {
    return `Index ${best.shape.index.name} of ${relation.name} is invalid: not every partition has its part of it.`
  }
  return `Index ${best.shape.index.name} of ${relation.name} ${best.because}; ${wanted} is not served.`
}

function consequence(access: Access): string {
  if (access.unique) return 'nothing keeps these columns unique'
  if (access.equal.length === 0) return 'every such query reads and sorts the whole table'
  return access.order.length === 0
    ? 'every such query reads the whole table'
    : 'every such query reads the whole table, or sorts what it finds'
}

function remedyOf(
  context: Context<IndexParams>,
  relation: Relation,
  access: Access,
  best: Judged | null,
  absent: readonly string[],
): string {
  const name = freeName(context.rule.params.name, relation, context.snapshot)
  if (best?.verdict === 'pending') return 'Wait for the build that is under way, then check again.'
  if (best?.verdict === 'invalid') return mendInvalid(relation, access, best)
  const create = createIndex(access, relation, name)
  if (best?.verdict === 'wrong-order' && access.order.some((key) => key.descending)) return create
  return absent.length > 0
    ? `Add ${absent.join(', ')} first (or, where it has another name, map it in the config under names.columns), then ${create}`
    : create
}

/** A build that failed on duplicates fails again: an index that need not be unique is built anew without. */
function mendInvalid(relation: Relation, access: Access, best: Judged): string {
  const name = indexName(relation, best)
  if (relation.kind === 'partitioned table') {
    return `Build the index on each partition that lacks it, then attach it: ALTER INDEX ${name} ATTACH PARTITION …;`
  }
  const { index } = best.shape
  if (index.unique && !access.unique) return `DROP INDEX CONCURRENTLY ${name}; ${createIndex(access, relation, index.name)}`
  return `REINDEX INDEX CONCURRENTLY ${name};${index.unique ? ' If it fails, the columns hold duplicates: remove those first.' : ''}`
}

const indexName = (relation: Relation, { shape }: Judged): string =>
  qualified({ schema: relation.schema, name: shape.index.name })

function evidenceOf(
  context: Context<IndexParams>,
  relation: Relation,
  access: Access,
  best: Judged | null,
  absent: readonly string[],
): Evidence {
  return {
    rows: relation.tuples,
    table_bytes: relation.bytes,
    sequential_scans: relation.statistics?.sequentialScans ?? null,
    drizzle: drizzleIndex(access, freeName(context.rule.params.name, relation, context.snapshot)),
    ...(absent.length > 0 ? { missing_columns: absent } : {}),
    ...(best === null
      ? {}
      : {
          index: best.shape.index.name,
          index_definition: indexDefinition(relation, best.shape.index),
          index_bytes: best.shape.index.bytes,
          index_scans: best.shape.index.statistics?.scans ?? null,
          ...skipScan(context.snapshot, access, best),
        }),
  }
}

/** From 18 a btree can be searched by a later key, one leading value after the other: worth knowing, never enough to pass. */
function skipScan(snapshot: Snapshot, access: Access, { shape, verdict }: Judged): Evidence {
  const [first, ...later] = shape.keys
  const leads = access.equal.some((key) => key.key === first?.key)
  const skips =
    shape.index.method === 'btree' && !leads && later.some((key) => access.equal.some((wanted) => wanted.key === key.key))
  if (snapshot.server.versionNumber < 180000 || !skips || verdict === 'invalid') return {}
  return {
    skip_scan: `PostgreSQL 18 may search it one ${first?.column ?? 'leading value'} at a time, which pays only when there are few of them`,
  }
}
