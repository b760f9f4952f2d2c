import * as v from 'valibot'
import { type Context, defineCheck, type Outcome, type Query } from '../check.ts'
import { type Evidence, passes } from '../finding.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { nameParts } from './name-parts.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { type ScoreColumn, scoreColumn, standingOf } from './score-column.ts'

const params = v.strictObject({
  columns: v.pipe(v.array(scoreColumn), v.minLength(1)),
  /** With --check-data: every further key of this json or jsonb column that holds numbers is promised a column `<key>_score`. */
  everyKeyOf: v.optional(v.string()),
})
type Params = v.InferOutput<typeof params>

/** Promised columns exist with a numeric type, or something stands for them. One outcome per column. */
export const columns = defineCheck<Params>({
  id: 'columns',
  summary: 'Columns that the plan takes out of a JSON document exist with a numeric type',
  params,
  needs: ['columns', 'indexes'],
  scope: 'table',
  queries: (context, relation) => keyQueries(context, relation),
  run: (context, relation) => {
    const promised = context.rule.params.columns.map((score) => real(context, relation, score))
    return [...promised.map((score) => judge(relation, score)), ...heldKeys(context, relation, promised)]
  },
})

const real = (context: Context<Params>, relation: Relation, score: ScoreColumn): ScoreColumn => ({
  ...score,
  name: context.columnName(relation, score.name),
  ...(score.from && { from: { ...score.from, column: context.columnName(relation, score.from.column) } }),
})

function judge(relation: Relation, score: ScoreColumn): Outcome {
  const { verdict, reason, by } = standingOf(relation, score)
  const object = objectOf(relation, 'column', { columns: [score.name], ...(by !== null && by !== score.name && { name: by }) })
  const subject = score.name
  if (passes(verdict)) return { object, subject, status: 'pass', verdict, ...(reason !== null && { reason }) }
  const table = nameOf(relation)
  const source = score.from && relation.columns.some(({ name }) => name === score.from?.column) ? score.from : null
  const evidence: Evidence = {
    expected_type: score.type,
    ...(source && { json_column: source.column, json_keys: source.keys }),
    ...(by !== null && { found: by }),
  }
  const locked = source
    ? `so the score can be read only by opening every ${source.column} document.`
    : 'so queries cannot filter or sort by it.'
  const message =
    reason === null
      ? `${table} has no column ${score.name}, ${locked}`
      : by === score.name
        ? `${table}.${score.name} cannot be ranked or averaged: ${reason}.`
        : `${table} has no column ${score.name}: ${reason}.`
  return { object, subject, status: 'fail', verdict, message, remedy: remedyOf(relation, score), evidence }
}

function remedyOf(relation: Relation, score: ScoreColumn): string {
  const column = quote(score.name)
  const existing = relation.columns.find(({ name }) => name === score.name)
  if (!existing) return `ALTER TABLE ${qualified(relation)} ADD COLUMN ${column} ${score.type};`
  return `look for values that are no number, then: ALTER TABLE ${qualified(relation)} ALTER COLUMN ${column} TYPE ${score.type} USING ${column}::numeric::${score.type};`
}

const keysQuery = (context: Context<Params>, relation: Relation): string => `${context.rule.id}:${nameOf(relation)}:keys`

/** The json column whose keys are promised, when there is one that can be asked. */
function documentOf(context: Context<Params>, relation: Relation): string | null {
  const { everyKeyOf } = context.rule.params
  if (everyKeyOf === undefined) return null
  const name = context.columnName(relation, everyKeyOf)
  return relation.columns.some((column) => column.name === name && isDocument(column.baseType)) ? name : null
}

const isDocument = (type: string): boolean => type === 'json' || type === 'jsonb'

function keyQueries(context: Context<Params>, relation: Relation): readonly Query[] {
  const document = documentOf(context, relation)
  if (document === null || !relation.selectable) return []
  const value = `${quote(document)}::jsonb`
  const sql =
    `select e.key, count(*) from ${qualified(relation)} t cross join lateral ` +
    `jsonb_each(case when jsonb_typeof(t.${value}) = 'object' then t.${value} end) e ` +
    `where jsonb_typeof(e.value) = 'number' or (e.value #>> ${literal('{}')}) ~ ${literal('^[0-9]+([.][0-9]+)?$')} ` +
    `group by e.key order by e.key collate "C"`
  return [{ key: keysQuery(context, relation), sql, needsCheckData: true, maxRows: 200 }]
}

/** The keys that rows really hold, beyond the promised columns: known only when the data may be read. */
function heldKeys(context: Context<Params>, relation: Relation, promised: readonly ScoreColumn[]): Outcome[] {
  const document = documentOf(context, relation)
  if (document === null) return []
  const answer = context.answer(keysQuery(context, relation))
  if (!answer || 'error' in answer) {
    const reason = relation.selectable
      ? (answer?.error ?? `which keys ${document} holds is known only from the rows: pass --check-data to read them`)
      : `this role may not select from ${nameOf(relation)}`
    return [
      {
        object: objectOf(relation, 'column', { columns: [document] }),
        subject: `keys of ${document}`,
        status: 'skipped',
        reason,
      },
    ]
  }
  const known = new Set(promised.flatMap(({ from }) => from?.keys ?? []))
  return answer.rows.flatMap(([key]) => {
    if (key === null || key === undefined || known.has(key)) return []
    const parts = nameParts(key)
    const name = context.columnName(relation, (parts.at(-1) === 'score' ? parts : [...parts, 'score']).join('_'))
    // The key's own name is as good: `grammar` holds what `grammar_score` would.
    const existing = [name, key].find((candidate) => relation.columns.some((column) => column.name === candidate))
    return judge(relation, { name: existing ?? name, type: 'integer', from: { column: document, keys: [key] } })
  })
}
