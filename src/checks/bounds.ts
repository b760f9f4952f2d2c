import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { type Evidence, passes } from '../finding.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import { isNumericType, type Subject } from '../sql/bounds.ts'
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
  queries: (context, relation) => {
    const sides = sidesOf(context, relation)
    if (!relation.selectable || sides.some(({ column }) => !column || !isNumericType(column.baseType))) return []
    const { name } = sides[0]
    const extremes = `min(${quote(name)}), max(${quote(name)})`
    const sql = `select count(*) filter (where not (${condition(context, relation, quote)})), ${extremes} from ${qualified(relation)}`
    return [{ key: queryKey(context, relation), sql, needsCheckData: true, maxRows: 1 }]
  },
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
})

/** The bounded column and, for `atMost`, the other one, under the relation's own names. */
function sidesOf(context: Context<Params>, relation: Relation): readonly [Side, ...Side[]] {
  const { column, atMost } = context.rule.params
  const side = (name: string): Side => {
    const real = context.columnName(relation, name)
    return { name: real, column: relation.columns.find((each) => each.name === real) }
  }
  return atMost === undefined ? [side(column)] : [side(column), side(atMost)]
}
interface Side {
  readonly name: string
  readonly column: Column | undefined
}

/** The promise as a condition: `overall_score between 10 and 90`. */
function condition(context: Context<Params>, relation: Relation, spell: (name: string) => string): string {
  const { min, max } = context.rule.params
  const [first, second] = sidesOf(context, relation).map(({ name }) => spell(name))
  if (second !== undefined) return `${first} <= ${second}`
  if (min === undefined) return `${first} <= ${max}`
  return max === undefined ? `${first} >= ${min}` : `${first} between ${min} and ${max}`
}

function judge(
  context: Context<Params>,
  relation: Relation,
  columns: readonly Column[],
  about: Pick<Outcome, 'object' | 'subject'>,
): Outcome {
  const { min, max } = context.rule.params
  const [first, second] = columns.map(({ name, baseType }) => ({ column: name, type: baseType }))
  const [column] = columns
  if (!first || !column) throw new Error(`the rule ${context.rule.id} bounds no column`)
  const subject: Subject = second ? { kind: 'difference', of: first, minus: second } : { kind: 'value', of: first }
  const range = { min: min ?? -Infinity, max: second ? 0 : (max ?? Infinity) }
  const found = boundsVerdict(context.snapshot, relation, column, subject, range)
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

const queryKey = (context: Context<Params>, relation: Relation): string =>
  `${context.rule.id}:${relation.schema}.${relation.name}:${condition(context, relation, (name) => name)}`

/** How many rows break the promise now, when they were counted. */
function countedRows(context: Context<Params>, relation: Relation): Evidence {
  const answer = context.answer(queryKey(context, relation))
  if (answer && 'error' in answer) return { violating_rows: `not counted: ${answer.error}` }
  const [rows, lowest, highest] = answer?.rows[0] ?? []
  if (rows === null || rows === undefined) return { violating_rows: 'not counted' }
  return { violating_rows: Number(rows), lowest: lowest ?? null, highest: highest ?? null }
}

/** Rows that break the bounds make them a question: which of the two is wrong? A constraint added over them would fail, or refuse what the application stores. */
function remedyOf(
  context: Context<Params>,
  relation: Relation,
  { validate }: BoundsVerdict,
  { violating_rows: rows }: Evidence,
): string {
  const table = qualified(relation)
  const kept = condition(context, relation, quote)
  if (typeof rows === 'number' && rows > 0)
    return 'rows break these bounds: decide whether the rows or the bounds are wrong before any CHECK'
  const name = freeConstraintName(relation, context.rule.params.column)
  const sql =
    validate === null
      ? `ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} CHECK (${kept});`
      : `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quote(validate)};`
  return rows === 0 ? sql : `SELECT count(*) FROM ${table} WHERE NOT (${kept}); when that is 0: ${sql}`
}
