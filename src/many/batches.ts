/** A schema and what is in it, as the catalogs estimate it. */
export interface SchemaSize {
  readonly name: string
  readonly tables: number
  /** Bytes, of its tables. */
  readonly bytes: number
}

/**
 * Schemas that are collected together: as many as have `most` tables, so that what is held in memory does not grow with the number of
 * schemas. The first is that of the schema that stands for all where statements are judged: the largest, for there the planner's choices matter.
 */
export function batchesOf(schemas: readonly SchemaSize[], most: number): readonly (readonly string[])[] {
  const largest = largestOf(schemas)
  const sorted = schemas.toSorted((a, b) => Number(b === largest) - Number(a === largest) || (a.name < b.name ? -1 : 1))
  const batches: { names: string[]; tables: number }[] = []
  for (const { name, tables } of sorted) {
    const last = batches.at(-1)
    if (last && last.tables + tables <= most) {
      last.names.push(name)
      last.tables += tables
    } else batches.push({ names: [name], tables })
  }
  return batches.map(({ names }) => names)
}

/** The first by name among equals. */
function largestOf(schemas: readonly SchemaSize[]): SchemaSize | undefined {
  const [first] = schemas.toSorted((a, b) => b.bytes - a.bytes || b.tables - a.tables || (a.name < b.name ? -1 : 1))
  return first
}
