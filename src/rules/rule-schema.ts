import * as v from 'valibot'

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** A sentence or a name; blank text is as good as none. */
const text = v.pipe(v.string(), v.regex(/\S/, 'is empty. Write a sentence.'))

export const severitySchema = v.picklist(['error', 'warn', 'info'])

/** A list of table names or globs. */
export const tablesSchema = v.pipe(
  v.array(text),
  v.minLength(1, 'is an empty list. Name at least one table, or leave the key out.'),
)

/** What every rule file says. `params` are looked at a second time, by the schema of the check that the rule names. */
export const ruleSchema = v.strictObject({
  id: v.pipe(
    v.string(),
    v.regex(kebabCase, 'is not a rule id. Use lower-case words joined by hyphens, as in "user-attempts-history".'),
    v.metadata({ description: 'Names the promise; equals the file name without .yaml.' }),
  ),
  plan: v.optional(
    v.pipe(text, v.metadata({ description: 'Section of the plan that the promise comes from, in quotes: "1.1".' })),
  ),
  phase: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.metadata({ description: 'Phase of the roadmap, from 1.' }))),
  priority: v.optional(v.pipe(v.picklist(['high', 'medium', 'low']), v.metadata({ description: 'Priority in the plan.' }))),
  severity: v.pipe(severitySchema, v.metadata({ description: 'How much a broken promise weighs; --fail-on compares with it.' })),
  summary: v.pipe(text, v.metadata({ description: 'The promise, in one line.' })),
  why: v.pipe(text, v.metadata({ description: 'What goes wrong without it.' })),
  check: v.pipe(text, v.metadata({ description: 'The kind of check that this rule configures.' })),
  tables: v.optional(
    v.pipe(tablesSchema, v.metadata({ description: 'Names or globs, with or without a schema: "*_attempts".' })),
  ),
  params: v.optional(v.record(v.string(), v.unknown())),
})

export type RuleText = v.InferOutput<typeof ruleSchema>
