import type { Context, Query } from '../check.ts'
import { firstNumber, numberIn } from '../fix/extraction-number.ts'
import { qualified, quote } from '../identifier.ts'
import type { Answer, Column, Relation } from '../snapshot.ts'
import { isNumericType } from '../sql/bounds.ts'
import { promisedScore } from './promised-score.ts'

export interface BoundsParams {
  readonly column: string
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly atMost?: string | undefined
}

export interface Side {
  readonly name: string
  readonly column: Column | undefined
}

/** The bounded column and, for `atMost`, the other one, under the relation's own names. */
export function sidesOf(context: Context<BoundsParams>, relation: Relation): readonly [Side, ...Side[]] {
  const { column, atMost } = context.rule.params
  const side = (name: string): Side => {
    const real = context.columnName(relation, name)
    return { name: real, column: relation.columns.find((each) => each.name === real) }
  }
  return atMost === undefined ? [side(column)] : [side(column), side(atMost)]
}

/** The promise as a condition: `overall_score between 10 and 90`. */
export function condition(context: Context<BoundsParams>, relation: Relation, spell: (name: string) => string): string {
  const { min, max } = context.rule.params
  const [first, second] = sidesOf(context, relation).map(({ name }) => spell(name))
  if (second !== undefined) return `${first} <= ${second}`
  if (min === undefined) return `${first} <= ${max}`
  return max === undefined ? `${first} >= ${min}` : `${first} between ${min} and ${max}`
}

/** The same before and after a promised column exists: then it was asked of the documents that it is to be taken from. */
const countKey = (context: Context<BoundsParams>, relation: Relation): string =>
  `${context.rule.id}:${relation.schema}.${relation.name}:${condition(context, relation, (name) => name)}`

/**
 * Counts the rows that break the promise. A promised column that is not there yet is counted by the numbers of its document, one that is
 * text by the numbers it holds.
 */
export function countQuery(context: Context<BoundsParams>, relation: Relation): Query | null {
  const [{ name, column: existing }, second] = sidesOf(context, relation)
  if (!relation.selectable || (second && !isNumber(second.column))) return null
  const isText = existing?.category === 'S' && context.promises(relation, name)
  if (existing && !isNumber(existing) && !isText) return null
  const column = isText ? undefined : existing
  const source = promisedScore(context, relation, name)
  const number = isText
    ? numberIn(`to_jsonb(t.${quote(name)}::text)`, 'numeric')
    : source && firstNumber(`t.${quote(source.document.column)}`, source.keys, 'numeric')
  if (!column && number === undefined) return null
  const outside = (value: string): string =>
    `not (${condition(context, relation, (side) => (side === name ? value : `t.${quote(side)}`))})`
  const value = column ? `t.${quote(name)}` : 'v.number'
  const counts = [
    `count(*) filter (where ${outside(value)})`,
    `min(${value})`,
    `max(${value})`,
    column && number !== undefined ? `count(*) filter (where ${value} is null and ${outside('v.number')})` : 'null',
    second ? `min(t.${quote(second.name)})` : 'null',
  ]
  const lateral = number === undefined ? '' : ` cross join lateral (select ${number} as number) v`
  const sql = `select ${counts.join(', ')} from ${qualified(relation)} t${lateral}`
  return { key: countKey(context, relation), sql, needsCheckData: true, maxRows: 1 }
}

const isNumber = (column: Column | undefined): boolean => column !== undefined && isNumericType(column.baseType)

/** What the rows hold. */
export interface Counted {
  /** Rows whose value breaks the promise. */
  readonly violating: number
  readonly lowest: string | null
  readonly highest: string | null
  /** Rows whose column is NULL and whose document holds a value that breaks it: they will, once they are filled. */
  readonly inDocuments: number
  /** The lowest value of the column that may not be exceeded. */
  readonly lowestLimit: string | null
}

/** A reason where they could not be counted, `not counted` where nobody asked. */
export function counted(context: Context<BoundsParams>, relation: Relation): Counted | string {
  const answer: Answer | undefined = context.answer(countKey(context, relation))
  if (answer && 'error' in answer) return `not counted: ${answer.error}`
  const [violating, lowest = null, highest = null, inDocuments, lowestLimit = null] = answer?.rows[0] ?? []
  if (violating === null || violating === undefined) return 'not counted'
  return { violating: Number(violating), lowest, highest, inDocuments: Number(inDocuments ?? 0), lowestLimit }
}
