import type { Name } from '../../fix/change.ts'
import type { Relation, Snapshot } from '../../snapshot.ts'
import { keyOf } from '../rebuild-scope.ts'

/**
 * A snapshot of some relations alone, with what the planner looks at: no triggers, and neither foreign keys to other tables nor parents
 * that are left out, which would draw in all that they are tied to in turn.
 */
export function pruned(snapshot: Snapshot, relations: readonly Relation[]): Snapshot {
  const kept = new Set(relations.map(keyOf))
  const isKept = (name: Name | null): boolean => name !== null && kept.has(keyOf(name))
  return {
    ...snapshot,
    functions: [],
    relations: relations.map((relation) => {
      const isPart = isKept(relation.partitionOf)
      return {
        ...relation,
        triggers: [],
        partitionOf: isPart ? relation.partitionOf : null,
        partitionBound: isPart ? relation.partitionBound : null,
        inherits: relation.inherits.filter(isKept),
        indexes: relation.indexes.map((index) => ({ ...index, attachedTo: isPart ? index.attachedTo : null })),
        constraints: relation.constraints.filter(
          ({ references }) => references === null || isKept({ schema: references.schema, name: references.relation }),
        ),
      }
    }),
  }
}
