import type { Name } from './change.ts'

/** Table-level lock modes as the manual names them (explicit-locking), without `LOCK`. */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE'

export type Hazard = 'index-build' | 'table-rewrite' | 'blocks-writes' | 'reads-all-rows'

/**
 * One SQL statement of a migration, with what it does to a busy server. It is whole: where GUARDS (guards.ts) are in the session it is run
 * as it stands, and run again without harm, because it looks first (`CALL pg_temp.ensure(…)`) or follows a statement that looked.
 */
export interface Statement {
  /** Without a closing semicolon. */
  readonly sql: string
  /** The strongest lock it takes on a table that was there before, and on which; null when it takes none. */
  readonly lock: { readonly mode: LockMode; readonly table: Name } | null
  /** What waits while the lock is held: `nothing`, `schema changes`, `writes`, or `reads and writes`. */
  readonly blocks: 'nothing' | 'schema changes' | 'writes' | 'reads and writes'
  /** False for what PostgreSQL refuses inside a transaction block (CONCURRENTLY). */
  readonly transactional: boolean
  readonly hazards: readonly Hazard[]
  /** What it reads or writes, from the snapshot's statistics; null where unknown or nothing. */
  readonly estimate: { readonly rows: number | null; readonly bytes: number | null }
}

interface CommonStep {
  /** Unique in a plan and stable between runs: `index public.speaking_attempts_user_created_idx`. */
  readonly id: string
  /** For people, one line: `index speaking_attempts_user_created_idx on speaking_attempts (user_id, created_at DESC)`. */
  readonly title: string
  /** What is left to do with what it makes, for people: the schedule of a job, for one. */
  readonly note?: string
  /** Fingerprints of the findings that it helps to close, sorted. */
  readonly closes: readonly string[]
  /** Sections of the plan it comes from (`1.1`), sorted. */
  readonly plan: readonly string[]
}

/** Makes, alters or drops one object. */
export interface DefinitionStep extends CommonStep {
  readonly kind: 'definition'
  /**
   * A call of one of the guard functions (guards.ts), giving text: `absent` (run `up`), `same` (done: it is there and equal), `invalid`
   * (run `clear`, then `up`), or a sentence that says what is in the way (stop).
   */
  readonly state: string
  /** Each is a transaction of its own: together, one would hold its strong lock while the next reads all rows. */
  readonly up: readonly Statement[]
  /** Removes what a broken-off try left behind, by itself; null when nothing can be left. The first statement of `up` does it as well. */
  readonly clear: Statement | null
  /** Undoes `up`, in this order; each may be run when there is nothing to undo, and leaves what is not the plan's with a warning. */
  readonly down: readonly Statement[]
  /** The same as `up` for a runner that puts everything into one transaction: plain builds, no NOT VALID. */
  readonly inTransaction: readonly Statement[]
  /** The line for the Drizzle schema file, with the table it belongs to; null for what Drizzle does not declare (functions, triggers). */
  readonly drizzle: { readonly table: Name; readonly line: string } | null
}

/** Fills columns of the rows that are there, in batches by key, each its own transaction. Never undone: its columns are dropped. */
export interface BackfillStep extends CommonStep {
  readonly kind: 'backfill'
  readonly table: Name
  /** The primary key (or a unique key without NULLs) in order; empty when the table has none: then it is one statement. */
  readonly key: readonly { readonly column: string; readonly type: string }[]
  /** `overall_score = public.json_integer(scores -> 'total')`, to stand behind SET; columns are quoted. */
  readonly assignments: readonly string[]
  /** Rows that it would change: the document has a number that fits and the column lacks it. */
  readonly lacking: string
  /** Rows whose document has something under the keys that the column cannot hold. */
  readonly leftOut: string
  readonly batchRows: number
  readonly estimate: Statement['estimate']
  /** Row triggers on UPDATE that every filled row will fire: named, for people. */
  readonly fires: readonly string[]
}

/** Follows the number of rows that lack their value when a backfill has gone through all of them. */
export const STILL_LACKING =
  'still lack their value: a rule, a trigger or row security keeps them as they are, or they were written meanwhile'

export type Step = DefinitionStep | BackfillStep

/** What is left to people. */
export interface OpenQuestion {
  readonly fingerprint: string
  readonly title: string
  readonly question: string
  readonly evidence: readonly string[]
  readonly examples: readonly string[]
}

export interface Proof {
  readonly outcome: 'proven' | 'partly' | 'failed' | 'not tried'
  /** `PostgreSQL 18.1, embedded`, or null when not tried. */
  readonly on: string | null
  readonly statements: number
  /** Fingerprints. */
  readonly closed: readonly string[]
  /** One sentence each: what could not be built or shown, or why nothing was tried. */
  readonly remarks: readonly string[]
}

/** A written plan: what `fix` makes and `apply` runs. */
export interface Plan {
  readonly format: 'pte-db-audit plan'
  readonly version: 1
  readonly tool: string
  readonly name: string
  /** The source it was made from and when that was collected. */
  readonly source: string
  readonly collectedAt: string
  /** Tables that were there and the columns of them that statements of this plan name: what a server must still have. */
  readonly requires: readonly { readonly table: Name; readonly columns: readonly string[] }[]
  /** Ordered: column, backfill, index, constraint; a table before what is on it. */
  readonly steps: readonly Step[]
  readonly questions: readonly OpenQuestion[]
  /** Findings that need no statement of their own, with the fingerprint of the one whose fix closes them. */
  readonly alsoClosed: readonly { readonly fingerprint: string; readonly by: string }[]
  readonly proof: Proof
}
