import type { Table } from '../table.ts'

/** What sets the SQL of one library apart from another's. */
export interface Style {
  readonly name: string
  /** Key words in capitals. */
  readonly capitals: boolean
  /** How the relation stands in FROM, alias and all. */
  source(table: Table): string
  /** How a column is written. */
  column(table: Table, name: string): string
  /** The select list; null for `*` in front of which `all` may stand. */
  item(table: Table, name: string): string
  /** `*` or `orders.*` instead of all columns by name. */
  readonly star?: (table: Table) => string
  where(condition: string): string
  /** The clause that limits; `value` writes a value. */
  limit(rows: number, value: (value: number) => string, ordered: boolean): string
  count(table: Table, rest: string): string
  /** Values in the text, for pg_stat_statements to normalize, rather than parameters. */
  readonly literals?: boolean
  /** What the library puts around a row's column name in its result. */
  readonly resultName?: (table: Table, name: string) => string
}
