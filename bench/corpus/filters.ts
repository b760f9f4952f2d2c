import { type Draft, take } from './draft.ts'
import type { Find, Value } from './find.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'
import { columnNamed, columnsOfRole, relationOf, type Table, tableNamed } from './table.ts'

/** Which rows a list asks for. */
export interface Filter {
  /** The same for the same statement. */
  readonly name: string
  /** Conditions, order and limit of one request; with `nothing` no row meets them. */
  of(session: Session, random: Random, nothing: boolean): Promise<Partial<Find>>
}

/** The time in which the rows of every table were made, as the demo's seed has it: days before the last. */
const DAYS = 180
const LAST = Date.UTC(2025, 0, 25)
const NEVER = '2099-01-01'
/** Keys that no row has. */
const NOBODY: Readonly<Record<string, Value>> = {
  uuid: '00000000-0000-0000-0000-000000000000',
  bigint: 2_000_000_000,
  integer: 2_000_000_000,
  text: 'nobody',
}

/**
 * One of the filters that give about `size` rows. `mayBeEmpty`: of those that can be asked for nothing. Never by the columns
 * `needs`: rows of one customer all refer to the same one.
 */
export function filterOf(draft: Draft, table: Table, size: number, needs: readonly string[], mayBeEmpty: boolean): Filter {
  const { random } = draft
  // A customer has several orders: no list of one row.
  const owned = random.chance(0.6) && size > 1 ? ownedBy(draft, table, size, needs) : null
  if (owned) return owned
  const recent = random.chance(0.25) && size > 10 ? since(table, size) : null
  if (recent) return recent
  if (size >= table.rows * 0.8 && !mayBeEmpty) return { name: 'all', of: () => Promise.resolve({}) }
  if (table.key.length === 1 && random.chance(0.2)) return after(table, size)
  const chosen = random.chance(0.7) ? ofOneSort(draft, table, size) : null
  return (
    chosen ?? { name: 'newest', of: async (_session, _numbers, nothing) => ({ ...newest(table), limit: nothing ? 0 : size }) }
  )
}

/** The orders of a customer, when a customer has about that many; not by a reference that a lookup is by. */
function ownedBy(draft: Draft, table: Table, size: number, needs: readonly string[]): Filter | null {
  const references = table.references.filter(({ columns, table: parent }) => {
    const average = table.rows / tableNamed(draft.domain, parent).rows
    const fits = average >= 2.5 && average > size / 3 && average < size * 3
    return fits && columns.length === 1 && !needs.includes(columns[0]!) && !draft.taken.has(`${relationOf(table)}(${columns[0]})`)
  })
  if (references.length === 0) return null
  const { columns, table: name, to } = draft.random.pick(references)
  const parent = tableNamed(draft.domain, name)
  const [column, key] = [columns[0]!, to[0]!]
  take(draft, table, columns)
  return {
    name: `of ${column}`,
    of: async (session, numbers, nothing) => {
      const [value] = nothing ? [NOBODY[columnNamed(parent, key).type]] : numbers.pick(await session.known(parent, to))
      return { where: [{ column, is: '=', value: value! }], ...newest(table) }
    },
  }
}

function since(table: Table, size: number): Filter | null {
  const [time] = columnsOfRole(table, 'time')
  if (!time) return null
  const from = new Date(LAST - (DAYS * size * 86_400_000) / table.rows).toISOString()
  return {
    name: 'since',
    of: async (_session, _numbers, nothing) => ({ where: [{ column: time.name, is: '>=', value: nothing ? NEVER : from }] }),
  }
}

/** Pages of a cursor; the last ones are short. */
function after(table: Table, size: number): Filter {
  const [column] = table.key as readonly [string]
  return {
    name: 'after',
    of: async (session, numbers, nothing) => {
      const all = await session.known(table, table.key)
      const [value] = all[numbers.between(0, Math.max(0, all.length - Math.ceil(size * 1.1)))]!
      const order = { column, descending: false }
      return { where: [{ column, is: '>', value: value! }], order, limit: nothing ? 0 : size }
    },
  }
}

/** The newest that are paid, when enough are. */
function ofOneSort({ random }: Draft, table: Table, size: number): Filter | null {
  const choices = columnsOfRole(table, 'choice').filter((column) => table.rows / column.choices.length > size * 1.3)
  if (choices.length === 0) return null
  const choice = random.pick(choices)
  return {
    name: `with ${choice.name}`,
    of: async (_session, numbers, nothing) => ({
      where: [{ column: choice.name, is: '=', value: numbers.pick(choice.choices) }],
      ...newest(table),
      limit: nothing ? 0 : size,
    }),
  }
}

function newest(table: Table): Pick<Find, 'order'> {
  const column = columnsOfRole(table, 'time')[0]?.name ?? table.key[0]!
  return { order: { column, descending: true } }
}
