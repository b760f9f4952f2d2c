import type { NewConstraint, NewTable } from '../change.ts'
import { objectName } from '../reserve-names.ts'
import { drizzleColumn } from './drizzle-column.ts'
import { drizzleConstraint } from './drizzle-constraint.ts'
import { camelCase, property, text } from './drizzle-name.ts'
import { foreignKeyName } from './table.ts'

/** `export const questionStats = pgTable('question_stats', {…}, (t) => […])`; null when a column has a type that Drizzle has no builder for. */
export function drizzleTable(change: NewTable): { readonly table: NewTable['table']; readonly line: string } | null {
  const { table, primaryKey, unique, foreignKeys } = change
  const columns = change.columns.map((column) => {
    const inKey = primaryKey.includes(column.name)
    return drizzleColumn({ ...column, notNull: column.notNull || inKey }, inKey && primaryKey.length === 1)
  })
  const known = columns.filter((line) => line !== null)
  if (known.length < columns.length) return null
  // Drizzle's own names are not PostgreSQL's, and `push` would make the constraints anew.
  const named = (columnNames: readonly string[], label: string): string => text(objectName(table.name, columnNames, label))
  const entries = [
    ...(primaryKey.length < 2 ? [] : [`primaryKey({ name: ${named([], 'pkey')}, columns: [${list(primaryKey)}] }),`]),
    ...unique.map((names) => `unique(${named(names, 'key')}).on(${list(names)}),`),
    ...foreignKeys.map((key) => drizzleConstraint(asConstraint(change, key), foreignKeyName(table.name, key)).line),
  ]
  const extra = entries.length === 0 ? '' : `, (t) => [\n${entries.map((entry) => `  ${entry}\n`).join('')}]`
  const builder = table.schema === 'public' ? 'pgTable' : `pgSchema(${text(table.schema)}).table`
  const line = `export const ${camelCase(table.name)} = ${builder}(${text(table.name)}, {\n${known.map((column) => `  ${column}\n`).join('')}}${extra})`
  return { table, line }
}

const list = (names: readonly string[]): string => names.map((name) => property('t', name)).join(', ')

const asConstraint = ({ table }: NewTable, { columns, ...key }: NewTable['foreignKeys'][number]): NewConstraint => ({
  kind: 'constraint',
  table,
  name: null,
  columns,
  definition: { type: 'foreign key', ...key },
  replaces: null,
})
