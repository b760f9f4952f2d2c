import type { Finding } from '../finding.ts'
import { type Baseline, type BaselineEntry, fingerprintIn, objectText } from './baseline.ts'
import { type LookedAt, wouldBeFound } from './looked-at.ts'

export interface StaleEntry {
  readonly entry: BaselineEntry
  /** The only new finding of that rule on that object, where there is just one: most likely the same under another subject. */
  readonly now: Finding | null
}

/** Entries of the baseline whose finding is gone. What could not be measured this time is not gone. */
export function staleIn({ entries }: Baseline, findings: readonly Finding[], lookedAt: LookedAt): readonly StaleEntry[] {
  const there = new Set(findings.map(({ fingerprint }) => fingerprint))
  const gone = entries.filter(
    (entry) =>
      !there.has(fingerprintIn(entry)) &&
      !lookedAt.isLeftOut(entry.object.slice(0, entry.object.indexOf('.'))) &&
      wouldBeFound(entry.rule, (object) => object === entry.object, lookedAt),
  )
  const fresh = findings.filter(({ accepted }) => accepted === undefined)
  return gone.map((entry) => {
    const [finding, ...more] = fresh.filter(({ rule, object }) => rule === entry.rule && objectText(object) === entry.object)
    const alone = gone.filter(({ rule, object }) => rule === entry.rule && object === entry.object).length === 1
    return { entry, now: alone && more.length === 0 ? (finding ?? null) : null }
  })
}
