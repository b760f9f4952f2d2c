import type { AuditedObject, Finding, Result, Severity } from '../finding.ts'
import type { Note, Server, Source } from '../snapshot.ts'

/** What `check` found, as every format renders it and as `--format json` prints it. */
export interface Report {
  readonly version: 1
  readonly tool: { readonly name: 'pte-db-audit'; readonly version: string }
  readonly source: Source & {
    readonly server: Pick<Server, 'version' | 'versionNumber' | 'database' | 'embedded'>
    readonly collectedAt: string
  }
  readonly summary: Summary
  readonly results: readonly Result[]
  readonly findings: readonly Finding[]
  readonly skips: readonly Skip[]
  readonly notes: readonly Note[]
  /** How much of the workload the rules judged; null where there is none, or no rule of the run judged any. */
  readonly workload: ReportedWorkload | null
  /** What `--against` compared with, and its findings that are gone; null without. */
  readonly against: { readonly base: string; readonly fixed: readonly Finding[] } | null
  /** null without a baseline. */
  readonly baseline: {
    readonly file: string
    /** Version of pte-db-audit that wrote it. */
    readonly tool: string
    readonly stale: readonly AcceptedEntry[]
  } | null
  /** Suppressions of the config that do nothing any more. */
  readonly suppressions: readonly IdleSuppression[]
}

/** A finding that the baseline accepts and that is not there any more. */
export interface AcceptedEntry {
  readonly fingerprint: string
  readonly reason: string | null
  /** The fingerprint under which it most likely is there now; null where there is none. */
  readonly now: string | null
}

export interface IdleSuppression {
  /** `score-bounds on writing_attempts`, as the config has it. */
  readonly label: string
  /** Line of the config. */
  readonly line: number
  /** `expired`: it is past its last day; `unused`: nothing that was found is suppressed by it. */
  readonly state: 'expired' | 'unused'
  readonly expires: string | null
}

/** Calls and execution time (ms) since the counters were reset; without what this tool sent. */
export interface ReportedWorkload {
  readonly statements: number
  readonly calls: number
  readonly time: number
  /** Of these, from 0 to 1. */
  readonly understood: { readonly calls: number; readonly time: number }
  readonly leftOut: readonly {
    readonly reason: string
    readonly entries: number
    readonly calls: number
    readonly time: number
  }[]
  /** Of the statements that are judged, those whose counters may be sums over several tables (PostgreSQL 18, see counted-together.ts); null for none. */
  readonly countedTogether: { readonly statements: number; readonly calls: number; readonly time: number } | null
  /** What `--sample` saw: seconds in all, and calls of statements that are judged; null without. */
  readonly watched: { readonly seconds: number; readonly calls: number } | null
  readonly countedSince: string | null
}

export interface Summary {
  /** Those that count for the exit code. */
  readonly findings: Readonly<Record<Severity, number>>
  /** Those that do not: accepted by a baseline or a suppression, or there before (`--against`). */
  readonly accepted: { readonly baseline: number; readonly suppression: number; readonly unchanged: number }
  readonly results: { readonly pass: number; readonly fail: number; readonly notApplicable: number; readonly skipped: number }
  /** Rules that were held against something, out of those that were to run. */
  readonly rules: { readonly total: number; readonly measured: number }
}

/** What was not measured, and why; `rule` is null when a whole section could not be read. */
export interface Skip {
  readonly rule: string | null
  readonly object: AuditedObject | null
  readonly subject: string | null
  readonly reason: string
}
