import type { AuditedObject, Evidence, Finding, Severity, Verdict } from '../finding.ts'
import type { Note } from '../snapshot.ts'
import type { Summary } from './report.ts'

/** What `check --targets` found in many databases, and in many schemas of one: each finding once, with where it is. */
export interface TargetsReport {
  readonly version: 1
  readonly tool: { readonly name: 'pte-db-audit'; readonly version: string }
  readonly summary: TargetsSummary
  /** Sorted by name. */
  readonly targets: readonly ReportedTarget[]
  /** Sorted by fingerprint. */
  readonly groups: readonly Group[]
  readonly skips: readonly SkipGroup[]
  readonly notes: readonly NoteGroup[]
}

export interface TargetsSummary {
  /** Those that were audited, and those that could not be. */
  readonly targets: { readonly databases: number; readonly schemas: number; readonly failed: number }
  /** Groups that count for the exit code, by the worst that is among them. */
  readonly groups: Readonly<Record<Severity, number>>
  /** The same finding by finding. */
  readonly findings: Readonly<Record<Severity, number>>
  /** Those that a suppression takes out, which are in no group. */
  readonly accepted: number
  readonly results: Summary['results']
  readonly rules: Summary['rules']
}

export type ReportedTarget = {
  readonly name: string
  readonly kind: 'database' | 'schema'
} & (
  | {
      readonly state: 'audited'
      /** `app on db.example.com:5432` */
      readonly label: string
      readonly server: { readonly version: string; readonly versionNumber: number; readonly database: string }
      readonly collectedAt: string
      readonly summary: Summary
    }
  /** One sentence, without a connection string. */
  | { readonly state: 'failed'; readonly error: string }
)

/** One finding wherever it is. What is said of it is what is said of the first target that has it. */
export interface Group {
  /** `rule:schema.relation:subject`, with `*` for the schema where each schema is a target. */
  readonly fingerprint: string
  readonly rule: string
  readonly check: string
  readonly plan: string | null
  /** The worst of them. */
  readonly severity: Severity
  /** How often each verdict was given. */
  readonly verdicts: Partial<Readonly<Record<Verdict, number>>>
  /** What is counted: whole databases, or schemas. */
  readonly kind: ReportedTarget['kind']
  /** Names of the targets that have it, sorted. */
  readonly targets: readonly string[]
  /** Targets of that kind that the rule was held against; those where the same promise holds; those where it could not be measured. */
  readonly of: number
  readonly held: number
  readonly unmeasured: number
  /** The first target that has it, by name, and the finding there. */
  readonly first: string
  readonly verdict: Verdict
  readonly object: AuditedObject
  readonly subject: string
  readonly message: string
  readonly why: string
  readonly remedy: string
  readonly evidence: Evidence
  readonly confidence: Finding['confidence']
  readonly docs: string
}

/** What could not be measured, and why, with where; `rule` is null when a whole section could not be read. */
export interface SkipGroup {
  readonly rule: string | null
  readonly relation: string | null
  readonly subject: string | null
  /** As the first of them says it. */
  readonly reason: string
  readonly targets: readonly string[]
}

export interface NoteGroup extends Note {
  /** Empty where it is about all of them. */
  readonly targets: readonly string[]
}
