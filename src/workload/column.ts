import type { ColumnRef, Node, TypeCast } from 'libpg-query'
import { plainTypeOf, stringOf } from '../sql/node-text.ts'
import type { Place } from './shape.ts'
import type { OutputColumn, Reading, Scope, Source } from './reading.ts'

/**
 * The column that an expression is, through casts that do not change what an index can do with it; null for anything else. A name that two
 * tables have is noted and not guessed.
 */
export function placeOf(reading: Reading, scope: Scope, node: Node | undefined): Place | null {
  if (!node) return null
  if ('TypeCast' in node) {
    const place = placeOf(reading, scope, node.TypeCast.arg)
    return place && isRelabelled(reading, place, node.TypeCast) ? place : null
  }
  return 'ColumnRef' in node ? (resolve(reading, scope, node.ColumnRef)?.place ?? null) : null
}

/** `varchar` is `text` under another name: PostgreSQL prints `(status)::text` in every view that compares one. */
function isRelabelled({ catalog, uses }: Reading, { use, column }: Place, { typeName }: TypeCast): boolean {
  const { relation } = uses[use] ?? {}
  const type = relation && catalog.column(relation, column)?.baseType
  return plainTypeOf(typeName) === 'text' && (type === 'character varying' || type === 'text')
}

/** What a name means; undefined when nothing here has it. */
export function resolve(reading: Reading, scope: Scope, { fields = [] }: ColumnRef): Found | undefined {
  const names = fields.map(stringOf)
  // Every part of a name but the star of `t.*` is text.
  const column = names.at(-1)
  if (!column) return undefined
  for (let level: Scope | null = scope; level; level = level.outer) {
    const found = names.length === 1 ? unqualified(reading, level.sources, column) : qualified(level.sources, names)
    if (found?.place) reading.mentioned.push(found.place)
    if (found) return found
  }
  return undefined
}

type Found = Pick<OutputColumn, 'place' | 'documents'>
const COMPUTED: Found = { place: null, documents: [] }

function unqualified(reading: Reading, sources: readonly Source[], column: string): Found | undefined {
  const found = sources.flatMap(({ output, hidden }) => (hidden.includes(column) ? [] : (output.column(column) ?? [])))
  if (found.some(({ place }) => !isSame(place, found[0]!.place))) {
    reading.unresolved.add(`column ${column} may be of ${found.length} tables`)
    return COMPUTED
  }
  return found[0] ?? (sources.some(({ output }) => output.open) ? COMPUTED : undefined)
}

const isSame = (a: Place | null, b: Place | null): boolean => a?.use === b?.use && a?.column === b?.column

function qualified(sources: readonly Source[], names: readonly string[]): Found | undefined {
  const [column, alias, schema] = names.toReversed()
  const source = sources.find((each) => each.alias === alias && (schema === undefined || each.schema === schema))
  return source && (source.output.column(column ?? '') ?? COMPUTED)
}
