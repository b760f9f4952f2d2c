import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import type { Judgement } from './judgement.ts'
import { nameOf, objectOf } from './relation-object.ts'

const params = v.strictObject({ column: v.string(), days: v.pipe(v.number(), v.integer(), v.minValue(1)) })
type Params = v.InferOutput<typeof params>
const MOMENTS: readonly string[] = ['date', 'timestamp without time zone', 'timestamp with time zone']

/** The newest row is young, by the server's clock: whatever writes the table still runs. Asked only with --check-data. */
export const fresh = defineCheck<Params>({
  id: 'fresh',
  summary: 'The newest row of a table that a job writes is not older than some days',
  params,
  needs: ['columns'],
  scope: 'table',
  queries: (context, relation) => {
    if (!relation.selectable || absence(context, relation) !== null) return []
    const newest = `max(${quote(columnOf(context, relation))})`
    const days = `interval '${context.rule.params.days} days'`
    const sql = `select ${newest}, ${newest}::timestamptz >= now() - ${days} from ${qualified(relation)}`
    return [{ key: queryKey(context, relation), sql, needsCheckData: true, maxRows: 1 }]
  },
  run: (context, relation) => {
    const about = {
      object: objectOf(relation, 'column', { columns: [columnOf(context, relation)] }),
      subject: `newest ${columnOf(context, relation)}`,
    }
    return [{ ...about, ...outcomeOf(context, relation) }]
  },
})

const columnOf = (context: Context<Params>, relation: Relation): string =>
  context.columnName(relation, context.rule.params.column)
const queryKey = (context: Context<Params>, relation: Relation): string =>
  `${context.rule.id}:${relation.schema}.${relation.name}:newest`

function absence(context: Context<Params>, relation: Relation): string | null {
  const name = columnOf(context, relation)
  const column = relation.columns.find((each) => each.name === name)
  if (!column) return `${nameOf(relation)} has no column ${name}`
  return MOMENTS.includes(column.baseType) ? null : `${nameOf(relation)}.${name} is ${column.type}, not a point in time`
}

function outcomeOf(context: Context<Params>, relation: Relation): Judgement {
  const absent = absence(context, relation)
  const table = nameOf(relation)
  if (absent !== null) return { status: 'not-applicable', reason: absent }
  if (!relation.selectable) return { status: 'skipped', reason: `this role may not select from ${table}` }
  const answer = context.answer(queryKey(context, relation))
  if (!answer) return { status: 'skipped', reason: 'pass --check-data to look at its newest row' }
  if ('error' in answer) return { status: 'skipped', reason: `its newest row could not be read: ${answer.error}` }
  const [newest, young] = answer.rows[0] ?? []
  if (young === 't') return { status: 'pass', verdict: 'present' }
  const { days } = context.rule.params
  const empty = newest === null || newest === undefined
  return {
    status: 'fail',
    verdict: empty ? 'missing' : 'weaker',
    message: empty
      ? `${table} is empty: nothing writes it, so what reads it shows nothing.`
      : `The newest row of ${table} is more than ${days} days old: the job that writes it has stopped.`,
    remedy: `see to the job that writes ${table}`,
    evidence: { newest: newest ?? null },
  }
}
