import type { ColumnDraft } from './columns.ts'
import { createTables } from './create-tables.ts'
import type { Column, Domain, Reference, Roles, Table } from './table.ts'

export interface TableDraft {
  readonly schema: string
  readonly name: string
  readonly rows: number
  readonly key: readonly string[]
  readonly columns: readonly ColumnDraft[]
  /** References of more than one column; those of one are in their column. */
  readonly references: readonly Reference[]
}

/** A table; its key is its first column unless `key` says otherwise. `name` may be `schema.name`. */
export function table(
  name: string,
  rows: number,
  columns: readonly ColumnDraft[],
  more: { readonly key?: readonly string[]; readonly references?: readonly Reference[] } = {},
): TableDraft {
  const [first, second] = name.split('.') as [string, string?]
  const own = second === undefined ? { schema: 'public', name: first } : { schema: first, name: second }
  const key = more.key ?? [columns[0]!({ ...own, rows }).name]
  return { ...own, rows, key, columns, references: more.references ?? [] }
}

/** Tables come after those they refer to; a table may refer to itself. */
export function domain(name: string, drafts: readonly TableDraft[], roles: Roles): Domain {
  const tables = finished(drafts)
  return { name, tables, roles, writable: tables.filter(isWritable).map(nameOf), preparation: createTables(tables) }
}

const isWritable = ({ key, references }: Table): boolean =>
  key.length === 1 && references.every(({ columns }) => columns.length === 1)

export function finished(drafts: readonly TableDraft[], known: readonly Table[] = []): Table[] {
  const tables: Table[] = [...known]
  for (const draft of drafts) {
    const references: Reference[] = [...draft.references]
    const columns: Column[] = []
    const own: Table = { ...draft, columns, references }
    for (const [at, make] of draft.columns.entries()) {
      const { to, ...column } = make(draft)
      if (!to) {
        columns.push(column)
        continue
      }
      const target = [...tables, own].find((candidate) => to.table === nameOf(candidate))
      const key = target?.columns[0]
      if (!target || !key) throw new Error(`${draft.name}.${column.name} refers to ${to.table}, which is not there yet`)
      references.push({ columns: [column.name], table: to.table, to: [key.name], declared: to.declared })
      columns.push({
        ...column,
        type: key.type,
        nullable: column.nullable || target === own,
        value: (n) => pointer(target, own, n, at, to.nullEvery),
      })
    }
    tables.push(own)
  }
  return tables.slice(known.length)
}

const nameOf = ({ schema, name }: Table): string => (schema === 'public' ? name : `${schema}.${name}`)

/** The key of the row that row `n` refers to; within one table always an earlier row, so that there are no circles. */
function pointer(target: Table, own: Table, n: string, salt: number, nullEvery: number): string {
  const below = target === own ? `greatest((${n}) - 1, 1)` : String(target.rows)
  const value = target.columns[0]!.value(`1 + demo_pick(${n}, ${salt + own.name.length}, ${below})`)
  const without = [...(nullEvery > 0 ? [`(${n}) % ${nullEvery} = 0`] : []), ...(target === own ? [`(${n}) = 1`] : [])]
  return without.length === 0 ? value : `case when ${without.join(' or ')} then null else ${value} end`
}
