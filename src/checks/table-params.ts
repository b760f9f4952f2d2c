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

/** A table of the plan. */
export const tableParams = v.strictObject({
  columns: v.pipe(v.array(column), v.minLength(1)),
  primaryKey: v.optional(names),
  unique: v.optional(v.array(names), []),
  foreignKeys: v.optional(v.array(foreignKey), []),
})
export type TableParams = v.InferOutput<typeof tableParams>
export type PromisedColumn = TableParams['columns'][number]
export type PromisedForeignKey = TableParams['foreignKeys'][number]
