/** What the whole `check` may cost, as a multiple of the floor of the same run, and its peak memory in bytes. */
export const goals = [
  { tables: 30, statements: 300, ratio: 3, peak: null },
  { tables: 1_000, statements: 5_000, ratio: 1.3, peak: 110e6 },
  { tables: 10_000, statements: 20_000, ratio: 0.9, peak: 260e6 },
] as const

/** Peak memory for 200 schemas of one database over that for 20: what is kept of each is little. */
export const MANY_PEAK_RATIO = 1.2

/** `--help` over `node -e 0`. */
export const HELP_RATIO = 2
/** Evaluating 10,000 tables over evaluating 1,000: linear, with a fifth to spare for caches. */
export const EVALUATE_RATIO = 12
