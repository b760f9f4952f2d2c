import * as v from 'valibot'
import { defineCheck, type Outcome } from '../check.ts'
import type { Snapshot } from '../snapshot.ts'
import { countedTogether } from '../workload/counted-together.ts'
import type { WorkloadReading } from '../workload/read-workload.ts'
import { type Suspect, suspectsIn } from '../workload/suspects.ts'
import { judgeCounted } from './counted.ts'
import { repeatedLookupOutcome } from './repeated-lookup-outcome.ts'

const params = v.strictObject({
  /** Calls below this many are no trouble. */
  minCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10)), 50),
  /** Counters that are younger say nothing. */
  minHours: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
})
type Params = v.InferOutput<typeof params>

/** A list is read, and then one more statement runs for each of its rows (N+1). */
export const repeatedLookup = defineCheck<Params>({
  id: 'repeated-lookup',
  summary: 'No lookup runs once for each row of a list, where one join would read both',
  params,
  needs: ['workload', 'relations', 'columns', 'constraints'],
  scope: 'database',
  run: ({ snapshot, rule }) => {
    const judge = (reading: WorkloadReading) => {
      const doubtful = countedTogether(snapshot)
      return groupsOf(suspectsIn(snapshot))
        .filter((suspects) => suspects.reduce((sum, { lookup }) => sum + lookup.entry.calls, 0) >= rule.params.minCalls)
        .map((suspects) => repeatedLookupOutcome(snapshot, reading, suspects, doubtful))
    }
    const watched = isWatched(snapshot) ? (reading: WorkloadReading) => judge(reading).filter(isConfirmed) : undefined
    return judgeCounted(snapshot, rule.params.minHours, 'lookups', judge, watched)
  },
})

const isConfirmed = (outcome: Outcome): boolean => outcome.status === 'fail' && outcome.confidence === 'confirmed'

const isWatched = ({ workload }: Snapshot): boolean => workload.available && (workload.samples ?? []).length > 0

/** What finds rows of one table by the same columns is one finding, from however many places it is sent. */
function groupsOf(suspects: readonly Suspect[]): readonly (readonly [Suspect, ...Suspect[]])[] {
  const groups = new Map<string, [Suspect, ...Suspect[]]>()
  for (const suspect of suspects) {
    const key = JSON.stringify([suspect.lookup.relation, suspect.lookup.columns])
    const known = groups.get(key)
    if (known) known.push(suspect)
    else groups.set(key, [suspect])
  }
  return [...groups.values()]
}
