import type { Index } from '../snapshot.ts'

/** A table, view or index by its real names. */
export interface Name {
  readonly schema: string
  readonly name: string
}

/**
 * What has to become true so that a finding goes away, before it is SQL: one change makes, alters or drops one object. Checks propose
 * them, the plan merges and orders them, and each style writes them in its own words. Types are spelt as `format_type` prints them.
 */
export type Change =
  | NewTable
  | NewColumn
  | AlteredColumn
  | Extraction
  | NewFunction
  | NewTrigger
  | NewIndex
  | Reindex
  | DroppedIndex
  | NewConstraint
  | Validation

/** A table of the plan with its own constraints; PostgreSQL names what has no name here. */
export interface NewTable {
  readonly kind: 'table'
  readonly table: Name
  readonly columns: readonly ColumnDefinition[]
  readonly primaryKey: readonly string[]
  readonly unique: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
}

export interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** An SQL expression, or null. */
  readonly default: string | null
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly references: Name
  readonly to: readonly string[]
  readonly onDelete: 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'
}

/** A column that nothing fills: what a planned table lacks, or a score column whose rule names no document. */
export interface NewColumn {
  readonly kind: 'column'
  readonly table: Name
  readonly column: ColumnDefinition
}

/** Another type, NOT NULL, or default of a column that is there. Each part is null when it stays. */
export interface AlteredColumn {
  readonly kind: 'altered column'
  readonly table: Name
  readonly column: string
  readonly type: { readonly to: string; readonly from: string } | null
  readonly setNotNull: boolean
  readonly default: { readonly to: string; readonly from: string | null } | null
}

/** Numbers of a JSON document become columns, stay in step with it, and are filled for the rows that are there. One per document. */
export interface Extraction {
  readonly kind: 'extraction'
  readonly table: Name
  readonly document: string
  readonly documentType: 'json' | 'jsonb'
  readonly columns: readonly ExtractedColumn[]
  /**
   * `trigger` writes the columns whenever the document is written; `generated` computes them (rewrites the table under an
   * ACCESS EXCLUSIVE lock); `app` leaves it to the application.
   */
  readonly sync: 'trigger' | 'generated' | 'app'
}

export interface ExtractedColumn {
  readonly name: string
  /** `integer` takes whole numbers only; `numeric` takes all. */
  readonly type: 'integer' | 'numeric' | string
  /** Keys of the document, the first that holds a number counts. */
  readonly keys: readonly string[]
  /** The column is there already and only has to be filled and kept in step. */
  readonly exists: boolean
}

export interface NewFunction {
  readonly kind: 'function'
  /** The table it is about; rows and sizes are taken from it. */
  readonly table: Name
  readonly function: Name
  /** `name type [DEFAULT …]`, in order. */
  readonly parameters: readonly string[]
  /** `trigger`, `void`, `bigint`, `numeric`, … */
  readonly returns: string
  readonly language: 'plpgsql' | 'sql'
  /** `IMMUTABLE STRICT PARALLEL SAFE`, or empty. */
  readonly attributes: string
  readonly body: string
  /** What to do with it, for people: the schedule of a job, for one. Null for what a trigger calls. */
  readonly use: string | null
  /** What pg_cron is to run; absent where nothing is scheduled. */
  readonly job?: Job | null
}

/** A job of pg_cron. */
export interface Job {
  readonly name: string
  /** As cron writes it: `10 0 * * *`. */
  readonly schedule: string
  readonly command: string
}

export interface NewTrigger {
  readonly kind: 'trigger'
  readonly table: Name
  readonly name: string
  readonly timing: 'BEFORE' | 'AFTER'
  /** `UPDATE`, `INSERT OR UPDATE OF scores`: quoted SQL. */
  readonly events: string
  readonly function: Name
  readonly arguments: readonly string[]
  /** The definition (`pg_get_triggerdef`) of a narrower trigger that it takes the place of, by the same name; else null. */
  readonly replaces: string | null
}

/** A key as SQL and as its parts, so that it can be written for psql and for Drizzle. */
export interface IndexKeyDefinition {
  /** Null for an expression. */
  readonly column: string | null
  /** The quoted column or the expression in parentheses. */
  readonly sql: string
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface NewIndex {
  readonly kind: 'index'
  readonly table: Name
  /** What the rule would call it; the plan settles what it is called. Null when the rule has no name for it. */
  readonly name: string | null
  readonly unique: boolean
  readonly method: string
  readonly keys: readonly IndexKeyDefinition[]
  readonly include: readonly string[]
  readonly predicate: string | null
  /** An index that serves nothing once this one stands (wrong order, invalid and of this very definition): dropped afterwards. */
  readonly replaces: Index | null
}

/** An index that is there, invalid, and otherwise right. */
export interface Reindex {
  readonly kind: 'reindex'
  readonly table: Name
  readonly index: Index
}

export interface DroppedIndex {
  readonly kind: 'dropped index'
  readonly table: Name
  readonly index: Index
  /** What makes it superfluous: another index's name, or the rule that asks for one. */
  readonly because: string
}

export interface NewConstraint {
  readonly kind: 'constraint'
  readonly table: Name
  /** Null: as PostgreSQL would name it. */
  readonly name: string | null
  readonly columns: readonly string[]
  readonly definition:
    | { readonly type: 'check'; readonly expression: string }
    | ({ readonly type: 'foreign key' } & Omit<ForeignKey, 'columns'>)
    | { readonly type: 'unique' }
    | { readonly type: 'primary key' }
  /** A constraint whose place it takes, with its definition; null when there is none. */
  readonly replaces: { readonly name: string; readonly definition: string } | null
}

/** A CHECK or foreign key that is there as NOT VALID. */
export interface Validation {
  readonly kind: 'validation'
  readonly table: Name
  readonly constraint: string
}

/** What only people can decide, with what they need for it. Never written as a running statement. */
export interface Question {
  readonly kind: 'question'
  /** One or two sentences that end in the decision to take. */
  readonly question: string
  /** SQL to look with, or to run once it is decided; written as a comment. */
  readonly examples: readonly string[]
  /** What speaks for and against it, a fact in each line; left out where the finding's own evidence says it all. */
  readonly evidence?: readonly string[]
}

/** A finding's way out: changes, or a question. */
export type Fix = Changes | Question

export interface Changes {
  readonly kind: 'changes'
  readonly changes: readonly Change[]
  /** An index of the finding's table that the changes may make superfluous, and what is to be asked about it while it is there. */
  readonly leaves?: { readonly index: string; readonly question: Question }
}

/** What a user may choose of a fix. */
export interface FixOptions {
  /** `drops`: redundant indexes are dropped, not only asked about. */
  readonly include: readonly 'drops'[]
  readonly sync: Extraction['sync']
}
