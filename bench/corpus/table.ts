export type ColumnType = 'uuid' | 'bigint' | 'integer' | 'text' | 'timestamp' | 'boolean'

/** A key, a reference to a row of another table, one of a few words, a point in time, a unique name, a yes or no, or something else. */
export type ColumnRole = 'key' | 'reference' | 'choice' | 'time' | 'unique' | 'flag' | 'plain'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
  readonly nullable: boolean
  /** The words of a `choice`. */
  readonly choices: readonly string[]
  /** SQL of its value in the row whose number is the SQL expression `n`. */
  readonly value: (n: string) => string
}

export interface Reference {
  readonly columns: readonly string[]
  readonly table: string
  readonly to: readonly string[]
  /** False: no foreign key, only the names say it. */
  readonly declared: boolean
}

export interface Table {
  readonly schema: string
  readonly name: string
  /** Rows that it is filled with. */
  readonly rows: number
  readonly key: readonly string[]
  readonly columns: readonly Column[]
  readonly references: readonly Reference[]
}

/** Tables every application has, under the names of this one. */
export interface Roles {
  readonly users: string
  readonly sessions: string
  readonly flags: string
  readonly jobs: string
  readonly notifications: string
}

export interface Domain {
  readonly name: string
  readonly tables: readonly Table[]
  readonly roles: Roles
  /** Tables that a row can be added to by what is known of them here. */
  readonly writable: readonly string[]
  /** Messages that make the schema and its rows in an empty database. */
  readonly preparation: readonly string[]
}

/** `orders`, or `billing.events` outside of public: how labels and reports name a relation. */
export const relationOf = ({ schema, name }: Table): string => (schema === 'public' ? name : `${schema}.${name}`)

export function tableNamed(domain: Domain, name: string): Table {
  const table = domain.tables.find((candidate) => relationOf(candidate) === name)
  if (!table) throw new Error(`${domain.name} has no table ${name}`)
  return table
}

export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (!column) throw new Error(`${table.name} has no column ${name}`)
  return column
}

export const columnsOfRole = (table: Table, role: ColumnRole): Column[] => table.columns.filter((column) => column.role === role)
