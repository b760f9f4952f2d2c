import type { Finding } from './finding.ts'
import type { AuditOptions, CollectOptions, EvaluateOptions, RuleOptions } from './library/options.ts'
import type { AuditSource } from './library/source.ts'
import type { Report } from './report/report.ts'
import type { Rule } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

// The library: what `check` does, for a test suite. Importing it loads next to nothing; each function loads what it needs.

export { AuditError, type ErrorKind } from './errors.ts'
export type { Accepted, AuditedObject, Evidence, Finding, FindingFix, Location, Result, Severity, Verdict } from './finding.ts'
export type { AuditOptions, CollectOptions, EvaluateOptions, RuleOptions } from './library/options.ts'
export type { AuditSource } from './library/source.ts'
export type { Report, Skip, Summary } from './report/report.ts'
export type { Rule } from './rule.ts'
export type { Note, Relation, Snapshot } from './snapshot.ts'

/**
 * The findings for which `check` would fail, sorted by fingerprint: at `failOn` or above, and accepted by no baseline and no suppression.
 *
 * Rejects with an AuditError when the audit could not be done or measured nothing, so that an empty list never comes from one that saw nothing.
 * Rules that were skipped all the same are in the report, and an error with `requireAll`.
 */
export async function audit(source: AuditSource, options?: AuditOptions): Promise<readonly Finding[]> {
  return (await import('./library/audit.ts')).audit(source, options)
}

/**
 * The same audit as the whole report, which `check --format json` prints: findings of every severity and accepted ones, each with its
 * fix, all results, and what was skipped and why. Rejects as `audit` does.
 */
export async function auditReport(source: AuditSource, options?: AuditOptions): Promise<Report> {
  return (await import('./library/audit.ts')).auditReport(source, options)
}

/**
 * Reads a database, and what the rules want to know of it, into plain JSON that can be audited again and again (`{ snapshot }`). Nothing
 * talks to the database afterwards. Rejects with an AuditError when it cannot be read; what a role may not see is in `unread`.
 */
export async function collect(source: AuditSource, options?: CollectOptions): Promise<Snapshot> {
  return (await import('./library/collect.ts')).collect(source, options)
}

/**
 * The rules that an audit with these options would run, sorted by id: the built-in ones and your own, with the overrides of the
 * configuration. Rejects with an AuditError that has every mistake of every file, one a line.
 */
export async function loadRules(options?: RuleOptions): Promise<readonly Rule[]> {
  return (await import('./library/load-rules.ts')).loadRules(options)
}

/**
 * Holds rules against a snapshot, with the names and schemas of the configuration. It accepts nothing and asks for nothing: baseline and
 * suppressions are left alone, and results may all be `skipped`.
 */
export async function evaluate(
  snapshot: Snapshot,
  rules: readonly Rule[],
  options?: EvaluateOptions,
): Promise<Pick<Report, 'results' | 'findings'>> {
  return (await import('./library/evaluate.ts')).evaluate(snapshot, rules, options)
}
