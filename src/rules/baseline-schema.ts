import * as v from 'valibot'

const text = v.pipe(v.string(), v.minLength(1, 'is empty. Write it as the report does.'))

/** The file of `--baseline`. */
export const baselineSchema = v.strictObject({
  version: v.literal(1),
  tool: v.pipe(text, v.metadata({ description: 'Version of pte-db-audit that wrote it.' })),
  accepted: v.array(
    v.strictObject({
      rule: v.pipe(text, v.metadata({ description: 'Id of the rule.' })),
      object: v.pipe(text, v.metadata({ description: 'Schema and table, as in public.users.' })),
      subject: v.pipe(v.string(), v.metadata({ description: 'What of it, as the report has it.' })),
      reason: v.optional(v.pipe(v.string(), v.metadata({ description: 'Why it may stay as it is.' }))),
    }),
  ),
})
