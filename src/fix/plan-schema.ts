import * as v from 'valibot'
import type { BackfillStep, DefinitionStep, Hazard, LockMode, OpenQuestion, Plan, Proof, Statement } from './step.ts'

/** A picklist of every member of a union: the compiler says when one is left out. */
const oneOf = <Member extends string>(members: Readonly<Record<Member, true>>) => v.picklist(Object.keys(members) as Member[])

const text = v.string()
const texts = v.array(text)
const count = v.pipe(v.number(), v.minValue(0))
const name = v.strictObject({ schema: text, name: text })
const estimate = v.strictObject({ rows: v.nullable(count), bytes: v.nullable(count) })

const lockMode = oneOf<LockMode>({
  'ACCESS SHARE': true,
  'ROW SHARE': true,
  'ROW EXCLUSIVE': true,
  'SHARE UPDATE EXCLUSIVE': true,
  SHARE: true,
  'SHARE ROW EXCLUSIVE': true,
  EXCLUSIVE: true,
  'ACCESS EXCLUSIVE': true,
})

const hazard = oneOf<Hazard>({ 'index-build': true, 'table-rewrite': true, 'blocks-writes': true, 'reads-all-rows': true })

const statement: v.GenericSchema<Statement> = v.strictObject({
  sql: v.pipe(text, v.nonEmpty()),
  lock: v.nullable(v.strictObject({ mode: lockMode, table: name })),
  blocks: oneOf<Statement['blocks']>({ nothing: true, 'schema changes': true, writes: true, 'reads and writes': true }),
  transactional: v.boolean(),
  hazards: v.array(hazard),
  estimate,
})

const common = { id: v.pipe(text, v.nonEmpty()), title: text, note: v.exactOptional(text), closes: texts, plan: texts }

const definition = v.strictObject({
  kind: v.literal('definition'),
  ...common,
  state: v.pipe(text, v.nonEmpty()),
  up: v.array(statement),
  clear: v.nullable(statement),
  down: v.array(statement),
  inTransaction: v.array(statement),
  drizzle: v.nullable(v.strictObject({ table: name, line: text })),
}) satisfies v.GenericSchema<DefinitionStep>

const backfill = v.strictObject({
  kind: v.literal('backfill'),
  ...common,
  table: name,
  key: v.array(v.strictObject({ column: text, type: text })),
  assignments: v.pipe(texts, v.minLength(1)),
  lacking: v.pipe(text, v.nonEmpty()),
  leftOut: v.pipe(text, v.nonEmpty()),
  batchRows: v.pipe(v.number(), v.integer(), v.minValue(1)),
  estimate,
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
  requires: v.array(v.strictObject({ table: name, columns: texts })),
  steps: v.pipe(
    v.array(v.variant('kind', [definition, backfill])),
    // A run records by id what it has done.
    v.check((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'Two steps have the same id'),
  ),
  questions: v.array(question),
  alsoClosed: v.array(v.strictObject({ fingerprint: text, by: text })),
  proof,
})
