import type { Expected, Labels } from './scenario.ts'

/** Rows per list: with fewer there is no list to speak of. */
const FEWEST_ROWS = 2
/** Lookups, over the whole scenario. */
const FEWEST_LOOKUPS = 10

/** The labels after a run: what chance has left without enough rows or lookups is no family, and no look-alike either. */
export const judged = ({ expected, innocent }: Labels): Labels => ({
  expected: expected.filter(isFamily),
  innocent,
  unjudged: expected.filter((family) => !isFamily(family)),
})

const isFamily = ({ counted: { lists, rows, lookups } }: Expected): boolean =>
  lists > 0 && rows / lists >= FEWEST_ROWS && lookups >= FEWEST_LOOKUPS
