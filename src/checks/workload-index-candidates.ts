import type { Context } from '../check.ts'
import { indexOf } from '../fix/simulate-index.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { conditionSql, type IndexCandidate, indexCandidates, sortOf } from '../workload/index-candidates.ts'
import { type IndexNeed, indexNeed } from '../workload/index-need.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { relationKey } from '../workload/ties.ts'
import { type Access, accessOf, type IndexParams } from './index-access.ts'
import { accessFor, passesOn } from './index-shapes.ts'
import { wantedIndex } from './wanted-index.ts'
import type { WorkloadIndexParams } from './workload-index.ts'

/** What costly statements need, by table. */
export function costlyOn(
  { relations }: Snapshot,
  { entries }: WorkloadReading,
  params: WorkloadIndexParams,
): ReadonlyMap<string, readonly IndexNeed[]> {
  const byKey = new Map(relations.map((relation) => [relationKey(relation), relation]))
  const needs = new Map<string, IndexNeed[]>()
  for (const entry of entries) {
    if (!isCostly(entry, params)) continue
    entry.shape.uses.forEach(({ schema, relation: name }, at) => {
      const key = relationKey({ schema, name })
      const relation = byKey.get(key)
      const need = relation && (relation.tuples ?? 0) >= params.minRows ? indexNeed(entry, at, relation) : null
      if (need) needs.set(key, [...(needs.get(key) ?? []), need])
    })
  }
  return needs
}

/** It reads many blocks, and far more than the rows it gives back can lie in. */
function isCostly(
  { calls, rows, sharedBlocksHit, sharedBlocksRead, shape }: Entry,
  { minBlocks, minCalls }: WorkloadIndexParams,
): boolean {
  const blocks = (sharedBlocksHit + sharedBlocksRead) / Math.max(1, calls)
  return calls >= minCalls && shape.kind !== 'insert' && blocks >= minBlocks && blocks > (4 * rows) / Math.max(1, calls)
}

/** The indexes that serve what none of the table's own does, nor any that a rule of this run asks for. */
export function candidatesOn(
  context: Context<WorkloadIndexParams>,
  relation: Relation,
  needs: readonly IndexNeed[],
): readonly IndexCandidate[] {
  if (needs.length === 0) return []
  const { enums } = context.snapshot
  const planned = context.rules
    .filter((rule) => rule.check === 'index' && context.meansTable(rule, relation))
    .map((rule) => withIndex(context, relation, accessFor(context, rule.params as IndexParams, relation)))
  const open = needs.filter((need) => {
    const access = accessForNeed(context, relation, need)
    return !passesOn(relation, access, enums) && !planned.some((after) => passesOn(after, access, enums))
  })
  return indexCandidates(open, (candidate, need) =>
    passesOn(
      withIndex(context, relation, accessForCandidate(context, relation, candidate)),
      accessForNeed(context, relation, need),
      enums,
    ),
  )
}

/** The table with this index and no other. */
function withIndex({ snapshot }: Context<unknown>, relation: Relation, access: Access): Relation {
  const index = indexOf(snapshot, relation, { ...wantedIndex(access, relation, undefined), name: 'candidate' })
  return { ...relation, indexes: [index] }
}

const accessForNeed = (context: Context<unknown>, relation: Relation, need: IndexNeed): Access =>
  accessForCandidate(context, relation, { equal: need.equal, order: sortOf(need), where: need.where })

/** Names are the relation's own: no map of the user's applies. */
export const accessForCandidate = (
  { snapshot }: Context<unknown>,
  relation: Relation,
  { equal, order, where }: Pick<IndexCandidate, 'equal' | 'order' | 'where'>,
): Access => {
  const condition = conditionSql(where)
  const params: IndexParams = {
    equal: [...equal],
    order: order.map(
      ({ column, descending, nullsFirst }) => `${column}${descending ? ' desc' : ''} nulls ${nullsFirst ? 'first' : 'last'}`,
    ),
    unique: false,
    method: 'btree',
    ...(condition === undefined ? {} : { where: condition }),
  }
  return accessOf(params, relation, (name) => name, snapshot.server.versionNumber, snapshot.enums)
}
