import type { Entry } from './read-workload.ts'

type Times = Pick<Entry, 'calls' | 'meanTime' | 'deviation' | 'minTime' | 'maxTime'>

/** The times of an entry as if its slowest call had not been made: what is left does not hang on one accident, such as a cold start. */
export function withoutSlowest(entry: Times): Times {
  const { calls, meanTime, deviation, minTime, maxTime } = entry
  if (calls < 2) return { calls: 0, meanTime: 0, deviation: 0, minTime: 0, maxTime: 0 }
  const left = calls - 1
  const mean = Math.max(0, (calls * meanTime - maxTime) / left)
  const squares = calls * (deviation ** 2 + meanTime ** 2) - maxTime ** 2
  return { calls: left, meanTime: mean, deviation: Math.sqrt(Math.max(0, squares / left - mean ** 2)), minTime, maxTime }
}
