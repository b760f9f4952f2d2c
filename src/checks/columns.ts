import * as v from 'valibot'
import { type Context, defineCheck, type Outcome, type Query } from '../check.ts'
import { type Evidence, passes } from '../finding.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { fixColumn } from './columns-fix.ts'
import { isDocument, type KeyCounts, keyCounts, keysQuery, keysQueryKey, together, typeFor } from './document-keys.ts'
import { nameParts } from './name-parts.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { type ScoreColumn, scoreColumn, standingOf } from './score-column.ts'
import { textNumbersQuery } from './text-numbers.ts'

const params = v.strictObject({
  columns: v.pipe(v.array(scoreColumn), v.minLength(1)),
  /** With --check-data: every further key of this json or jsonb column that holds numbers is promised a column `<key>_score`. */
  everyKeyOf: v.optional(v.string()),
})
export type ColumnsParams = v.InferOutput<typeof params>
type Params = ColumnsParams

/** Promised columns exist with a numeric type, or something stands for them. One outcome per column. */
export const columns = defineCheck<Params>({
  id: 'columns',
  summary: 'Columns that the plan takes out of a JSON document exist with a numeric type',
  params,
  needs: ['columns', 'indexes'],
  scope: 'table',
  queries: (context, relation) => (relation.selectable ? dataQueries(context, relation) : []),
  run: (context, relation) => {
    const promised = promisedColumns(context, relation)
    return [...promised.map((score) => judge(context, relation, score)), ...heldKeys(context, relation, promised)]
  },
  fix: fixColumn,
})

const promisedColumns = (context: Context<Params>, relation: Relation): readonly ScoreColumn[] =>
  context.rule.params.columns.map((score) => real(context, relation, score))

const real = (context: Context<Params>, relation: Relation, score: ScoreColumn): ScoreColumn => ({
  ...score,
  name: context.columnName(relation, score.name),
  ...(score.from && { from: { ...score.from, column: context.columnName(relation, score.from.column) } }),
})

function judge(context: Context<Params>, relation: Relation, promised: ScoreColumn): Outcome {
  const { verdict, reason, by } = standingOf(relation, promised)
  const object = objectOf(relation, 'column', {
    columns: [promised.name],
    ...(by !== null && by !== promised.name && { name: by }),
  })
  const subject = promised.name
  if (passes(verdict)) return { object, subject, status: 'pass', verdict, ...(reason !== null && { reason }) }
  const table = nameOf(relation)
  const source = promised.from && relation.columns.some(({ name }) => name === promised.from?.column) ? promised.from : null
  const held = source && together(keysOf(context, relation, source.column), source.keys)
  const score = { ...promised, type: typeFor(promised.type, held) }
  const evidence: Evidence = {
    expected_type: score.type,
    ...(source && { json_column: source.column, json_keys: source.keys }),
    ...(held && countsOf(held)),
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

/** Values under the promised keys, in rows. */
const countsOf = (held: Omit<KeyCounts, 'key'>): Evidence => ({
  whole_numbers: held.wholeNumbers,
  fractions: held.fractions,
  numeric_texts: held.numericTexts,
  not_numbers: held.notNumbers,
})

function remedyOf(relation: Relation, score: ScoreColumn): string {
  const column = quote(score.name)
  const existing = relation.columns.find(({ name }) => name === score.name)
  if (!existing) return `ALTER TABLE ${qualified(relation)} ADD COLUMN ${column} ${score.type};`
  return `look for values that are no number, then: ALTER TABLE ${qualified(relation)} ALTER COLUMN ${column} TYPE ${score.type} USING ${column}::numeric::${score.type};`
}

const keysOf = ({ rule, answer }: Context<Params>, relation: Relation, document: string): readonly KeyCounts[] | null =>
  keyCounts(answer(keysQueryKey(rule.id, relation, document)))

/** The json column whose keys are promised, when there is one that can be asked. */
function documentOf(context: Context<Params>, relation: Relation): string | null {
  const { everyKeyOf } = context.rule.params
  if (everyKeyOf === undefined) return null
  const name = context.columnName(relation, everyKeyOf)
  return relation.columns.some((column) => column.name === name && isDocument(column.baseType)) ? name : null
}

/** What the rows hold is asked for documents that a promised column is to be taken from, and for text that stands in for a number. */
function dataQueries(context: Context<Params>, relation: Relation): readonly Query[] {
  const promised = promisedColumns(context, relation).filter((score) => !passes(standingOf(relation, score).verdict))
  const every = documentOf(context, relation)
  const documents = relation.columns.filter(
    ({ name, baseType }) => isDocument(baseType) && (name === every || promised.some(({ from }) => from?.column === name)),
  )
  const texts = relation.columns.filter(({ name, category }) => category === 'S' && promised.some((score) => score.name === name))
  return [
    ...documents.map(({ name }) => {
      const keys = promisedColumns(context, relation).flatMap(({ from }) => (from?.column === name ? from.keys : []))
      return keysQuery(context.rule.id, relation, name, { keys, all: name === every })
    }),
    ...texts.map(({ name }) => textNumbersQuery(context.rule.id, relation, name)),
  ]
}

/** The keys that rows really hold, beyond the promised columns: known only when the data may be read. */
function heldKeys(context: Context<Params>, relation: Relation, promised: readonly ScoreColumn[]): Outcome[] {
  const document = documentOf(context, relation)
  if (document === null) return []
  const answer = context.answer(keysQueryKey(context.rule.id, relation, document))
  const counts = keyCounts(answer)
  if (!counts) {
    const reason = relation.selectable
      ? ((answer && 'error' in answer ? answer.error : null) ??
        `which keys ${document} holds is known only from the rows: pass --check-data to read them`)
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
  return counts.flatMap(({ key }) => {
    if (known.has(key)) return []
    const parts = nameParts(key)
    const name = context.columnName(relation, (parts.at(-1) === 'score' ? parts : [...parts, 'score']).join('_'))
    // The key's own name is as good: `grammar` holds what `grammar_score` would.
    const existing = [name, key].find((candidate) => relation.columns.some((column) => column.name === candidate))
    return judge(context, relation, { name: existing ?? name, type: 'integer', from: { column: document, keys: [key] } })
  })
}
