import * as v from 'valibot'
import { severitySchema, tablesSchema } from './rule-schema.ts'

const names = v.record(v.string(), v.pipe(v.string(), v.minLength(1, 'is empty. Write the name that the database uses.')))
export const milliseconds = v.pipe(
  v.number(),
  v.integer('is not a whole number. Write milliseconds, such as 30000.'),
  v.minValue(1, 'is below 1. Write milliseconds, such as 30000.'),
  // statement_timeout and lock_timeout are int4 on the server.
  v.maxValue(2_147_483_647, 'is more than PostgreSQL takes. Write at most 2147483647 milliseconds.'),
)

const overrideSchema = v.strictObject({
  severity: v.optional(v.pipe(severitySchema, v.metadata({ description: 'Instead of the severity of the rule.' }))),
  tables: v.optional(v.pipe(tablesSchema, v.metadata({ description: 'Instead of the tables of the rule.' }))),
  params: v.optional(
    v.pipe(v.record(v.string(), v.unknown()), v.metadata({ description: 'Merged into the params of the rule, key by key.' })),
  ),
  off: v.optional(v.pipe(v.literal(true), v.metadata({ description: 'Switches the rule off; needs a reason.' }))),
  reason: v.optional(v.pipe(v.string(), v.regex(/\S/, 'is empty. Say why.'))),
})

const day = v.pipe(
  v.string(),
  v.check(
    (text) =>
      /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text),
    'is not a day. Write the last day on which it holds, such as 2027-01-31.',
  ),
)

const suppressionSchema = v.pipe(
  v.strictObject({
    rule: v.optional(v.pipe(v.string(), v.metadata({ description: 'Id of a rule; any rule without it.' }))),
    tables: v.optional(
      v.pipe(
        tablesSchema,
        v.metadata({ description: 'Names or globs of tables, with or without a schema; any table without it.' }),
      ),
    ),
    columns: v.optional(
      v.pipe(
        v.array(v.string()),
        v.minLength(1, 'is an empty list. Name at least one column, or leave the key out.'),
        v.metadata({ description: 'Names or globs of columns that the finding is about.' }),
      ),
    ),
    reason: v.pipe(v.string(), v.regex(/\S/, 'is empty. Say why.'), v.metadata({ description: 'Why it is right as it is.' })),
    expires: v.optional(v.pipe(day, v.metadata({ description: 'Last day on which it holds, 2027-01-31.' }))),
  }),
  v.check(
    ({ rule, tables, columns }) => rule !== undefined || tables !== undefined || columns !== undefined,
    'would suppress everything. Name a rule, tables or columns.',
  ),
)

/** `pte-db-audit.yaml`. */
export const configSchema = v.strictObject({
  rules: v.optional(
    v.pipe(v.array(v.string()), v.metadata({ description: 'Files or folders with rules of your own, from where this file is.' })),
  ),
  schemas: v.optional(v.pipe(v.array(v.string()), v.metadata({ description: 'Names or globs of the schemas to audit.' }))),
  names: v.optional(
    v.strictObject({
      tables: v.optional(v.pipe(names, v.metadata({ description: "Your name for a table of the plan: users: 'user'." }))),
      columns: v.optional(
        v.pipe(
          names,
          v.metadata({ description: "Your name for a column: user_id: 'userId', or for one table: users.id: 'uid'." }),
        ),
      ),
    }),
  ),
  overrides: v.optional(v.record(v.string(), overrideSchema)),
  suppressions: v.optional(
    v.pipe(v.array(suppressionSchema), v.metadata({ description: 'Findings that are right as they are, each with its reason.' })),
  ),
  baseline: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, 'is empty. Name a file.'),
      v.metadata({ description: 'File of accepted findings, from where this file is.' }),
    ),
  ),
  failOn: v.optional(v.picklist(['error', 'warn', 'info', 'never'])),
  statementTimeout: v.optional(v.pipe(milliseconds, v.metadata({ description: 'For each statement on the server, ms.' }))),
  lockTimeout: v.optional(v.pipe(milliseconds, v.metadata({ description: 'For each lock on the server, ms.' }))),
  checkData: v.optional(
    v.pipe(v.boolean(), v.metadata({ description: 'Count rows that break a promise, as --check-data does.' })),
  ),
})

export type ConfigText = v.InferOutput<typeof configSchema>
