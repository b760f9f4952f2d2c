import type { Query } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Answer, Relation } from '../snapshot.ts'
import { checkExpressionOf } from '../sql/check-expression.ts'
import { mentionedColumns } from '../sql/node-text.ts'

export const refusedKey = (rule: string, relation: Relation, column: string): string =>
  `${rule}:${relation.schema}.${relation.name}:refused ${column}`

/**
 * Rows whose lacking value one of the table's own CHECKs would refuse: filling them would fail, and so would every write of such a
 * document. A NOT VALID constraint refuses new values too. Null when no CHECK is about the column.
 */
export function refusedQuery(rule: string, relation: Relation, column: string, value: string): Query | null {
  const checks = relation.constraints.flatMap(({ type, enforced, definition }) => {
    const condition = type === 'check' && enforced && definition !== null ? checkExpressionOf(definition) : null
    const mentioned = condition ? mentionedColumns(condition) : new Set<string>()
    return definition !== null && mentioned.has(column) ? [{ text: conditionText(definition), mentioned }] : []
  })
  if (checks.length === 0) return null
  const others = relation.columns.filter(({ name }) => name !== column && checks.some(({ mentioned }) => mentioned.has(name)))
  const sql =
    `select count(*) filter (where not (${checks.map(({ text }) => text).join(' and ')})) from (select ` +
    `${[...others.map(({ name }) => quote(name)), `${value} as ${quote(column)}`].join(', ')} from ${qualified(relation)} ` +
    `where ${quote(column)} is null) ${quote(relation.name)}`
  return { key: refusedKey(rule, relation, column), sql, needsCheckData: true, maxRows: 1 }
}

/** Rows that would be refused; null when they were not counted. */
export const refusedRows = (answer: Answer | undefined): number | null =>
  answer && !('error' in answer) ? Number(answer.rows[0]?.[0] ?? 0) : null

/** `(…)` of `CHECK (…) NO INHERIT NOT VALID`, as `pg_get_constraintdef` writes it. */
function conditionText(definition: string): string {
  let text = definition.slice('CHECK '.length)
  for (const suffix of [' NOT ENFORCED', ' NOT VALID', ' NO INHERIT'])
    if (text.endsWith(suffix)) text = text.slice(0, -suffix.length)
  return text
}
