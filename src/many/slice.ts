import { groupBy } from '../report/counts.ts'
import type { Snapshot } from '../snapshot.ts'

/**
 * The part of a snapshot that is one schema, as if nothing else had been collected. What is in none of the schemas that were asked for is
 * shared: types and functions of an extension, say. Answers are left out: each schema has its own.
 */
export function slicer(snapshot: Snapshot, tenants: ReadonlySet<string>): (schema: string) => Snapshot {
  const relations = groupBy(snapshot.relations, ({ schema }) => schema)
  return (schema) => {
    const own = (each: { readonly schema: string }): boolean => each.schema === schema || !tenants.has(each.schema)
    return {
      ...snapshot,
      source: { ...snapshot.source, label: `schema ${schema} of ${snapshot.source.label}` },
      relations: relations.get(schema) ?? [],
      enums: snapshot.enums.filter(own),
      domains: snapshot.domains.filter(own),
      functions: snapshot.functions.filter(own),
      sequences: snapshot.sequences.filter(own),
      // An object of its own: what is read of a workload is kept with it, and belongs to one schema.
      workload: { ...snapshot.workload },
      answers: {},
    }
  }
}
