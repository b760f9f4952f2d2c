import { literal, qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { NewIndex } from '../change.ts'
import { commentedState } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Statement } from '../step.ts'
import { drizzleIndex } from './drizzle-index.ts'
import { dropStep } from './dropped-index.ts'
import { buildIndex, buildInTransaction, buildState, clearing, indexName, indexOf, removeIndex } from './index-build.ts'
import { definition, plainName, writer } from './statement.ts'

/** A new index, then the end of the one whose place it takes: both stand until the new one is built. */
export function indexSteps(
  planned: PlannedChange & { readonly change: NewIndex },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { change, promise } = planned
  const index = indexOf(change, settled(change.name))
  const { statement } = writer(snapshot, change.table)
  const comment: Statement[] =
    promise === null ? [] : [statement(`COMMENT ON INDEX ${qualified(indexName(index))} IS ${literal(promise).trim()}`, null)]
  const built = buildState(snapshot, index)
  const state = promise === null ? built : commentedState(built, indexName(index), promise)
  const { replaces } = change
  return [
    definition(planned, {
      id: `index ${plainName(indexName(index))}`,
      title: `${change.unique ? 'unique index' : 'index'} ${index.name} on ${plainName(change.table)} ${index.body}`,
      state,
      up: [...buildIndex(snapshot, index), ...comment],
      clear: clearing(snapshot, index),
      down: removeIndex(snapshot, index),
      inTransaction: [...buildInTransaction(snapshot, index), ...comment],
      drizzle: drizzleIndex(change, index.name),
    }),
    ...(replaces === null ? [] : [dropStep(planned, snapshot, change.table, replaces, `${index.name} takes its place`)]),
  ]
}

/** The plan has settled all names by now. */
export function settled(name: string | null): string {
  if (name === null) throw new Error('a planned change has no name')
  return name
}
