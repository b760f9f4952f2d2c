import * as v from 'valibot'

const names = v.pipe(v.array(v.string()), v.minLength(1))

const column = v.strictObject({
  name: v.string(),
  /** As `format_type` prints it: `integer`, `numeric(5,2)`, `timestamp without time zone`. */
  type: v.string(),
  /** Other types that serve as well, for a reason the rule gives. */
  or: v.optional(v.array(v.string()), []),
  notNull: v.optional(v.boolean(), false),
  /** An SQL expression: `0`, `now()`, `gen_random_uuid()`. */
  default: v.optional(v.string()),
})

const foreignKey = v.strictObject({
  columns: names,
  table: v.string(),
  /** The referenced columns. */
  to: names,
  onDelete: v.optional(v.picklist(['no action', 'restrict', 'cascade', 'set null', 'set default']), 'no action'),
})

/** What the functions that fill a table read, by the plan's names. */
const sources = {
  /** Of the function that `fix` writes. */
  function: v.string(),
  /** The tables of attempts, by what the plan calls each kind of them. */
  attempts: v.record(v.string(), v.string()),
  user: v.optional(v.string(), 'user_id'),
  at: v.optional(v.string(), 'created_at'),
  score: v.optional(v.string(), 'overall_score'),
  /** When it is run, as cron writes it. */
  schedule: v.string(),
}

/** A row for each user and day. */
const userFill = v.strictObject({
  by: v.literal('user'),
  ...sources,
  /** Columns that say how long an attempt took, with their unit; of those that a table has, the first counts. */
  durations: v.optional(v.record(v.string(), v.picklist(['milliseconds', 'seconds', 'minutes'])), {}),
})

/** A row for each question. */
const questionFill = v.strictObject({
  by: v.literal('question'),
  ...sources,
  question: v.optional(v.string(), 'question_id'),
  /** An attempt above this score has passed. */
  passMark: v.number(),
  /** Questions with this average or more are easy, those below the other are hard. */
  easyFrom: v.number(),
  hardBelow: v.number(),
})

/** A table of the plan. */
export const tableParams = v.strictObject({
  columns: v.pipe(v.array(column), v.minLength(1)),
  primaryKey: v.optional(names),
  unique: v.optional(v.array(names), []),
  foreignKeys: v.optional(v.array(foreignKey), []),
  /** Of a table that a job fills from attempts: `fix` writes the function for a day. */
  fill: v.optional(v.variant('by', [userFill, questionFill])),
})
export type TableParams = v.InferOutput<typeof tableParams>
export type PromisedColumn = TableParams['columns'][number]
export type PromisedForeignKey = TableParams['foreignKeys'][number]
export type FillParams = NonNullable<TableParams['fill']>
