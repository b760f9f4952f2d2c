import { qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { Reindex } from '../change.ts'
import { commentedState, ensure, indexState } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Statement } from '../step.ts'
import { commentOn } from './comment-on.ts'
import { buildIndex, buildInTransaction, buildState, clearing, indexName, savedIndex, unfinished } from './index-build.ts'
import { isPartitioned } from './partition-indexes.ts'
import { definition, plainName, writer } from './statement.ts'

/**
 * An invalid index is dropped and built again, which a second run finds done; REINDEX would build it every time. Only where a drop would
 * take something along (a constraint, the replica identity, the order of CLUSTER) it is REINDEX. There is nothing to undo.
 */
export function reindexSteps(
  planned: PlannedChange & { readonly change: Reindex },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, index } = planned.change
  const saved = savedIndex(table, index)
  const { relation, statement, outside } = writer(snapshot, table)
  const name = indexName(saved)
  const isKept = index.constraint !== null || index.replicaIdentity || index.clustered
  const whole = !relation || !isPartitioned(relation)
  const reindex = (how: string): string => `REINDEX INDEX ${how}${qualified(name)}`
  const comment = commentOn(`INDEX ${qualified(name)}`, index.comment).map((sql) => statement(sql, null))
  const built = buildState(snapshot, saved)
  const commented = index.comment === undefined ? built : commentedState(built, name, index.comment)
  const up: readonly Statement[] =
    isKept && whole
      ? [outside(reindex('CONCURRENTLY '), 'SHARE UPDATE EXCLUSIVE', ['index-build'])]
      : [...buildIndex(snapshot, saved, true), ...comment]
  return [
    definition(planned, {
      id: `rebuild index ${plainName(name)}`,
      title: `rebuild the invalid index ${index.name} on ${plainName(table)} ${saved.body}`,
      state: isKept && whole ? unfinished(indexState(saved)) : commented,
      up,
      clear: isKept ? null : clearing(snapshot, saved),
      down: [],
      inTransaction:
        isKept && whole
          ? [statement(ensure(unfinished(indexState(saved)), reindex(''), 1), 'SHARE', ['index-build', 'blocks-writes'])]
          : [...buildInTransaction(snapshot, saved, true), ...comment],
    }),
  ]
}
