import type { Relation, Snapshot } from '../snapshot.ts'

/** The table of that name in the given schema, else in public, else the only one anywhere. */
export function findTable(snapshot: Snapshot, name: string, schema: string): Relation | null {
  const tables = snapshot.relations.filter(
    (relation) => relation.name === name && (relation.kind === 'table' || relation.kind === 'partitioned table'),
  )
  const inSchema = (wanted: string): Relation | undefined => tables.find((relation) => relation.schema === wanted)
  return inSchema(schema) ?? inSchema('public') ?? (tables.length === 1 ? (tables[0] ?? null) : null)
}
