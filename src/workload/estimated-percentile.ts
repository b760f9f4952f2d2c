import type { Entry } from './read-workload.ts'

/** Quantiles of the standard normal distribution. */
const QUANTILES = { 95: 1.644854, 99: 2.326348 } as const

/**
 * The time (ms) that so many per cent of the calls stay below: an estimate, for pg_stat_statements keeps no distribution. Assumes that times
 * are log-normal with the mean and the deviation that were counted, which suits times that are mostly short and sometimes long, and puts the
 * result between the shortest and the longest time that was seen. Of two kinds of calls under one statement it shows that there is a tail,
 * not where it begins.
 */
export function estimatedPercentile(
  { meanTime, deviation, minTime, maxTime }: Pick<Entry, 'meanTime' | 'deviation' | 'minTime' | 'maxTime'>,
  percentile: keyof typeof QUANTILES,
): number {
  if (meanTime <= 0) return maxTime
  const variance = Math.log(1 + (deviation / meanTime) ** 2)
  const estimate = meanTime * Math.exp(QUANTILES[percentile] * Math.sqrt(variance) - variance / 2)
  return Math.min(maxTime, Math.max(minTime, estimate))
}
