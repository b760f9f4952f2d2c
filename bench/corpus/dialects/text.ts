import { literal } from '../../../src/identifier.ts'
import type { Condition, Find, Row, Value } from '../find.ts'
import type { Dialect } from './dialect.ts'
import type { Style } from './style.ts'

/** A dialect that is only text in a style. */
export const textDialect = (style: Style): Dialect => ({
  name: style.name,
  find: async (session, find) => {
    const { text, parameters } = render(style, find)
    const rows = await session.query(text, parameters)
    return style.resultName && !find.aggregate ? rows.map((row) => renamed(style, find, row)) : rows
  },
})

interface Rendered {
  readonly text: string
  readonly parameters: readonly unknown[]
}

export function render(style: Style, find: Find): Rendered {
  const { table, where, order, limit, aggregate } = find
  const parameters: unknown[] = []
  const value = (given: Value): string => {
    if (style.literals) return typeof given === 'string' ? literal(given) : String(given)
    return `$${parameters.push(given)}`
  }
  const array = (given: readonly Value[]): string =>
    style.literals ? `${literal(`{${given.join(',')}}`)}` : `$${parameters.push([...given])}`
  const condition = (given: Condition): string => {
    const column = style.column(table, given.column)
    if (given.is === 'null') return `${column} ${word(style, 'is null')}`
    if (given.is === 'any') return `${column} = ${word(style, 'any')}(${array(given.values)})`
    if (given.is === 'in') return `${column} ${word(style, 'in')} (${given.values.map(value).join(style.capitals ? ',' : ', ')})`
    return `${column} ${given.is} ${value(given.value)}`
  }
  const conditions = where.map(condition).join(` ${word(style, 'and')} `)
  const rest = [
    `${word(style, 'from')} ${style.source(table)}`,
    ...(conditions === '' ? [] : [`${word(style, 'where')} ${style.where(conditions)}`]),
    ...(order
      ? [`${word(style, 'order by')} ${style.column(table, order.column)} ${word(style, order.descending ? 'desc' : 'asc')}`]
      : []),
    ...(limit === undefined ? [] : [style.limit(limit, value, order !== undefined)]),
  ].join(' ')
  if (aggregate?.of === 'count') return { text: style.count(table, rest), parameters }
  return { text: `${word(style, 'select')} ${selected(style, find)} ${rest}`, parameters }
}

function selected(style: Style, { table, columns, aggregate }: Find): string {
  if (aggregate?.of === 'max') return `${word(style, 'max')}(${style.column(table, aggregate.column)})`
  if (!columns && style.star) return style.star(table)
  return (columns ?? table.columns.map(({ name }) => name)).map((name) => style.item(table, name)).join(', ')
}

const word = (style: Style, words: string): string => (style.capitals ? words.toUpperCase() : words)

const renamed = (style: Style, { table, columns }: Find, row: Row): Row =>
  Object.fromEntries(
    (columns ?? table.columns.map(({ name }) => name)).map((name) => [name, row[style.resultName?.(table, name) ?? name]]),
  )
