import type { Draft } from './draft.ts'
import { type Filter, filterOf } from './filters.ts'
import type { Find, Row } from './find.ts'
import { finder } from './finder.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'
import { relationOf, type Table } from './table.ts'

/** With `nothing` the same statement finds no row. */
export type List = (session: Session, random: Random, nothing?: boolean) => Promise<readonly Row[]>

/** A list of about `size` rows, with the columns `needs`, filtered, sorted and limited in one of the ways applications do. */
export function listOf(draft: Draft, table: Table, size: number, needs: readonly string[], mayBeEmpty = false): List {
  const find = finder(draft)
  const { filter, columns } = unlikeOthers(draft, table, () => ({
    filter: filterOf(draft, table, size, needs, mayBeEmpty),
    columns: columnsWith(draft, table, needs),
  }))
  return async (session, random, nothing = false) =>
    find(session, { table, where: [], ...columns, ...(await filter.of(session, random, nothing)) })
}

interface Drawn {
  readonly filter: Filter
  readonly columns: Pick<Find, 'columns'>
}

/** Two lists that are the same statement would be one entry in the statistics, and nobody could tell which of them is looped over. */
function unlikeOthers(draft: Draft, table: Table, draw: () => Drawn): Drawn {
  let drawn = draw()
  const nameOf = ({ filter, columns }: Drawn): string =>
    `list of ${relationOf(table)} ${filter.name}: ${columns.columns?.join() ?? 'all'}`
  for (let tries = 0; tries < 8 && draft.taken.has(nameOf(drawn)); tries++) drawn = draw()
  draft.taken.add(nameOf(drawn))
  return drawn
}

/** All columns, or the key with what is needed. */
export function columnsWith({ random }: Draft, table: Table, needs: readonly string[]): Pick<Find, 'columns'> {
  if (random.chance(0.6)) return {}
  const wanted = new Set([...table.key, ...needs, random.pick(table.columns).name])
  return { columns: table.columns.map(({ name }) => name).filter((name) => wanted.has(name)) }
}
