/** How long the statements of a server are watched. */
export interface Sampling {
  /** FEWEST_INTERVALS to MOST_INTERVALS. */
  readonly intervals: number
  /** Of each; 1 to MOST_SECONDS, whole. */
  readonly seconds: number
}

/** With fewer, anything would seem to come together. */
export const FEWEST_INTERVALS = 4
export const MOST_INTERVALS = 1000
export const MOST_SECONDS = 3600
