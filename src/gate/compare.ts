import type { Evaluation } from '../evaluate.ts'
import type { Finding } from '../finding.ts'
import { objectText } from './baseline.ts'
import { type LookedAt, wouldBeFound } from './looked-at.ts'

export interface Comparison {
  /** Those of this run, each with its `change`. */
  readonly findings: readonly Finding[]
  /** Those of the base that this run does not have, though it would have found them. */
  readonly fixed: readonly Finding[]
}

/** Holds the findings of a run against those of its base. What the base could not measure counts as introduced. */
export function compared(findings: readonly Finding[], base: Evaluation, lookedAt: LookedAt): Comparison {
  const before = new Set(base.findings.map(({ fingerprint }) => fingerprint))
  const now = new Set(findings.map(({ fingerprint }) => fingerprint))
  return {
    findings: findings.map((finding) => ({
      ...finding,
      change: before.has(finding.fingerprint) ? 'unchanged' : 'introduced',
    })),
    fixed: base.findings.filter(
      ({ fingerprint, rule, object }) =>
        !now.has(fingerprint) && wouldBeFound(rule, (other) => other === objectText(object), lookedAt),
    ),
  }
}
