import { qualified } from '../../identifier.ts'
import type { Index, Snapshot } from '../../snapshot.ts'
import type { DroppedIndex, Name } from '../change.ts'
import { demand, droppedIndexState, ensure } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep } from '../step.ts'
import { commentOn } from './comment-on.ts'
import { buildIndex, indexName, savedIndex } from './index-build.ts'
import { isPartitioned } from './partition-indexes.ts'
import { definition, plainName, writer } from './statement.ts'

export function droppedIndexSteps(
  planned: PlannedChange & { readonly change: DroppedIndex },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, index, because } = planned.change
  return [dropStep(planned, snapshot, table, index, because)]
}

/** Drops an index as long as it is the one that was seen. Undoing builds it again with its comment, unless it never was valid. */
export function dropStep(planned: PlannedChange, snapshot: Snapshot, table: Name, saved: Index, because: string): DefinitionStep {
  const index = savedIndex(table, saved)
  const { relation, statement, outside } = writer(snapshot, table)
  const name = indexName(index)
  const state = droppedIndexState(index)
  const drop = ensure(state, `DROP INDEX ${qualified(name)}`)
  return definition(planned, {
    id: `drop index ${plainName(name)}`,
    title: `drop index ${index.name} on ${plainName(table)} ${index.body}: ${because}`,
    state,
    up:
      relation && isPartitioned(relation)
        ? [statement(drop, 'ACCESS EXCLUSIVE')]
        : [
            statement(demand(state), null),
            outside(`DROP INDEX CONCURRENTLY IF EXISTS ${qualified(name)}`, 'SHARE UPDATE EXCLUSIVE'),
          ],
    down: saved.valid
      ? [
          ...buildIndex(snapshot, index),
          ...commentOn(`INDEX ${qualified(name)}`, saved.comment).map((sql) => statement(sql, null)),
        ]
      : [],
    inTransaction: [statement(ensure(state, `DROP INDEX ${qualified(name)}`, 1), 'ACCESS EXCLUSIVE')],
  })
}
