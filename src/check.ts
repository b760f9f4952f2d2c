import type { GenericSchema } from 'valibot'
import type { AuditedObject, Evidence, Finding, FindingProof, Location, Severity, Verdict } from './finding.ts'
import type { Fix, FixOptions } from './fix/change.ts'
import type { Rule } from './rule.ts'
import type { Answer, Relation, Section, Snapshot } from './snapshot.ts'

/**
 * What a check says about one subject. `fail` becomes a finding; every outcome becomes a result.
 * `subject` is canonical and made of names only (see Finding.fingerprint); `object.schema`/`relation` are filled in by the check.
 */
export type Outcome = { readonly object: AuditedObject; readonly subject: string } & (
  | { readonly status: 'pass'; readonly verdict: Verdict; readonly reason?: string }
  | { readonly status: 'not-applicable' | 'skipped'; readonly reason: string }
  | {
      readonly status: 'fail'
      readonly verdict: Verdict
      readonly message: string
      readonly remedy: string
      readonly evidence: Evidence
      /** When this fact weighs differently from the rule's own severity. */
      readonly severity?: Severity
      /** What it is known from; left out for the catalogs and their counters. */
      readonly confidence?: Finding['confidence']
      readonly proof?: FindingProof
      /** Where a file says it, for what is known from a file. */
      readonly locations?: readonly Location[]
    }
)

/** A query a check wants answered while the server is at hand. Read-only; its rows are put into `snapshot.answers[key]`. */
export interface Query {
  /** `rule:schema.relation:what`, unique in a run. */
  readonly key: string
  readonly sql: string
  /** Counts over people's rows are asked only with `--check-data`; a user's own `sql` rule always. */
  readonly needsCheckData: boolean
  /** Rows beyond this many are cut and `truncated` is set. */
  readonly maxRows: number
}

export interface Context<Params> {
  readonly snapshot: Snapshot
  readonly rule: Rule<Params>
  /** All rules of this run: some verdicts depend on what another rule promises. */
  readonly rules: readonly Rule[]
  /** Whether one of this run's rules promises that column on that relation (it is about to exist). */
  readonly promises: (relation: Relation, column: string) => boolean
  /** Whether a rule is about that relation. */
  readonly meansTable: (rule: Rule, relation: Relation) => boolean
  /** The snapshot's answer to a query this check asked for, or undefined when it was not asked (no `--check-data`, no server). */
  readonly answer: (key: string) => Answer | undefined
  /** The real name of a column on a relation after the user's name maps (`user_id` may be `userId` there). */
  readonly columnName: (relation: Pick<Relation, 'name'>, name: string) => string
  /** Whether that schema is audited: not a tool's own, and one of `--schemas` where they are given. */
  readonly inScope: (schema: string) => boolean
  /** The real name of a table after the user's name maps, for references between tables. */
  readonly tableName: (name: string) => string
}

interface Common<Params> {
  /** What a rule's `check:` names. */
  readonly id: string
  /** One sentence for `explain` and CONTRIBUTING: what this kind of check looks for. */
  readonly summary: string
  /** valibot schema of `params`; strict, so that a misspelt key is an error. */
  readonly params: GenericSchema<unknown, Params>
  /** Sections without which it says nothing: when one is unread, the rule is skipped with that section's reason. */
  readonly needs: readonly Section[]
  /** The way out of one of its findings; asked only by `fix`. `relation` is undefined where the finding is that there is none. */
  readonly fix?: (context: Context<Params>, finding: Finding, relation: Relation | undefined, options: FixOptions) => Fix
}

/** A check of one table at a time. Which tables a rule means, and whether they exist, is settled before it is called. */
export interface TableCheck<Params> extends Common<Params> {
  readonly scope: 'table'
  /** Rules that promise the table itself, or that look for a column in any table, decide what a missing table means. */
  readonly missingTable?: (context: Context<Params>, name: string, schema: string) => Outcome[]
  readonly queries?: (context: Context<Params>, relation: Relation) => readonly Query[]
  readonly run: (context: Context<Params>, relation: Relation) => readonly Outcome[]
}

/** A check of the database as a whole: settings, statistics, a user's own query. */
export interface DatabaseCheck<Params> extends Common<Params> {
  readonly scope: 'database'
  readonly queries?: (context: Context<Params>) => readonly Query[]
  readonly run: (context: Context<Params>) => readonly Outcome[]
}

export type Check<Params> = TableCheck<Params> | DatabaseCheck<Params>

/** Identity at run time; it is here so that a check's params are inferred from its schema. */
export const defineCheck = <Params>(check: Check<Params>): Check<Params> => check
