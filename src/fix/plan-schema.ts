import * as v from 'valibot'
import { estimateSchema, nameSchema, oneOf, statementSchema } from './statement-schema.ts'
import type { BackfillStep, DefinitionStep, OpenQuestion, Plan, Proof } from './step.ts'

const text = v.string()
const texts = v.array(text)
const count = v.pipe(v.number(), v.minValue(0))
const common = { id: v.pipe(text, v.nonEmpty()), title: text, note: v.exactOptional(text), closes: texts, plan: texts }

const definition = v.strictObject({
  kind: v.literal('definition'),
  ...common,
  state: v.pipe(text, v.nonEmpty()),
  up: v.array(statementSchema),
  clear: v.nullable(statementSchema),
  down: v.array(statementSchema),
  inTransaction: v.array(statementSchema),
  drizzle: v.nullable(v.strictObject({ table: nameSchema, line: text })),
}) satisfies v.GenericSchema<DefinitionStep>

const backfill = v.strictObject({
  kind: v.literal('backfill'),
  ...common,
  table: nameSchema,
  key: v.array(v.strictObject({ column: text, type: text })),
  assignments: v.pipe(texts, v.minLength(1)),
  lacking: v.pipe(text, v.nonEmpty()),
  leftOut: v.pipe(text, v.nonEmpty()),
  batchRows: v.pipe(v.number(), v.integer(), v.minValue(1)),
  estimate: estimateSchema,
  fires: texts,
}) satisfies v.GenericSchema<BackfillStep>

const question: v.GenericSchema<OpenQuestion> = v.strictObject({
  fingerprint: text,
  title: text,
  question: text,
  evidence: texts,
  examples: texts,
})

const proof: v.GenericSchema<Proof> = v.strictObject({
  outcome: oneOf<Proof['outcome']>({ proven: true, partly: true, failed: true, 'not tried': true }),
  on: v.nullable(text),
  statements: count,
  closed: texts,
  remarks: texts,
})

/** A plan as a file: strict, so that a member misspelt by hand is an error. Its entries are the order of the file's members. */
export const planSchema: v.GenericSchema<Plan> = v.strictObject({
  format: v.literal('pte-db-audit plan'),
  version: v.literal(1),
  tool: text,
  name: text,
  source: text,
  collectedAt: text,
  requires: v.array(v.strictObject({ table: nameSchema, columns: texts })),
  steps: v.pipe(
    v.array(v.variant('kind', [definition, backfill])),
    // A run records by id what it has done.
    v.check((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'Two steps have the same id'),
  ),
  questions: v.array(question),
  alsoClosed: v.array(v.strictObject({ fingerprint: text, by: text })),
  proof,
})
