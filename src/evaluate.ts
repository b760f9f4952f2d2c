import type { Finding, Result } from './finding.ts'
import type { Rule } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

/** The user's names for the plan's: `{ tables: { users: 'user' }, columns: { user_id: 'userId', 'users.id': 'uid' } }`. */
export interface NameMap {
  readonly tables: Readonly<Record<string, string>>
  /** By column, or by the plan's `table.column`, which wins. */
  readonly columns: Readonly<Record<string, string>>
}

export interface EvaluateOptions {
  readonly names: NameMap
  /** Schema names or globs that are audited; empty for all of the user's. */
  readonly schemas: readonly string[]
}

export interface Evaluation {
  readonly results: readonly Result[]
  readonly findings: readonly Finding[]
}

export declare function evaluate(snapshot: Snapshot, rules: readonly Rule[], options: EvaluateOptions): Evaluation
