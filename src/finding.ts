import type { Statement } from './fix/step.ts'
import type { PlanSummary } from './index-proof.ts'

export type Severity = 'error' | 'warn' | 'info'

/**
 * Best first; the first three pass. `pending` and all after it fail. `redundant` is of an object that nothing needs, `differs` of one
 * that is not what it is declared to be, `undeclared` of one that is declared nowhere.
 */
export type Verdict =
  | 'present'
  | 'equivalent'
  | 'covered'
  | 'pending'
  | 'wrong-order'
  | 'weaker'
  | 'invalid'
  | 'missing'
  | 'redundant'
  | 'differs'
  | 'undeclared'

/** What a finding or a result is about. `kind` is PostgreSQL's word. A type, a sequence or a view is its own `relation`. */
export interface AuditedObject {
  readonly schema: string
  readonly relation: string
  readonly kind:
    'table' | 'column' | 'index' | 'constraint' | 'trigger' | 'type' | 'sequence' | 'view' | 'setting' | 'database' | 'query'
  readonly columns?: readonly string[]
  /** The object's own name where it has one (the index that is in the way, the constraint that is too wide). */
  readonly name?: string
}

export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** One reported fact. Plain data; numbers live in `evidence` with the unit in the key (`index_bytes`, `rows`). */
export interface Finding {
  readonly rule: string
  readonly check: string
  readonly severity: Severity
  /** Section of the plan, `2.1`, or null for rules that come from elsewhere. */
  readonly plan: string | null
  readonly verdict: Verdict
  readonly object: AuditedObject
  /** One sentence: the object and the consequence. */
  readonly message: string
  readonly why: string
  readonly evidence: Evidence
  readonly confidence: 'catalog' | 'workload' | 'code' | 'confirmed'
  /** What to do, in one line for the table output. SQL where one statement says it, else words. */
  readonly remedy: string
  readonly subject: string
  /** `rule:schema.relation:subject`: names only. */
  readonly fingerprint: string
  /** What a planner makes of it, of the costliest statement that it is for; only after `--prove`. */
  readonly proof?: FindingProof
  /** Where the rule is explained: the command that prints its page. */
  readonly docs: string
  /** The way out as `fix` would take it; in the JSON of `check`, and absent where no rule of the run sees one. */
  readonly fix?: FindingFix
  /** Why it does not fail the run; absent where it does. */
  readonly accepted?: Accepted
  /** Whether it was there in what `--against` compared with; absent without. */
  readonly change?: 'introduced' | 'unchanged'
  /** Where the schema or a migration says it, the place to read first; absent where no file is known. */
  readonly locations?: readonly Location[]
}

/** Somebody's decision that a finding does not fail the run. */
export type Accepted =
  | { readonly by: 'baseline'; readonly reason: string | null }
  /** `expires` is the last day on which it holds, `2027-01-31`. */
  | { readonly by: 'suppression'; readonly reason: string; readonly expires: string | null }

export interface Location {
  /** From the working directory of the run, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
}

export interface FindingProof {
  readonly by: 'hypopg' | 'embedded'
  /** `PostgreSQL 18.6, embedded` */
  readonly on: string
  readonly statement: string
  readonly before: PlanSummary
  readonly after: PlanSummary
  /** In the planner's unit; null where sizes were not known well enough. */
  readonly cost: { readonly before: number; readonly after: number } | null
  readonly remarks: readonly string[]
}

/** Statements of the migration for all findings that help to close this one, without their guards; or what only people can decide. */
export type FindingFix =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'manual'; readonly question: string; readonly examples: readonly string[] }

/** A rule held against one object: passed, failed, or why it was neither. */
export interface Result {
  readonly rule: string
  readonly plan: string | null
  readonly object: AuditedObject
  readonly subject: string
  readonly status: 'pass' | 'fail' | 'not-applicable' | 'skipped'
  readonly verdict?: Verdict
  /** Why it is skipped or not applicable; for a pass that is not `present`, what stands for it. */
  readonly reason?: string
}

/** Whether it can fail the run: nobody accepted it, and it was not there before. */
export const counts = ({ accepted, change }: Finding): boolean => accepted === undefined && change !== 'unchanged'

export const passes = (verdict: Verdict): boolean => verdict === 'present' || verdict === 'equivalent' || verdict === 'covered'

/** Names only, so that the same fact has the same fingerprint tomorrow and on another server. */
export const fingerprintOf = (rule: string, object: AuditedObject, subject: string): string =>
  `${rule}:${object.schema}.${object.relation}:${subject}`
