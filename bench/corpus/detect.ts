import type { Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { sampleBetween } from '../../src/workload/intervals.ts'
import { suspectsIn } from '../../src/workload/suspects.ts'
import type { Report } from './report.ts'

await loadParser()

/** What the product says of a scenario: of its counters alone, or of the samples between several snapshots of it. */
export function detect(snapshots: readonly Snapshot[]): readonly Report[] {
  const last = snapshots.at(-1)
  if (!last?.workload.available) throw new Error('a scenario has no workload')
  const looks = snapshots.map(({ workload }) => (workload.available ? workload.statements : []))
  const samples = looks.slice(1).map((after, at) => sampleBetween(looks[at] ?? [], after, 10))
  const workload = samples.length > 0 ? { ...last.workload, samples } : last.workload
  return suspectsIn({ ...last, workload }).map(({ lookup, explanation, others, correlation }) => ({
    lookup: { relation: lookup.relation, columns: lookup.columns },
    lists: (correlation?.feeds ?? [explanation, ...others].flatMap((each) => each?.feeds ?? [])).map(({ relation }) => relation),
    confidence: correlation ? 'confirmed' : 'suspected',
  }))
}
