import { qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { DroppedIndex } from '../change.ts'
import { demand, droppedIndexState, ensure, type GuardedIndex } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep } from '../step.ts'
import { buildIndex, indexName, savedIndex } from './index-build.ts'
import { isPartitioned } from './partition-indexes.ts'
import { definition, plainName, writer } from './statement.ts'

export function droppedIndexSteps(
  planned: PlannedChange & { readonly change: DroppedIndex },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, index, because } = planned.change
  return [dropStep(planned, snapshot, savedIndex(table, index), because, index.valid)]
}

/** Drops an index as long as it is the one that was seen. Undoing builds it again, unless it was `valid` never. */
export function dropStep(
  planned: PlannedChange,
  snapshot: Snapshot,
  index: GuardedIndex,
  because: string,
  valid: boolean,
): DefinitionStep {
  const { relation, statement, outside } = writer(snapshot, index.table)
  const name = indexName(index)
  const state = droppedIndexState(index)
  const drop = ensure(state, `DROP INDEX ${qualified(name)}`)
  return definition(planned, {
    id: `drop index ${plainName(name)}`,
    title: `drop index ${index.name} on ${plainName(index.table)} ${index.body}: ${because}`,
    state,
    up:
      relation && isPartitioned(relation)
        ? [statement(drop, 'ACCESS EXCLUSIVE')]
        : [
            statement(demand(state), null),
            outside(`DROP INDEX CONCURRENTLY IF EXISTS ${qualified(name)}`, 'SHARE UPDATE EXCLUSIVE'),
          ],
    down: valid ? buildIndex(snapshot, index) : [],
    inTransaction: [statement(ensure(state, `DROP INDEX ${qualified(name)}`, 1), 'ACCESS EXCLUSIVE')],
  })
}
