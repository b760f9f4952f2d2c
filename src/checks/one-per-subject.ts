import type { Outcome } from '../check.ts'
import type { Entry } from '../workload/read-workload.ts'

interface Judged {
  readonly entry: Entry
  readonly outcome: Outcome
}

/**
 * What `judge` finds in each statement. Statements that read the same way but for an alias or an expression have one subject, which is to be one finding: that of the gravest of
 * them, and of several such of the one that takes the most time. `statements_alike` says how many others there are.
 */
export function onePerSubject(entries: readonly Entry[], judge: (entry: Entry) => readonly Outcome[]): readonly Outcome[] {
  const groups = new Map<string, Judged[]>()
  for (const judged of entries.flatMap((entry) => judge(entry).map((outcome): Judged => ({ entry, outcome })))) {
    const { object, subject } = judged.outcome
    const key = JSON.stringify([object.schema, object.relation, subject])
    const group = groups.get(key)
    if (group) group.push(judged)
    else groups.set(key, [judged])
  }
  return [...groups.values()].flatMap((group) => {
    const [worst, ...others] = group.toSorted(gravestFirst)
    if (!worst) return []
    const { outcome } = worst
    return outcome.status === 'fail' && others.length > 0
      ? [{ ...outcome, evidence: { ...outcome.evidence, statements_alike: others.length } }]
      : [outcome]
  })
}

const gravestFirst = (a: Judged, b: Judged): number =>
  gravity(b.outcome) - gravity(a.outcome) ||
  b.entry.totalTime - a.entry.totalTime ||
  (a.entry.query < b.entry.query ? -1 : Number(a.entry.query > b.entry.query))

const gravity = (outcome: Outcome): number => (outcome.status !== 'fail' ? 0 : outcome.severity === 'info' ? 1 : 2)
