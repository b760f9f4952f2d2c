import type { Context } from '../check.ts'
import type { Fix, FixOptions, IndexKeyDefinition, NewIndex, Question } from '../fix/change.ts'
import { qualified } from '../identifier.ts'
import { count } from '../report/counts.ts'
import type { Index, Relation, Snapshot } from '../snapshot.ts'
import type { Access, IndexParams } from './index-access.ts'
import { type IndexShape, samePredicate } from './index-serves.ts'
import { accessFor, passesOn } from './index-shapes.ts'
import type { Judged } from './index-verdict.ts'
import { nameOf } from './relation-object.ts'
import { cardOf } from './redundant-index-fix.ts'

/**
 * The new index; one of the same columns that only sorts otherwise gives it its place when nothing has read it since the counters were
 * reset, or when drops were asked for. One that is read answers queries that sort as it does: it stays, and is a question.
 */
export function withReplaced(
  context: Context<IndexParams>,
  relation: Relation,
  wanted: NewIndex,
  judged: readonly Judged[],
  { include }: FixOptions,
): Fix {
  const access = accessFor(context, context.rule.params, relation)
  const old = judged.find((each) => each.verdict === 'wrong-order' && isReplacedBy(wanted, each, access))?.shape.index
  if (!old || isNeeded(context, relation, wanted, old)) return { kind: 'changes', changes: [wanted] }
  if (isUnread(context.snapshot, old) || (include.includes('drops') && old.statistics !== null))
    return { kind: 'changes', changes: [{ ...wanted, replaces: old }] }
  return {
    kind: 'changes',
    changes: [wanted],
    leaves: { index: old.name, question: askAboutOld(context.snapshot, relation, old) },
  }
}

/** Counters of a database that was only just built from migrations say nothing about anybody's queries. */
const isUnread = ({ source: { kind } }: Snapshot, { statistics }: Index): boolean =>
  (kind === 'server' || kind === 'demo') && statistics?.scans === 0

function askAboutOld(snapshot: Snapshot, relation: Relation, old: Index): Question {
  const { kind } = snapshot.source
  const read =
    kind !== 'server' && kind !== 'demo'
      ? 'how often it is read was not counted here'
      : old.statistics === null
        ? 'how often it is read could not be read'
        : `it was read by ${count(old.statistics.scans, 'scan')}`
  const concurrently = relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
  return {
    kind: 'question',
    question:
      `${old.name} of ${nameOf(relation)} has the columns of the new index in another order of sorting, and ${read}. Does any query ` +
      `sort as it does, or is it to go?${old.statistics === null ? '' : ' `--include drops` writes the statement and its rollback.'}`,
    examples: [`DROP INDEX${concurrently} ${qualified({ schema: relation.schema, name: old.name })};`],
    evidence: cardOf(snapshot, relation, old),
  }
}

/** Nothing but queries depends on it. */
export const replaceable = ({
  constraint,
  replicaIdentity,
  clustered,
  supportsForeignKey,
  attachedTo,
  include,
}: Index): boolean =>
  constraint === null && !replicaIdentity && !clustered && !supportsForeignKey && attachedTo === null && include.length === 0

/** The same columns in the same order over the same rows, only sorted another way: whatever it finds, the new index finds. */
function isReplacedBy(wanted: NewIndex, { shape }: Judged, access: Access): boolean {
  const { index, keys } = shape
  return (
    replaceable(index) &&
    !index.unique &&
    samePredicate(shape.predicate, access.where) &&
    keys.length === wanted.keys.length &&
    // A pattern search (text_pattern_ops) or another collation is a purpose of its own.
    keys.every((key, at) => key.defaultFamily && key.collation === null && sameColumn(shape, at, access))
  )
}

const sameColumn = ({ keys }: IndexShape, at: number, access: Access): boolean =>
  keys[at]?.key === [...access.equal, ...access.order][at]?.key

/** Whether another rule of this run would miss the old index. */
function isNeeded(context: Context<IndexParams>, relation: Relation, wanted: NewIndex, old: Index): boolean {
  const { enums } = context.snapshot
  const keys = old.keys.map((key, at) => ({ ...key, ...directionOf(wanted.keys[at]) }))
  const instead = { ...relation, indexes: relation.indexes.map((index) => (index === old ? { ...old, keys } : index)) }
  return context.rules
    .filter((rule) => rule.check === 'index' && rule.id !== context.rule.id && context.meansTable(rule, relation))
    .map((rule) => accessFor(context, rule.params as IndexParams, relation))
    .some((access) => passesOn(relation, access, enums) && !passesOn(instead, access, enums))
}

const directionOf = (key: IndexKeyDefinition | undefined): Pick<IndexKeyDefinition, 'descending' | 'nullsFirst'> => ({
  descending: key?.descending ?? false,
  nullsFirst: key?.nullsFirst ?? false,
})
