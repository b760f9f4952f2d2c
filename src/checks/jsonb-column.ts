import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { passes } from '../finding.ts'
import type { Column, Relation } from '../snapshot.ts'
import { isNumericType } from '../sql/bounds.ts'
import { fixDocument } from './jsonb-column-fix.ts'
import { isNamed } from './named-by-rule.ts'
import { nameParts } from './name-parts.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { type ScoreColumn, standingOf } from './score-column.ts'

const params = v.strictObject({
  /** Words that say what the document holds, as parts of a column's name. */
  words: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Last words that say it holds something about scores rather than scores. */
  except: v.optional(v.array(v.string()), []),
  /** The plan's tables, each with the columns that take the scores out of the document and the keys that hold them there. */
  named: v.optional(v.record(v.string(), v.record(v.string(), v.pipe(v.array(v.string()), v.minLength(1)))), {}),
})
type Params = v.InferOutput<typeof params>

/**
 * json and jsonb columns whose name says that they hold scores. The plan keeps the document beside the new columns, so a document
 * whose scores are columns too passes. `scoreboard` and `underscored` are words of their own and say nothing about scores;
 * in `score_settings` the last word is what the column holds.
 */
export const jsonbColumn = defineCheck<Params>({
  id: 'jsonb-column',
  summary: 'No json or jsonb column keeps to itself what its name says queries will ask for',
  params,
  needs: ['columns'],
  scope: 'table',
  run: (context, relation) =>
    relation.columns
      .filter((column) => holdsScores(column, context.rule.params))
      .map((column) => judge(context, relation, column)),
  fix: (context, finding, relation, options) =>
    fixDocument(context, relation && promisedOf(context, relation), finding, relation, options),
})

/** The columns that the plan names for this table, with their keys. */
const promisedOf = (context: Context<Params>, relation: Relation): Params['named'][string] | undefined =>
  Object.entries(context.rule.params.named).find(([table]) => isNamed(context, relation, [table]))?.[1]

const DOCUMENTS: readonly string[] = ['json', 'jsonb', 'json[]', 'jsonb[]']

function holdsScores(column: Column, { words, except }: Params): boolean {
  const parts = nameParts(column.name)
  return DOCUMENTS.includes(column.baseType) && parts.some((part) => words.includes(part)) && !except.includes(parts.at(-1) ?? '')
}

const isScore = ({ name, baseType }: Column, words: readonly string[]): boolean =>
  isNumericType(baseType) && nameParts(name).some((part) => words.includes(part))

function judge(context: Context<Params>, relation: Relation, column: Column): Outcome {
  const object = objectOf(relation, 'column', { columns: [column.name] })
  const subject = column.name
  const { words } = context.rule.params
  const promised = promisedOf(context, relation)
  const scores: readonly ScoreColumn[] = promised
    ? Object.entries(promised).map(([name, keys]) => ({
        name: context.columnName(relation, name),
        type: 'integer',
        from: { column: column.name, keys },
      }))
    : relation.columns.filter((other) => isScore(other, words)).map(({ name }) => ({ name, type: 'integer' }))
  const missing = scores.filter((score) => !passes(standingOf(relation, score).verdict)).map(({ name }) => name)
  if (scores.length > 0 && missing.length === 0) {
    return {
      object,
      subject,
      status: 'pass',
      verdict: 'covered',
      reason: `its scores are columns too: ${scores.map(({ name }) => name).join(', ')}`,
    }
  }
  return {
    object,
    subject,
    status: 'fail',
    verdict: 'missing',
    ...(!promised && { severity: 'info' }),
    message: `${nameOf(relation)}.${column.name} keeps scores inside ${column.baseType}, so no query can rank, average or bound them without opening every document.`,
    remedy: promised
      ? `add ${missing.join(', ')} as numeric columns and fill them; ${column.name} may stay`
      : 'give the scores that queries sort or filter by numeric columns of their own, or leave it when nothing does',
    evidence: { type: column.type, ...(promised && { missing_columns: missing }) },
  }
}
