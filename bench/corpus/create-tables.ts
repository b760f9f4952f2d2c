import { createRandom, dropRandom } from '../../src/demo/data/random.ts'
import { qualified, quote } from '../../src/identifier.ts'
import type { Column, Table } from './table.ts'

/** Messages that make these tables with their rows, and an index on every referencing column as a careful team would. */
export function createTables(tables: readonly Table[]): string[] {
  const schemas = [...new Set(tables.map(({ schema }) => schema))].filter((schema) => schema !== 'public')
  return [
    createRandom,
    ...schemas.map((schema) => `create schema ${quote(schema)}`),
    ...tables.map((table) => createTable(table)),
    ...tables.map(fillTable),
    dropRandom,
    ...tables.flatMap(indexes),
    ...tables.flatMap((table) => foreignKeys(table, tables)),
    'vacuum (analyze)',
  ]
}

function createTable(table: Table): string {
  const columns = table.columns.map((column) => `${quote(column.name)} ${typeOf(column)}`)
  return `create table ${qualified(table)} (${[...columns, `primary key (${names(table.key)})`].join(', ')})`
}

const typeOf = ({ type, role, nullable }: Column): string =>
  `${type}${role === 'unique' ? ' unique' : ''}${nullable ? '' : ' not null'}`

const fillTable = (table: Table): string =>
  `insert into ${qualified(table)} select ${table.columns.map(({ value }) => value('n')).join(', ')}
   from generate_series(1, ${table.rows}) n`

const indexes = (table: Table): string[] =>
  table.references.map(({ columns }) => `create index on ${qualified(table)} (${names(columns)})`)

const foreignKeys = (table: Table, tables: readonly Table[]): string[] =>
  table.references
    .filter(({ declared }) => declared)
    .map((reference) => {
      const target = tables.find(({ schema, name }) => [name, `${schema}.${name}`].includes(reference.table))
      if (!target) throw new Error(`${table.name} refers to ${reference.table}, which is not there`)
      return `alter table ${qualified(table)} add foreign key (${names(reference.columns)})
        references ${qualified(target)} (${names(reference.to)})`
    })

const names = (columns: readonly string[]): string => columns.map(quote).join(', ')
