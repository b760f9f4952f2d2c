import * as v from 'valibot'
import { isNumericType } from '../sql/bounds.ts'
import { type JsonPath, jsonPathOf } from '../sql/json-path.ts'
import { parseExpression } from '../sql/parse.ts'
import type { Verdict } from '../finding.ts'
import type { Index, Relation } from '../snapshot.ts'

const names = v.pipe(v.array(v.string()), v.minLength(1))

/** A number that the plan wants as a column of its own. */
export const scoreColumn = v.strictObject({
  name: v.string(),
  /** The type to add it with. Any numeric type holds the promise. */
  type: v.optional(v.string(), 'integer'),
  /** The json or jsonb column it is taken from, and the keys that hold it: writers of different age use different ones, the first with a value counts. */
  from: v.optional(v.strictObject({ column: v.string(), keys: names })),
})
export type ScoreColumn = v.InferOutput<typeof scoreColumn>

/** How a relation keeps a score, with what stands for it in words. `passes` needs no reason when it is the column itself. */
export interface Standing {
  readonly verdict: Verdict
  readonly reason: string | null
  /** The column or index that was judged. */
  readonly by: string | null
}

/** `score` carries the relation's real column names. */
export function standingOf(relation: Relation, score: ScoreColumn): Standing {
  const column = relation.columns.find(({ name }) => name === score.name)
  if (column && isNumericType(column.baseType)) return { verdict: 'present', reason: null, by: column.name }
  const source = score.from
  const reads = (expression: string | null): JsonPath | null => {
    const path = source && expression !== null ? jsonPathOf(parseExpression(expression) ?? undefined) : null
    return path && source && path.column === source.column && path.keys.length === 1 && source.keys.includes(path.keys[0] ?? '')
      ? path
      : null
  }
  const generated = relation.columns.find(
    ({ generated: kind, default: expression, baseType }) => kind !== null && reads(expression) && isNumericType(baseType),
  )
  if (generated) {
    const reason = `generated column ${generated.name} holds ${textOf(reads(generated.default))} as a number`
    return { verdict: 'equivalent', reason, by: generated.name }
  }
  const indexes = relation.indexes.flatMap((index) => {
    const path = reads(index.keys[0]?.expression ?? null)
    return path ? [{ index, path }] : []
  })
  const serving = indexes.find(({ index, path }) => path.numeric && servesAll(index))
  if (serving) {
    const reason = `index ${serving.index.name} searches and sorts ${textOf(serving.path)} as a number; reading the value still opens the document`
    return { verdict: 'equivalent', reason, by: serving.index.name }
  }
  if (column)
    return {
      verdict: 'weaker',
      reason: `${column.type} neither compares nor adds up as a number`,
      by: column.name,
    }
  const [partial] = indexes
  if (!partial) return { verdict: 'missing', reason: null, by: null }
  const flaw = partial.path.numeric
    ? partial.index.predicate === null
      ? 'is not usable'
      : 'covers only some rows'
    : 'sorts it as text'
  return {
    verdict: 'weaker',
    reason: `index ${partial.index.name} is on ${textOf(partial.path)}, but ${flaw}`,
    by: partial.index.name,
  }
}

const textOf = (path: JsonPath | null): string => `${path?.column} ->> '${path?.keys.join("' ->> '")}'`

const servesAll = (index: Index): boolean => index.method === 'btree' && index.predicate === null && index.valid && index.ready
