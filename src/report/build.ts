import type { Evaluation } from '../evaluate.ts'
import { counts, type Finding, type Result, type Severity } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { SwitchedOff } from '../rules/override.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import type { Report, Skip, Summary } from './report.ts'
import { reportedWorkload } from './reported-workload.ts'

export interface BuildOptions {
  /** Version of pte-db-audit that audits. */
  readonly version: string
  /** The rules that were to run. */
  readonly rules: readonly Rule[]
  readonly off: readonly SwitchedOff[]
  /** Beside those that the snapshot carries. */
  readonly notes: readonly Note[]
  readonly against?: Report['against']
  readonly baseline?: Report['baseline']
  readonly suppressions?: Report['suppressions']
}

/** Puts what was found beside what it was found in. Pure: the same snapshot and rules give the same bytes. */
export function buildReport(snapshot: Snapshot, { results, findings }: Evaluation, options: BuildOptions): Report {
  const { version, versionNumber, database, embedded } = snapshot.server
  return {
    version: 1,
    tool: { name: 'pte-db-audit', version: options.version },
    source: { ...snapshot.source, server: { version, versionNumber, database, embedded }, collectedAt: snapshot.collectedAt },
    summary: summarize(results, findings, options.rules),
    results,
    findings,
    skips: skipsOf(snapshot, results),
    notes: [...snapshot.notes, ...options.notes, ...options.off.map(switchedOffNote)],
    workload: reportedWorkload(snapshot, options.rules, results),
    against: options.against ?? null,
    baseline: options.baseline ?? null,
    suppressions: options.suppressions ?? [],
  }
}

function summarize(results: readonly Result[], findings: readonly Finding[], rules: readonly Rule[]): Summary {
  const counting = findings.filter(counts)
  const weighing = (severity: Severity): number => counting.filter((finding) => finding.severity === severity).length
  const acceptedBy = (by: 'baseline' | 'suppression'): number => findings.filter((finding) => finding.accepted?.by === by).length
  const being = (status: Result['status']): number => results.filter((result) => result.status === status).length
  const measured = new Set(results.filter(({ status }) => status === 'pass' || status === 'fail').map(({ rule }) => rule))
  return {
    findings: { error: weighing('error'), warn: weighing('warn'), info: weighing('info') },
    accepted: {
      baseline: acceptedBy('baseline'),
      suppression: acceptedBy('suppression'),
      unchanged: findings.filter(({ accepted, change }) => accepted === undefined && change === 'unchanged').length,
    },
    results: { pass: being('pass'), fail: being('fail'), notApplicable: being('not-applicable'), skipped: being('skipped') },
    rules: { total: rules.length, measured: measured.size },
  }
}

function skipsOf({ unread }: Snapshot, results: readonly Result[]): Skip[] {
  const sections = unread.map(({ section, reason }) => ({ rule: null, object: null, subject: section, reason }))
  const skipped = results
    .filter(({ status }) => status === 'skipped')
    .map(({ rule, object, subject, reason }) => ({ rule, object, subject, reason: reason ?? 'no reason was given' }))
  return [...sections, ...skipped]
}

/** A rule that is off is a decision, not something that could not be measured; the report still says so. */
export const switchedOffNote = ({ id, reason }: SwitchedOff): Note => ({
  severity: 'info',
  message: `${id} is switched off: ${reason.trim()}`,
  file: null,
  line: null,
})
