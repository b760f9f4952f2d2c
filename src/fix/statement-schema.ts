import * as v from 'valibot'
import type { Hazard, LockMode, Statement } from './step.ts'

/** A picklist of every member of a union: the compiler says when one is left out. */
export const oneOf = <Member extends string>(members: Readonly<Record<Member, true>>) =>
  v.picklist(Object.keys(members) as Member[])

const count = v.pipe(v.number(), v.minValue(0))

export const nameSchema = v.strictObject({ schema: v.string(), name: v.string() })
export const estimateSchema = v.strictObject({ rows: v.nullable(count), bytes: v.nullable(count) })

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

/** A statement as it stands in a plan file and in the JSON of `check`. */
export const statementSchema: v.GenericSchema<Statement> = v.strictObject({
  sql: v.pipe(v.string(), v.nonEmpty()),
  lock: v.nullable(v.strictObject({ mode: lockMode, table: nameSchema })),
  blocks: oneOf<Statement['blocks']>({ nothing: true, 'schema changes': true, writes: true, 'reads and writes': true }),
  transactional: v.boolean(),
  hazards: v.array(hazard),
  estimate: estimateSchema,
})
