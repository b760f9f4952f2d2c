import type { Draft } from '../draft.ts'

/**
 * A rate that a list of so many rows does not explain: at least 1.8 times as often, or for a quarter of them at most. What is between
 * would be N+1 as far as anybody can tell who sees no more than the counters.
 */
export function elsewhere({ random }: Draft, rows: number, most = 4000): number {
  const above = most / rows
  const calls = above > 1.8 && random.chance(0.5) ? rows * random.scale(1.8, Math.min(12, above)) : rows / random.scale(4, 30)
  return Math.max(10, Math.round(calls))
}
