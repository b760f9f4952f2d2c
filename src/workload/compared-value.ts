import type { Node } from 'libpg-query'
import { resolve } from './column.ts'
import { subqueryOf } from './expressions.ts'
import type { Reading, Scope } from './reading.ts'
import type { Place, Predicate } from './shape.ts'

/** What a column is compared with; null when that takes the row itself, so that there is nothing to look up before it is read. */
export function valueBefore(reading: Reading, scope: Scope, { use }: Place, node: Node | undefined): Predicate['value'] | null {
  const others = placesIn(reading, scope, node)
  const outward = node && 'SubLink' in node ? (subqueryOf(reading, scope, node)?.outward ?? []) : []
  if ([...others, ...outward].some((place) => place.use === use)) return null
  return others.length > 0 ? 'expression' : valueOf(node)
}

function valueOf(node: Node | undefined): Predicate['value'] {
  if (!node) return 'expression'
  if ('TypeCast' in node) return valueOf(node.TypeCast.arg)
  if ('ParamRef' in node) return 'parameter'
  if ('A_Const' in node) return 'constant'
  if ('SubLink' in node) return 'subquery'
  const items = 'List' in node ? node.List.items : 'A_ArrayExpr' in node ? node.A_ArrayExpr.elements : null
  if (!items) return 'expression'
  const values = items.map(valueOf)
  return values.includes('expression') ? 'expression' : values.includes('parameter') ? 'parameter' : 'constant'
}

/** Every column that an expression mentions, outside its subqueries. */
export function placesIn(reading: Reading, scope: Scope, node: unknown): readonly Place[] {
  if (Array.isArray(node)) return node.flatMap((part) => placesIn(reading, scope, part))
  if (node === null || typeof node !== 'object') return []
  const known = node as Node
  if ('ColumnRef' in known) {
    const place = resolve(reading, scope, known.ColumnRef)?.place
    return place ? [place] : []
  }
  if ('SelectStmt' in known) return []
  return Object.values(known).flatMap((part) => placesIn(reading, scope, part))
}
