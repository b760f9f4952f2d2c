import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { type Evidence, passes } from '../finding.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import { isNumericType, type Subject } from '../sql/bounds.ts'
import { fixBounds } from './bounds-fix.ts'
import { condition, counted, countQuery, sidesOf } from './bounds-promise.ts'
import { type BoundsVerdict, boundsVerdict } from './bounds-verdict.ts'
import { freeConstraintName } from './constraint-name.ts'
import { isNamed } from './named-by-rule.ts'
import { nameOf, objectOf } from './relation-object.ts'

const params = v.pipe(
  v.strictObject({
    column: v.string(),
    min: v.optional(v.number()),
    max: v.optional(v.number()),
    /** A column of the same row that `column` may not exceed. */
    atMost: v.optional(v.string()),
  }),
  v.check(
    ({ min, max, atMost }) => (atMost === undefined) !== (min === undefined && max === undefined),
    'needs either min, max or both, or atMost with the name of another column.',
  ),
  v.check(({ min, max }) => min === undefined || max === undefined || min <= max, 'has a min above its max.'),
)
type Params = v.InferOutput<typeof params>

/**
 * The validated CHECKs of a table, and of the column's domain, together keep a column within bounds. They are reasoned about as sets
 * of values, so it does not matter how they are written. Tables without the column are passed over, those the rule names are not applicable.
 */
export const bounds = defineCheck<Params>({
  id: 'bounds',
  summary: 'CHECK constraints keep a column within bounds, or at most as high as another column',
  params,
  needs: ['columns', 'constraints', 'types'],
  scope: 'table',
  queries: (context, relation) => [countQuery(context, relation) ?? []].flat(),
  run: (context, relation) => {
    const subject = condition(context, relation, (name) => name)
    const sides = sidesOf(context, relation)
    const object = objectOf(relation, 'constraint', { columns: sides.map(({ name }) => name) })
    const absent = sides.filter(({ column }) => !column).map(({ name }) => name)
    if (absent.length > 0) {
      const reason = `${nameOf(relation)} has no column ${absent.join(', ')}`
      return isNamed(context, relation, context.rule.tables) ? [{ object, subject, status: 'not-applicable', reason }] : []
    }
    const columns = sides.flatMap(({ column }) => (column ? [column] : []))
    const odd = columns.find(({ baseType }) => !isNumericType(baseType))
    if (odd)
      return [
        { object, subject, status: 'not-applicable', reason: `${nameOf(relation)}.${odd.name} is ${odd.type}, not a number` },
      ]
    return [judge(context, relation, columns, { object, subject })]
  },
  fix: (context, finding, relation) => {
    const columns = relation ? sidesOf(context, relation).flatMap(({ column }) => (column ? [column] : [])) : []
    return relation && columns.length > 0
      ? fixBounds(context, relation, verdictOf(context, relation, columns).validate)
      : { kind: 'question', question: finding.message, examples: [finding.remedy] }
  },
})

function verdictOf(context: Context<Params>, relation: Relation, columns: readonly Column[]): BoundsVerdict {
  const { min, max } = context.rule.params
  const [first, second] = columns.map(({ name, baseType }) => ({ column: name, type: baseType }))
  const [column] = columns
  if (!first || !column) throw new Error(`the rule ${context.rule.id} bounds no column`)
  const subject: Subject = second ? { kind: 'difference', of: first, minus: second } : { kind: 'value', of: first }
  const range = { min: min ?? -Infinity, max: second ? 0 : (max ?? Infinity) }
  return boundsVerdict(context.snapshot, relation, column, subject, range)
}

function judge(
  context: Context<Params>,
  relation: Relation,
  columns: readonly Column[],
  about: Pick<Outcome, 'object' | 'subject'>,
): Outcome {
  const found = verdictOf(context, relation, columns)
  const { verdict, reason, constraints } = found
  if (passes(verdict)) return { ...about, status: 'pass', verdict, ...(reason !== null && { reason }) }
  const data = countedRows(context, relation)
  const wanted = about.subject
  const message =
    reason === null
      ? `No CHECK on ${nameOf(relation)} keeps ${wanted}: nothing stops a row that breaks it.`
      : `The CHECKs on ${nameOf(relation)} do not keep ${wanted}: ${reason}.`
  return {
    ...about,
    status: 'fail',
    verdict,
    message,
    remedy: remedyOf(context, relation, found, data),
    evidence: { ...(constraints.length > 0 && { constraints }), ...data },
  }
}

/** How many rows break the promise now, when they were counted. */
function countedRows(context: Context<Params>, relation: Relation): Evidence {
  const rows = counted(context, relation)
  if (typeof rows === 'string') return { violating_rows: rows }
  const { violating, lowest, highest, inDocuments } = rows
  return { violating_rows: violating, lowest, highest, ...(inDocuments > 0 && { violating_documents: inDocuments }) }
}

/** Rows that break the bounds make them a question: which of the two is wrong? A constraint added over them would fail, or refuse what the application stores. */
function remedyOf(
  context: Context<Params>,
  relation: Relation,
  { validate }: BoundsVerdict,
  { violating_rows: rows, violating_documents: documents = 0 }: Evidence,
): string {
  const table = qualified(relation)
  const kept = condition(context, relation, quote)
  if (typeof rows === 'number' && rows > 0)
    return 'rows break these bounds: decide whether the rows or the bounds are wrong before any CHECK'
  if (typeof documents === 'number' && documents > 0)
    return 'values that are to be filled in break these bounds: decide whether they or the bounds are wrong before any CHECK'
  const name = freeConstraintName(relation, context.rule.params.column)
  const sql =
    validate === null
      ? `ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} CHECK (${kept});`
      : `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quote(validate)};`
  return rows === 0 ? sql : `SELECT count(*) FROM ${table} WHERE NOT (${kept}); when that is 0: ${sql}`
}
