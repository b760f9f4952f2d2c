import type { Finding } from '../finding.ts'
import { type Baseline, type BaselineEntry, fingerprintIn, objectText } from './baseline.ts'
import type { StaleEntry } from './stale.ts'

export interface BaselineUpdate {
  /** Sorted by fingerprint. */
  readonly entries: readonly BaselineEntry[]
  readonly added: readonly BaselineEntry[]
  readonly removed: readonly BaselineEntry[]
}

/**
 * The baseline that accepts all of these findings, each with the reason that it has or with `reason`. Stale entries go, and those whose
 * finding is suppressed; what was not measured this time stays.
 */
export function updatedBaseline(
  baseline: Baseline | null,
  findings: readonly Finding[],
  stale: readonly StaleEntry[],
  reason: string,
): BaselineUpdate {
  const reported = findings.filter(({ accepted }) => accepted?.by !== 'suppression')
  const suppressed = new Set(
    findings.filter(({ accepted }) => accepted?.by === 'suppression').map(({ fingerprint }) => fingerprint),
  )
  const gone = new Set(stale.map(({ entry }) => fingerprintIn(entry)))
  const old = baseline?.entries ?? []
  const kept = old.filter((entry) => !gone.has(fingerprintIn(entry)) && !suppressed.has(fingerprintIn(entry)))
  const known = new Set(kept.map(fingerprintIn))
  // The same finding under another subject keeps the reason that somebody once gave it.
  const inherited = new Map(stale.flatMap(({ entry, now }) => (now ? [[now.fingerprint, entry.reason] as const] : [])))
  const added = reported
    .filter(({ fingerprint }) => !known.has(fingerprint))
    .map(({ rule, object, subject, fingerprint }) => ({
      rule,
      object: objectText(object),
      subject,
      reason: inherited.get(fingerprint) ?? reason,
    }))
  return {
    entries: [...kept, ...added].toSorted(byFingerprint),
    added,
    removed: old.filter((entry) => !known.has(fingerprintIn(entry))),
  }
}

const byFingerprint = (a: BaselineEntry, b: BaselineEntry): number => (fingerprintIn(a) < fingerprintIn(b) ? -1 : 1)
