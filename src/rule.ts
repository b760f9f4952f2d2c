import type { Severity } from './finding.ts'

/** A validated rule: YAML that configures a check. `params` has been parsed by the check's own schema. */
export interface Rule<Params = unknown> {
  readonly id: string
  readonly plan: string | null
  readonly phase: number | null
  readonly priority: 'high' | 'medium' | 'low' | null
  readonly severity: Severity
  readonly summary: string
  readonly why: string
  readonly check: string
  /** Table names or globs (`*_attempts`), without a schema or with one (`app.*_attempts`). Empty for rules about the database. */
  readonly tables: readonly string[]
  readonly params: Params
  /** Where it was read: the path as a user would name it (`rules/plan/x.yaml`). */
  readonly file: string
}
