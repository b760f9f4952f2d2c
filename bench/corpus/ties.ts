import { type Domain, relationOf, type Table, tableNamed } from './table.ts'

/** A reference, from both sides. */
export interface Tie {
  readonly child: Table
  readonly columns: readonly string[]
  readonly parent: Table
  readonly key: readonly string[]
  readonly declared: boolean
  /** Some rows refer to nothing. */
  readonly nullable: boolean
}

export const tiesOf = (domain: Domain): Tie[] =>
  domain.tables.flatMap((child) =>
    child.references.map(({ columns, table, to, declared }) => ({
      child,
      columns,
      parent: tableNamed(domain, table),
      key: to,
      declared,
      nullable: child.columns.some(({ name, nullable }) => nullable && columns.includes(name)),
    })),
  )

export const isSelf = ({ child, parent }: Tie): boolean => relationOf(child) === relationOf(parent)

/** How many rows refer to one on average. */
export const fanOut = ({ child, parent }: Tie): number => child.rows / parent.rows
