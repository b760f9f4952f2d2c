import type { Draft } from './draft.ts'
import { type Condition, equal, type Find, type Row, type Value } from './find.ts'
import { finder } from './finder.ts'
import { columnsWith } from './lists.ts'
import type { Session } from './session.ts'
import { columnsOfRole, type Table } from './table.ts'

export type Read = (session: Session, values: readonly Value[]) => Promise<readonly Row[]>

/** One row by these columns. */
export function one(draft: Draft, table: Table, columns: readonly string[], needs: readonly string[] = []): Read {
  const find = finder(draft)
  const selected = columnsWith(draft, table, needs)
  const limit = draft.random.chance(0.6) ? { limit: 1 } : {}
  return (session, values) => find(session, { table, where: equal(columns, values), ...selected, ...limit })
}

/** The rows that have these values in these columns, perhaps only the newest of them, perhaps only those of one sort. */
export function many(
  draft: Draft,
  table: Table,
  columns: readonly string[],
  needs: readonly string[] = [],
): { readonly read: Read; readonly also: readonly string[] } {
  const { random } = draft
  const find = finder(draft)
  const selected = columnsWith(draft, table, needs)
  const [time] = columnsOfRole(table, 'time')
  const sorted: Pick<Find, 'order'> = time && random.chance(0.6) ? { order: { column: time.name, descending: true } } : {}
  const limit = random.chance(0.3) ? { limit: random.pick([3, 5, 10]) } : {}
  const [choice] = columnsOfRole(table, 'choice')
  const more: Condition[] =
    choice && random.chance(0.2) ? [{ column: choice.name, is: '=', value: random.pick(choice.choices) }] : []
  return {
    read: (session, values) =>
      find(session, { table, where: [...equal(columns, values), ...more], ...selected, ...sorted, ...limit }),
    also: more.map(({ column }) => column),
  }
}

/** How many rows have these values, or the greatest of something in them. */
export function aggregate(draft: Draft, table: Table, columns: readonly string[], of: 'count' | 'max'): Read {
  const find = finder(draft)
  const column = table.columns.find(({ type }) => type === 'timestamp' || type === 'integer')?.name ?? table.key[0]!
  return (session, values) =>
    find(session, { table, where: equal(columns, values), aggregate: of === 'count' ? { of } : { of, column } })
}

/** Rows by a list of values of one column. */
export function batch(draft: Draft, table: Table, column: string, is: 'any' | 'in'): Read {
  const find = finder(draft)
  const selected = columnsWith(draft, table, [])
  return (session, values) =>
    values.length === 0 ? Promise.resolve([]) : find(session, { table, where: [{ column, is, values }], ...selected })
}
