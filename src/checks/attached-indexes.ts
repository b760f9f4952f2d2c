import type { Index, Relation, Snapshot } from '../snapshot.ts'

interface IndexName {
  readonly schema: string
  readonly name: string
}

const attached = new WeakMap<Snapshot, ReadonlyMap<string, readonly (IndexName & { readonly index: Index })[]>>()

const keyOf = ({ schema, name }: IndexName): string => JSON.stringify([schema, name])

/** The indexes that hold an index's entries: those of the partitions, at any depth, where the table is partitioned; else itself. */
export function storedIndexes(snapshot: Snapshot, relation: Relation, index: Index): readonly Index[] {
  if (relation.kind !== 'partitioned table') return [index]
  const below = attachedOf(snapshot)
  const leaves = (name: IndexName): readonly Index[] =>
    (below.get(keyOf(name)) ?? []).flatMap((child) => (below.has(keyOf(child)) ? leaves(child) : [child.index]))
  return leaves({ schema: relation.schema, name: index.name })
}

function attachedOf(snapshot: Snapshot): ReadonlyMap<string, readonly (IndexName & { readonly index: Index })[]> {
  let known = attached.get(snapshot)
  if (!known) attached.set(snapshot, (known = read(snapshot)))
  return known
}

function read({ relations }: Snapshot): ReadonlyMap<string, readonly (IndexName & { readonly index: Index })[]> {
  const byParent = new Map<string, (IndexName & { readonly index: Index })[]>()
  for (const { schema, indexes } of relations)
    for (const index of indexes) {
      if (index.attachedTo === null) continue
      const key = keyOf(index.attachedTo)
      const siblings = byParent.get(key)
      if (siblings) siblings.push({ schema, name: index.name, index })
      else byParent.set(key, [{ schema, name: index.name, index }])
    }
  return byParent
}
