import type { Relation, Snapshot } from '../snapshot.ts'
import type { Name } from './change.ts'

const keyOf = ({ schema, name }: Name): string => JSON.stringify([schema, name])

const parentsOf = ({ inherits, partitionOf }: Relation): readonly Name[] => [...inherits, ...(partitionOf ? [partitionOf] : [])]

/** Partitions, and tables that inherit, at any depth: a column of the table is theirs too. */
export function heirsOf({ relations }: Snapshot, table: Name): readonly Relation[] {
  const names = new Set([keyOf(table)])
  const heirs: Relation[] = []
  for (let found = true; found;) {
    const next = relations.filter((each) => !heirs.includes(each) && parentsOf(each).some((parent) => names.has(keyOf(parent))))
    for (const heir of next) names.add(keyOf(heir))
    heirs.push(...next)
    found = next.length > 0
  }
  return heirs
}

/** A finder of the tables that a table is a partition or an heir of, at any depth. */
export function ancestorsIn({ relations }: Snapshot): (relation: Relation) => readonly Name[] {
  const byKey = new Map(relations.map((relation) => [keyOf(relation), relation]))
  return (relation) => {
    const names = new Map<string, Name>()
    const waiting = [...parentsOf(relation)]
    for (const name of waiting) {
      if (names.has(keyOf(name))) continue
      names.set(keyOf(name), name)
      const parent = byKey.get(keyOf(name))
      if (parent) waiting.push(...parentsOf(parent))
    }
    return [...names.values()]
  }
}
