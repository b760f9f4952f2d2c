import { describe, expect, test } from 'vitest'
import { estimatedPercentile } from '../../src/workload/estimated-percentile.ts'
import { withoutSlowest } from '../../src/workload/without-slowest.ts'

const times = { meanTime: 100, deviation: 0, minTime: 0, maxTime: Number.POSITIVE_INFINITY }

const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.sign(x) * (1 - tail * Math.exp(-x * x))
}

const quantile = (p: number): number => {
  let [low, high] = [-8, 8]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if ((1 + erf(middle / Math.SQRT2)) / 2 < p) low = middle
    else high = middle
  }
  return low
}

/** The values of a log-normal distribution at evenly spaced quantiles, through the inverse of the normal one by bisection. */
function logNormal(mu: number, sigma: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Math.exp(mu + sigma * quantile((i + 0.5) / count)))
}

const entryOf = (values: readonly number[]) => {
  const meanTime = values.reduce((sum, each) => sum + each, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - meanTime) ** 2, 0) / values.length)
  return { calls: values.length, meanTime, deviation, minTime: Math.min(...values), maxTime: Math.max(...values) }
}

describe('estimatedPercentile', () => {
  test.each([0.3, 0.8, 1.2])('finds the percentiles of log-normal times with sigma %d', (sigma) => {
    const values = logNormal(Math.log(50), sigma, 20_000)
    const entry = entryOf(values)
    for (const percentile of [95, 99] as const) {
      const actual = values[Math.floor((values.length * percentile) / 100)] ?? 0
      expect(Math.abs(estimatedPercentile(entry, percentile) / actual - 1)).toBeLessThan(0.03)
    }
  })

  test('of times that are all alike is that time', () => {
    expect(estimatedPercentile(times, 95)).toBe(100)
    expect(estimatedPercentile(times, 99)).toBe(100)
  })

  test('stays between the shortest and the longest time', () => {
    expect(estimatedPercentile({ ...times, deviation: 300, maxTime: 150 }, 99)).toBe(150)
    expect(estimatedPercentile({ ...times, deviation: 10_000, minTime: 90 }, 95)).toBeGreaterThanOrEqual(90)
  })

  test('is of use when nothing was timed', () => {
    expect(estimatedPercentile({ meanTime: 0, deviation: 0, minTime: 0, maxTime: 0 }, 99)).toBe(0)
  })
})

describe('withoutSlowest', () => {
  test.each([[[10, 10, 10, 20_000]], [[5, 7, 9, 40]], [[3, 100]]])('of %j is what the others would have counted', (values) => {
    const rest = entryOf(values.toSorted((a, b) => a - b).slice(0, -1))
    const left = withoutSlowest(entryOf(values))
    expect(left.calls).toBe(rest.calls)
    expect(left.meanTime).toBeCloseTo(rest.meanTime, 6)
    expect(left.deviation).toBeCloseTo(rest.deviation, 3)
  })

  test('of one call is nothing', () => {
    expect(withoutSlowest(entryOf([50]))).toMatchObject({ calls: 0, meanTime: 0 })
  })
})
