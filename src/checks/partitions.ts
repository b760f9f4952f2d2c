import type { Relation, Snapshot } from '../snapshot.ts'

const children = new WeakMap<Snapshot, ReadonlyMap<string, readonly Relation[]>>()

const nameOf = ({ schema, name }: { readonly schema: string; readonly name: string }): string => JSON.stringify([schema, name])

/** The partitions below a partitioned table that hold rows themselves, at any depth. */
export function leafPartitions(snapshot: Snapshot, root: Relation): readonly Relation[] {
  const below = childrenOf(snapshot).get(nameOf(root)) ?? []
  return below.flatMap((relation) => (relation.kind === 'partitioned table' ? leafPartitions(snapshot, relation) : [relation]))
}

function childrenOf(snapshot: Snapshot): ReadonlyMap<string, readonly Relation[]> {
  const known = children.get(snapshot)
  if (known) return known
  const byParent = new Map<string, Relation[]>()
  for (const relation of snapshot.relations) {
    if (relation.partitionOf === null) continue
    const key = nameOf(relation.partitionOf)
    const siblings = byParent.get(key)
    if (siblings) siblings.push(relation)
    else byParent.set(key, [relation])
  }
  children.set(snapshot, byParent)
  return byParent
}
