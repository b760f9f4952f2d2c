import type { Context, Query } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { findTable } from './find-table.ts'
import { judgeForeignKey } from './table-foreign-key.ts'
import type { PromisedForeignKey, TableParams } from './table-params.ts'
import { judgePrimaryKey, judgeUnique } from './table-unique.ts'

/** Rows that a constraint the table lacks would refuse. Each count has one place where it is asked for and read. */
export interface RowCount {
  /** `null user_id`, `duplicates user_id, snapshot_date`: what is counted. */
  readonly what: string
  readonly sql: string
}

/** Rows with a NULL in one of the columns. */
export const nullRows = (relation: Relation, columns: readonly string[]): RowCount => ({
  what: `null ${columns.join(', ')}`,
  sql: `select count(*) from ${qualified(relation)} where ${columns.map((name) => `${quote(name)} is null`).join(' or ')}`,
})

/** Keys that more than one row has; a NULL is unlike every other in a unique constraint. */
export function duplicateKeys(relation: Relation, columns: readonly string[]): RowCount {
  const names = columns.map(quote)
  const known = names.map((name) => `${name} is not null`).join(' and ')
  return {
    what: `duplicates ${columns.join(', ')}`,
    sql: `select count(*) from (select ${names.join(', ')} from ${qualified(relation)} where ${known} group by ${names.join(', ')} having count(*) > 1) d`,
  }
}

/** Rows that reference nothing. */
export function orphanRows(
  relation: Relation,
  columns: readonly string[],
  referenced: Relation,
  to: readonly string[],
): RowCount {
  const known = columns.map((name) => `t.${quote(name)} is not null`).join(' and ')
  const same = columns.map((name, at) => `r.${quote(to[at] ?? '')} = t.${quote(name)}`).join(' and ')
  return {
    what: `orphans ${columns.join(', ')}`,
    sql: `select count(*) from ${qualified(relation)} t where ${known} and not exists (select from ${qualified(referenced)} r where ${same})`,
  }
}

const keyOf = ({ rule }: Context<TableParams>, relation: Relation, { what }: RowCount): string =>
  `${rule.id}:${relation.schema}.${relation.name}:${what}`

/** How many there are; null when nobody counted, or nobody could. */
export function countOf(context: Context<TableParams>, relation: Relation, count: RowCount): number | null {
  const answer = context.answer(keyOf(context, relation, count))
  return answer && !('error' in answer) ? Number(answer.rows[0]?.[0] ?? 0) : null
}

/** The referenced table and columns by their real names; null where there is no such table. */
export function referencedBy(
  context: Context<TableParams>,
  relation: Relation,
  key: PromisedForeignKey,
): { readonly columns: readonly string[]; readonly referenced: Relation; readonly to: readonly string[] } | null {
  const referenced = findTable(context.snapshot, context.tableName(key.table), relation.schema)
  if (!referenced) return null
  return {
    columns: key.columns.map((name) => context.columnName(relation, name)),
    referenced,
    to: key.to.map((name) => context.columnName(referenced, name)),
  }
}

/** Counts for what the table lacks; none for what it has. */
export function countQueries(context: Context<TableParams>, relation: Relation): readonly Query[] {
  if (!relation.selectable) return []
  const { columns, primaryKey, unique, foreignKeys } = context.rule.params
  const there = (names: readonly string[]): boolean => names.every((name) => relation.columns.some((each) => each.name === name))
  const real = (names: readonly string[]): readonly string[] => names.map((name) => context.columnName(relation, name))
  const nullable = columns.flatMap((promised) => {
    const name = context.columnName(relation, promised.name)
    const column = relation.columns.find((each) => each.name === name)
    return promised.notNull && column && !column.notNull ? [nullRows(relation, [name])] : []
  })
  const unkeyed = primaryKey && judgePrimaryKey(context, relation, primaryKey).status === 'fail' ? real(primaryKey) : []
  const keys = unique.filter((key) => judgeUnique(context, relation, key).status === 'fail').map(real)
  const orphans = foreignKeys.flatMap((key) => {
    const names = judgeForeignKey(context, relation, key).status === 'fail' ? referencedBy(context, relation, key) : null
    return names && there(names.columns) ? [orphanRows(relation, names.columns, names.referenced, names.to)] : []
  })
  const counts = [
    ...nullable,
    ...(unkeyed.length > 0 && there(unkeyed) ? [nullRows(relation, unkeyed), duplicateKeys(relation, unkeyed)] : []),
    ...keys.filter(there).map((key) => duplicateKeys(relation, key)),
    ...orphans,
  ]
  const queries = new Map(counts.map((count) => [keyOf(context, relation, count), count.sql]))
  return [...queries].map(([key, sql]) => ({ key, sql, needsCheckData: true, maxRows: 1 }))
}
