import { literal } from '../../src/identifier.ts'
import type { Column, ColumnType } from './table.ts'

/** A column whose value needs to know the table's name and how many rows it gets. */
export type ColumnDraft = (table: { readonly name: string; readonly rows: number }) => Column & { readonly to?: ReferenceDraft }

interface ReferenceDraft {
  readonly table: string
  readonly declared: boolean
  /** One row in so many has none; 0 for never. */
  readonly nullEvery: number
}

const column = (
  name: string,
  type: ColumnType,
  role: Column['role'],
  value: Column['value'],
  more: Partial<Pick<Column, 'nullable' | 'choices'>> = {},
): Column => ({ name, type, role, value, nullable: false, choices: [], ...more })

/** Row numbers of big keys, a hash for uuid, `o17` for text. */
export const key =
  (name: string, type: ColumnType): ColumnDraft =>
  (table) =>
    column(name, type, 'key', (n) => {
      if (type === 'uuid') return `demo_id(${literal(table.name)}, ${n})`
      return type === 'text' ? `${literal(table.name.slice(0, 1).toLowerCase())} || (${n})` : `(${n})`
    })

/** What a row has of a number that its own follows from, such as a tenant or a line of an order. */
export const computed =
  (name: string, type: ColumnType, role: Column['role'], value: Column['value']): ColumnDraft =>
  () =>
    column(name, type, role, value)

/** Refers to the key of `to`, a table of one key column. */
export const reference =
  (name: string, to: string, { declared = true, nullEvery = 0 } = {}): ColumnDraft =>
  () => ({
    ...column(name, 'bigint', 'reference', () => 'null', { nullable: nullEvery > 0 }),
    to: { table: to, declared, nullEvery },
  })

export const choice =
  (name: string, choices: readonly string[]): ColumnDraft =>
  (table) =>
    column(
      name,
      'text',
      'choice',
      (n) =>
        `(array[${choices.map(literal).join(', ')}])[1 + demo_pick(${n}, ${name.length + table.name.length}, ${choices.length})]`,
      {
        choices,
      },
    )

export const time =
  (name: string): ColumnDraft =>
  ({ rows }) =>
    column(name, 'timestamp', 'time', (n) => `demo_time(${n}, ${rows})`)

export const unique =
  (name: string): ColumnDraft =>
  (table) =>
    column(name, 'text', 'unique', (n) => `md5(${literal(`${table.name}.${name}`)} || (${n}))`)

export const flag =
  (name: string): ColumnDraft =>
  () =>
    column(name, 'boolean', 'flag', (n) => `demo_pick(${n}, ${name.length}, 3) = 0`)

export const text =
  (name: string): ColumnDraft =>
  () =>
    column(name, 'text', 'plain', (n) => `${literal(`${name} `)} || (${n})`)

export const number =
  (name: string): ColumnDraft =>
  () =>
    column(name, 'integer', 'plain', (n) => `demo_pick(${n}, ${name.length}, 500)`)
