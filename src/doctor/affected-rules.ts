import { evaluate, type EvaluateOptions } from '../evaluate.ts'
import { fingerprintOf, type Result } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'

/** Ids of the rules that are skipped for something; `mended` is the snapshot as if it were there. Sorted. */
export type Affected = (mended: Snapshot) => string[]

/** Holds the rules against the snapshot as it is and as it could be: what is no longer skipped for the same reason was skipped for that. */
export function affectedRules(snapshot: Snapshot, rules: readonly Rule[], options: EvaluateOptions): Affected {
  const skipped = skipsIn(evaluate(snapshot, rules, options).results)
  return (mended) => {
    const still = new Set(skipsIn(evaluate(mended, rules, options).results).map(({ key }) => key))
    return [...new Set(skipped.filter(({ key }) => !still.has(key)).map(({ rule }) => rule))].toSorted()
  }
}

const skipsIn = (results: readonly Result[]): { readonly rule: string; readonly key: string }[] =>
  results
    .filter(({ status }) => status === 'skipped')
    .map(({ rule, object, subject, reason = '' }) => ({ rule, key: `${fingerprintOf(rule, object, subject)}\n${reason}` }))
