import type { Column, Relation, Snapshot } from '../snapshot.ts'

/** Tables and views by name, for statements that mostly do not name a schema. */
export interface Catalog {
  /** Every relation by that name that a statement may mean; `schema` is null where it names none. */
  readonly named: (schema: string | null, name: string) => readonly Relation[]
  readonly column: (relation: Relation, name: string) => Column | undefined
}

export function catalogOf({ relations }: Pick<Snapshot, 'relations'>): Catalog {
  const byName = new Map<string, Relation[]>()
  for (const relation of relations) {
    const known = byName.get(relation.name)
    if (known) known.push(relation)
    else byName.set(relation.name, [relation])
  }
  const columns = new Map<Relation, Map<string, Column>>()
  return {
    named: (schema, name) =>
      (byName.get(name) ?? [])
        .filter((relation) => schema === null || relation.schema === schema)
        .map((it) => rootOf(it, byName)),
    column: (relation, name) => {
      let known = columns.get(relation)
      if (!known) columns.set(relation, (known = new Map(relation.columns.map((column) => [column.name, column]))))
      return known.get(name)
    },
  }
}

/** A partition is read for its table: keys, foreign keys and rules are the table's. */
function rootOf(relation: Relation, byName: ReadonlyMap<string, readonly Relation[]>): Relation {
  const { partitionOf } = relation
  const parent = partitionOf && byName.get(partitionOf.name)?.find(({ schema }) => schema === partitionOf.schema)
  return parent ? rootOf(parent, byName) : relation
}
