import type { ColumnRef, Node } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import type { Place } from './shape.ts'
import type { Reading, Scope, Source } from './reading.ts'

/**
 * The column that an expression is, through casts that do not change what an index can do with it; null for anything else. A name that two
 * tables have is noted and not guessed.
 */
export function placeOf(reading: Reading, scope: Scope, node: Node | undefined): Place | null {
  if (!node || !('ColumnRef' in node)) return null
  return resolve(reading, scope, node.ColumnRef)
}

export function resolve(reading: Reading, scope: Scope, { fields = [] }: ColumnRef): Place | null {
  const names = fields.map(stringOf)
  // Every part of a name but the star of `t.*` is text.
  const column = names.at(-1)
  if (!column) return null
  for (let level: Scope | null = scope; level; level = level.outer) {
    const found = names.length === 1 ? unqualified(reading, level.sources, column) : qualified(level.sources, names)
    if (found) return found.place
  }
  return null
}

type Found = { readonly place: Place | null }

function unqualified(reading: Reading, sources: readonly Source[], column: string): Found | undefined {
  const found = sources.flatMap(({ output, hidden }) => (hidden.includes(column) ? [] : (output.column(column) ?? [])))
  const distinct = new Set(found.map(({ place }) => JSON.stringify(place)))
  if (distinct.size > 1) {
    reading.unresolved.add(`column ${column} may be of ${found.length} tables`)
    return { place: null }
  }
  return found[0] ?? (sources.some(({ output }) => output.open) ? { place: null } : undefined)
}

function qualified(sources: readonly Source[], names: readonly string[]): Found | undefined {
  const [column, alias, schema] = names.toReversed()
  const source = sources.find((each) => each.alias === alias && (schema === undefined || each.schema === schema))
  return source && (source.output.column(column ?? '') ?? { place: null })
}
