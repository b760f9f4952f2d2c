import type { Relation } from '../../snapshot.ts'

/** Taken from the snapshot where it has them. */
export interface Visibility {
  /** pg_class.relallvisible: pages that an index-only scan need not visit. */
  readonly allVisiblePages?: number
}

/**
 * Pages of a table that are all visible. Where they are not known: none of a table that was never vacuumed, and else all but those that
 * a row was changed in since: as many changes as there are dead rows, or changes since the last analyze, spread evenly over the pages.
 */
export function allVisiblePages(table: Relation & Visibility, pages: number): number {
  if (table.allVisiblePages !== undefined) return Math.min(pages, table.allVisiblePages)
  if (!table.statistics?.lastVacuum || pages === 0) return 0
  const changes = Math.max(table.statistics.deadTuples, table.statistics.modifiedSinceAnalyze)
  return Math.round(pages * Math.exp(-changes / pages))
}
