import type { Query } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Answer, Relation } from '../snapshot.ts'

/** What a text column holds, in rows: all that is not NULL, what casts to numeric, and of that what casts to integer. */
export interface TextNumbers {
  readonly values: number
  readonly numbers: number
  readonly integers: number
}

export const textNumbersKey = (rule: string, relation: Relation, column: string): string =>
  `${rule}:${relation.schema}.${relation.name}:numbers in ${column}`

/** Digits are bounded so that what matches casts without an error; `72.0` is no text of an integer. */
export function textNumbersQuery(rule: string, relation: Relation, column: string): Query {
  const text = `${quote(column)}::text`
  const sql =
    `select count(${quote(column)}), count(*) filter (where ${text} ~ '^ *[+-]?[0-9]{1,30}([.][0-9]{1,30})? *$'), ` +
    `count(*) filter (where ${text} ~ '^ *[+-]?[0-9]{1,9} *$') from ${qualified(relation)}`
  return { key: textNumbersKey(rule, relation, column), sql, needsCheckData: true, maxRows: 1 }
}

/** Null when nobody counted. */
export function textNumbers(answer: Answer | undefined): TextNumbers | null {
  if (!answer || 'error' in answer) return null
  const [values, numbers, integers] = (answer.rows[0] ?? []).map(Number)
  return values === undefined || numbers === undefined || integers === undefined ? null : { values, numbers, integers }
}
