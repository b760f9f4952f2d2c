import type { Random } from './random.ts'
import type { Handler } from './scenario.ts'

/** Samples that `--sample` would take after the first one. */
export const ROUNDS = 8
/** The share of the traffic that came before the first sample. */
const BEFORE = 0.4

/**
 * The requests of each period, in the order they come in: first all that came before sampling, then round by round. Traffic as a
 * whole goes up and down, handlers have busy and idle times of their own; the sums are those that the handlers ask for.
 */
export function schedule(handlers: readonly Handler[], random: Random): Handler[][] {
  const day = Array.from({ length: ROUNDS }, () => 0.5 + random.next())
  const periods = Array.from({ length: ROUNDS + 1 }, (): Handler[] => [])
  for (const handler of handlers) {
    const own = random.fork(handler.name)
    const rounds = day.map((busy) => (own.chance(0.3) ? 0 : busy * own.scale(1, 8)))
    const sum = rounds.reduce((a, b) => a + b, 0)
    const weights = [BEFORE, ...rounds.map((weight) => (sum === 0 ? (1 - BEFORE) / ROUNDS : (weight / sum) * (1 - BEFORE)))]
    for (let request = 0; request < handler.requests; request++) periods[drawn(weights, own)]!.push(handler)
  }
  return periods.map((period) => random.shuffled(period))
}

function drawn(weights: readonly number[], random: Random): number {
  let rest = random.next()
  for (const [at, weight] of weights.entries()) {
    rest -= weight
    if (rest < 0) return at
  }
  return 0
}
