import type { Table } from './table.ts'

export type Value = string | number | boolean

export type Condition =
  | { readonly column: string; readonly is: '=' | '>' | '>='; readonly value: Value }
  | { readonly column: string; readonly is: 'null' }
  /** One parameter that is an array, or a list of parameters. */
  | { readonly column: string; readonly is: 'any'; readonly values: readonly Value[] }
  | { readonly column: string; readonly is: 'in'; readonly values: readonly Value[] }

/** What an application asks of one relation; each dialect has its own words for it. */
export interface Find {
  readonly table: Table
  /** All of them when left out. */
  readonly columns?: readonly string[]
  /** Instead of columns: how many, or the greatest of a column. */
  readonly aggregate?: { readonly of: 'count' } | { readonly of: 'max'; readonly column: string }
  /** All must hold; none is everything. */
  readonly where: readonly Condition[]
  readonly order?: { readonly column: string; readonly descending: boolean }
  readonly limit?: number
}

export type Row = Readonly<Record<string, unknown>>

/** `=` of columns to values, one by one. */
export const equal = (columns: readonly string[], values: readonly Value[]): Condition[] =>
  columns.map((column, at) => ({ column, is: '=', value: values[at]! }))

/** The values of a row in these columns; null when one of them is null. */
export function valuesOf(row: Row, columns: readonly string[]): Value[] | null {
  const values = columns.map((column) => row[column])
  return values.every((value) => value !== null && value !== undefined) ? (values as Value[]) : null
}
