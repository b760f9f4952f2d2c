import { type Row, type Value, valuesOf } from '../find.ts'
import type { Random } from '../random.ts'
import type { Counted } from '../scenario.ts'

/** For which rows of a list the lookup runs. */
export type Served = (rows: readonly Row[], random: Random) => readonly Row[]

export const every: Served = (rows) => rows

/** Rows that something holds for, which has nothing to do with what they refer to. */
export const some =
  (share: number): Served =>
  (rows, random) =>
    rows.filter(() => random.chance(share))

/** The loop ends before the list does. */
export const firstOf =
  (share: number): Served =>
  (rows) =>
    rows.slice(0, Math.ceil(rows.length * share))

/** The first row of each value. */
export function distinct(rows: readonly Row[], columns: readonly string[]): Row[] {
  const seen = new Map<string, Row>()
  for (const row of rows) {
    const name = valuesOf(row, columns)?.join() ?? ''
    if (!seen.has(name)) seen.set(name, row)
  }
  return [...seen.values()]
}

export const newCounted = (): Counted => ({ lists: 0, rows: 0, lookups: 0 })

/** Counts a list that was read. */
export async function listed(counted: Counted, list: Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows = await list
  counted.lists++
  counted.rows += rows.length
  return rows
}

/** Looks something up by the values of these columns, one row after the other; rows that refer to nothing are passed over. */
export async function perRow(
  counted: Counted,
  rows: readonly Row[],
  columns: readonly string[],
  lookup: (values: readonly Value[]) => Promise<unknown>,
): Promise<void> {
  for (const row of rows) {
    const values = valuesOf(row, columns)
    if (!values) continue
    counted.lookups++
    await lookup(values)
  }
}
