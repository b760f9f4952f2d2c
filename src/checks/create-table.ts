import type { Context } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import { findTable } from './find-table.ts'
import { questionType } from './fill-sources.ts'
import type { PromisedColumn, PromisedForeignKey, TableParams } from './table-params.ts'

/** `CREATE TABLE` with everything the rule promises of it, in one line. */
export function createTable(context: Context<TableParams>, table: { readonly schema: string; readonly name: string }): string {
  const { columns, primaryKey, unique, foreignKeys } = context.rule.params
  const lines = [
    ...columns.map((column) => columnSql(column, promisedType(context, column, table.schema))),
    ...(primaryKey ? [`PRIMARY KEY (${primaryKey.map(quote).join(', ')})`] : []),
    ...unique.map((key) => `UNIQUE (${key.map(quote).join(', ')})`),
    ...foreignKeys.map((key) => foreignKeySql(context, key, table.schema)),
  ]
  return `CREATE TABLE ${qualified(table)} (${lines.join(', ')});`
}

/**
 * A referencing column has the type of what it references in this database, and the id of a question that of the questions attempted
 * here, where that is known; else the plan's.
 */
export function promisedType(context: Context<TableParams>, column: PromisedColumn, schema: string): string {
  const { fill } = context.rule.params
  if (fill?.by === 'question' && column.name === fill.question) return questionType(context, fill, schema) ?? column.type
  const key = context.rule.params.foreignKeys.find(({ columns }) => columns.includes(column.name))
  const referenced = key && findTable(context.snapshot, context.tableName(key.table), schema)
  const other = key && referenced ? context.columnName(referenced, key.to[key.columns.indexOf(column.name)] ?? '') : null
  return referenced?.columns.find(({ name }) => name === other)?.type ?? column.type
}

export function columnSql({ name, notNull, default: value }: PromisedColumn, type: string): string {
  return `${quote(name)} ${type}${value === undefined ? '' : ` DEFAULT ${value}`}${notNull ? ' NOT NULL' : ''}`
}

/** `FOREIGN KEY (…) REFERENCES …`, for CREATE TABLE and ADD CONSTRAINT. */
export function foreignKeySql(context: Context<TableParams>, key: PromisedForeignKey, schema: string): string {
  const name = context.tableName(key.table)
  const referenced = findTable(context.snapshot, name, schema)
  const to = key.to.map((column) => quote(referenced ? context.columnName(referenced, column) : column)).join(', ')
  const action = key.onDelete === 'no action' ? '' : ` ON DELETE ${key.onDelete.toUpperCase()}`
  return `FOREIGN KEY (${key.columns.map(quote).join(', ')}) REFERENCES ${referenced ? qualified(referenced) : quote(name)} (${to})${action}`
}
