import type { AuditedObject, Finding } from '../finding.ts'

/** Where a baseline is looked for that nobody named. */
export const BASELINE_FILE = 'pte-db-audit.baseline.yaml'

/** A finding that somebody accepted, as the baseline file names it. */
export interface BaselineEntry {
  readonly rule: string
  /** `schema.relation` */
  readonly object: string
  readonly subject: string
  readonly reason: string | null
}

export interface Baseline {
  /** As a person would name the file. */
  readonly file: string
  /** Version of pte-db-audit that wrote it. */
  readonly tool: string
  readonly entries: readonly BaselineEntry[]
}

/** The fingerprint of the finding that it accepts. */
export const fingerprintIn = ({ rule, object, subject }: BaselineEntry): string => `${rule}:${object}:${subject}`

export const objectText = ({ schema, relation }: Pick<AuditedObject, 'schema' | 'relation'>): string => `${schema}.${relation}`

/** Findings with what the baseline accepts marked; what is suppressed already stays so. */
export function acceptedBy(findings: readonly Finding[], { entries }: Baseline): readonly Finding[] {
  const reasons = new Map(entries.map((entry) => [fingerprintIn(entry), entry.reason]))
  return findings.map((finding) => {
    const reason = finding.accepted ? undefined : reasons.get(finding.fingerprint)
    return reason === undefined ? finding : { ...finding, accepted: { by: 'baseline', reason } }
  })
}
