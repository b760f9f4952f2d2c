import type { Draft } from './draft.ts'
import type { Table } from './table.ts'

/** How long a list is and how often it is asked for. */
export interface Volume {
  readonly size: number
  readonly requests: number
}

interface Bounds {
  /** Rows of a list. */
  readonly sizes?: readonly [number, number]
  /** Rows of all lists together. */
  readonly rows?: readonly [number, number]
  /** Rows that a list can have at most. */
  readonly most?: number
}

/** Anything from many short pages to one export of thousands of rows. */
export function volume(
  { random }: Draft,
  table: Table,
  { sizes = [5, 2000], rows = [60, 3000], most = table.rows }: Bounds = {},
): Volume {
  const size = Math.min(random.scale(...sizes), most)
  return { size, requests: Math.max(1, Math.round(random.scale(...rows) / size)) }
}
