import * as v from 'valibot'

const text = v.pipe(v.string(), v.regex(/\S/, 'is empty. Write a name.'))
const atOnce = v.pipe(
  v.number(),
  v.integer('is not a whole number. Write a number from 1 to 100.'),
  v.minValue(1, 'is below 1. Write a number from 1 to 100.'),
  v.maxValue(100, 'is more than is sensible. Write a number from 1 to 100.'),
)

const targetSchema = v.strictObject({
  name: v.pipe(text, v.metadata({ description: 'What the report calls it.' })),
  url: v.optional(
    v.pipe(
      text,
      v.metadata({
        description: 'The database. ${NAME} is replaced by an environment variable, which keeps passwords out of the file.',
      }),
    ),
  ),
  snapshot: v.optional(v.pipe(text, v.metadata({ description: 'A saved snapshot instead, from where this file is.' }))),
  schemas: v.optional(
    v.pipe(
      v.union([text, v.pipe(v.array(text), v.minLength(1, 'is an empty list. Name a schema, or leave the key out.'))]),
      v.metadata({ description: 'Names or globs of the schemas to audit.' }),
    ),
  ),
  each: v.optional(
    v.pipe(
      v.literal('schema'),
      v.metadata({
        description: 'Each of these schemas is a target by itself: a tenant of a database that keeps one schema for each.',
      }),
    ),
  ),
  replicas: v.optional(
    v.pipe(
      v.array(text),
      v.minLength(1, 'is an empty list. Name a standby, or leave the key out.'),
      v.metadata({ description: 'Standbys of it, whose reads count, too.' }),
    ),
  ),
})

/** The file of `--targets`. */
export const targetsSchema = v.strictObject({
  concurrency: v.optional(v.pipe(atOnce, v.metadata({ description: 'Databases that are audited at once.' })), 4),
  perServer: v.optional(v.pipe(atOnce, v.metadata({ description: 'Of these, on one server.' })), 2),
  timeout: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1, 'is below 1. Write seconds, such as 600.'),
      v.maxValue(86_400, 'is more than a day. Write seconds, such as 600.'),
      v.metadata({ description: 'Seconds for one database, with all of its schemas.' }),
    ),
    600,
  ),
  targets: v.pipe(v.array(targetSchema), v.minLength(1, 'is an empty list. Name at least one database.')),
})

export type TargetsText = v.InferOutput<typeof targetsSchema>
export type TargetText = TargetsText['targets'][number]
