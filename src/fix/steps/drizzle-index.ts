import type { IndexKeyDefinition, NewIndex } from '../change.ts'
import { property, template, text } from './drizzle-name.ts'

/** `index('…').on(t.userId, t.createdAt.desc().nullsFirst()),`; null for INCLUDE columns, which Drizzle has no words for. */
export function drizzleIndex(change: NewIndex, name: string): DrizzleLine | null {
  if (change.include.length > 0) return null
  const keys = change.keys.map(drizzleKey).join(', ')
  const on = change.method === 'btree' ? `.on(${keys})` : `.using(${text(change.method)}, ${keys})`
  const where = change.predicate === null ? '' : `.where(${template(change.predicate)})`
  const line = `${change.unique ? 'uniqueIndex' : 'index'}(${text(name)})${on}${where},`
  return { table: change.table, line }
}

type DrizzleLine = { readonly table: NewIndex['table']; readonly line: string }

function drizzleKey(key: IndexKeyDefinition): string {
  const { column, descending, nullsFirst } = key
  if (column === null) return template(drizzleKeySql(key))
  const of = property('t', column)
  // Drizzle's .desc() alone is DESC NULLS LAST in an index, and DESC (nulls first) in a query.
  if (descending) return `${of}.desc()${nullsFirst ? '.nullsFirst()' : '.nullsLast()'}`
  return `${of}${nullsFirst ? '.nullsFirst()' : ''}`
}

/** An expression with its direction, which Drizzle has no words for. */
export function drizzleKeySql({ sql, descending, nullsFirst }: IndexKeyDefinition): string {
  const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'
  return `${sql}${descending ? ' DESC' : ''}${nulls}`
}
