import type { Sample } from '../snapshot.ts'
import { statementId } from './intervals.ts'
import type { Entry } from './read-workload.ts'

/** Calls and rows of an entry in each interval, oldest first. */
export interface Series {
  readonly calls: readonly number[]
  readonly rows: readonly number[]
}

export interface Samples {
  readonly intervals: number
  readonly of: (entry: Entry) => Series
}

/** The samples of a workload by entry; null when none were taken. */
export function samplesOf(samples: readonly Sample[] | undefined): Samples | null {
  if (!samples || samples.length === 0) return null
  const byId = samples.map(({ statements }) => new Map(statements.map((each) => [statementId(each), each])))
  const known = new Map<Entry, Series>()
  return {
    intervals: samples.length,
    of: (entry) => {
      let series = known.get(entry)
      if (!series) {
        const inEach = (field: 'calls' | 'rows'): readonly number[] =>
          byId.map((statements) => entry.ids.reduce((sum, id) => sum + (statements.get(id)?.[field] ?? 0), 0))
        known.set(entry, (series = { calls: inEach('calls'), rows: inEach('rows') }))
      }
      return series
    },
  }
}
