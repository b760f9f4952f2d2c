import * as v from 'valibot'
import type { Context } from '../check.ts'
import { quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'

export const boundsParams = v.pipe(
  v.strictObject({
    column: v.string(),
    min: v.optional(v.number()),
    max: v.optional(v.number()),
    /** A column of the same row that it may not exceed. */
    atMost: v.optional(v.string()),
  }),
  v.check(
    ({ min, max, atMost }) => (atMost === undefined) !== (min === undefined && max === undefined),
    'needs either min, max or both, or atMost: the name of another column.',
  ),
  v.check(({ min, max }) => min === undefined || max === undefined || min <= max, 'has a min above its max.'),
)
export type BoundsParams = v.InferOutput<typeof boundsParams>

/** What a CHECK has to guarantee, with the relation's real column names. Absent bounds are infinite. */
export type RequiredBounds =
  | { readonly kind: 'range'; readonly column: string; readonly min: number; readonly max: number }
  | { readonly kind: 'order'; readonly column: string; readonly atMost: string }

export function requiredBounds({ rule: { params }, columnName }: Context<BoundsParams>, relation: Relation): RequiredBounds {
  const column = columnName(relation, params.column)
  if (params.atMost !== undefined) return { kind: 'order', column, atMost: columnName(relation, params.atMost) }
  return { kind: 'range', column, min: params.min ?? -Infinity, max: params.max ?? Infinity }
}

/** The condition in SQL, as a CHECK or a WHERE takes it. */
export function boundsSql(required: RequiredBounds): string {
  const column = quote(required.column)
  if (required.kind === 'order') return `${column} <= ${quote(required.atMost)}`
  if (required.min === -Infinity) return `${column} <= ${required.max}`
  return required.max === Infinity ? `${column} >= ${required.min}` : `${column} between ${required.min} and ${required.max}`
}

/** The same for people, unquoted: the subject of findings and results. */
export function boundsText(required: RequiredBounds): string {
  const { column } = required
  if (required.kind === 'order') return `${column} <= ${required.atMost}`
  if (required.min === -Infinity) return `${column} <= ${required.max}`
  return required.max === Infinity ? `${column} >= ${required.min}` : `${column} between ${required.min} and ${required.max}`
}
