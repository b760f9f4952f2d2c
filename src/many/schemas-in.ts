import { globMatcher, isGlob } from '../glob.ts'
import type { Snapshot } from '../snapshot.ts'
import { isToolSchema } from '../targets.ts'
import type { SchemaSize } from './batches.ts'

/** The matcher of schemas that are targets each: those that other tools fill only where they are named. */
export function tenantMatcher(globs: readonly string[]): (schema: string) => boolean {
  const matchers = globs.map((glob) => ({ matches: globMatcher(glob), named: !isGlob(glob) }))
  return (schema) => matchers.some(({ matches, named }) => matches(schema) && (named || !isToolSchema(schema)))
}

/** The same of a snapshot: a schema without tables is not in it. */
export function schemasIn({ relations }: Snapshot, globs: readonly string[]): readonly SchemaSize[] {
  const sizes = new Map<string, { name: string; tables: number; bytes: number }>()
  const wanted = tenantMatcher(globs)
  for (const { schema, kind, bytes } of relations) {
    if (kind !== 'table' && kind !== 'partitioned table') continue
    const size = sizes.get(schema) ?? { name: schema, tables: 0, bytes: 0 }
    size.tables++
    size.bytes += bytes
    if (wanted(schema)) sizes.set(schema, size)
  }
  return [...sizes.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
