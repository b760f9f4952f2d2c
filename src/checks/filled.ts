import * as v from 'valibot'
import { type Context, defineCheck, type Outcome, type Query } from '../check.ts'
import { firstNumber, takesNumbers } from '../fix/extraction-number.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import { fixUnfilled } from './filled-fix.ts'
import { refusedQuery } from './refused-values.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { type ScoreColumn, scoreColumn } from './score-column.ts'

const params = v.strictObject({ columns: v.pipe(v.array(scoreColumn), v.minLength(1)) })
type Params = v.InferOutput<typeof params>

/**
 * No row keeps a score in its JSON document that its column lacks. Counted only with --check-data. What is no number is no score: a
 * document that says "n/a" lacks nothing. A number that the column's type cannot hold, 72.5 for an integer, is lacking all the same.
 */
export const filled = defineCheck<Params>({
  id: 'filled',
  summary: 'Columns taken out of a JSON document are filled for the rows that were there before',
  params,
  needs: ['columns'],
  scope: 'table',
  queries: (context, relation) =>
    relation.selectable ? pairsOf(context, relation).flatMap((pair) => queryOf(context, relation, pair)) : [],
  run: (context, relation) => {
    const pairs = pairsOf(context, relation)
    const known = pairs.filter(({ absent }) => absent === null)
    // A table that has only some of the scores is judged by those; one that has none is told why once.
    return (known.length > 0 ? known : pairs.slice(0, 1)).map((pair) => judge(context, relation, pair))
  },
  fix: fixUnfilled,
})

interface Pair {
  readonly name: string
  readonly document: string
  readonly keys: readonly string[]
  /** Why nothing can be counted; null when it can. */
  readonly absent: string | null
}

const ownType = ({ domain, type, baseType }: Column): string => (domain === null ? type : baseType)

/** The type whose numbers the column holds; numeric for one that holds none. */
const heldType = (column: Column): string => (takesNumbers(ownType(column)) ? ownType(column) : 'numeric')

function queryOf(context: Context<Params>, relation: Relation, { name, document, keys, absent }: Pair): readonly Query[] {
  const column = relation.columns.find((each) => each.name === name)
  if (absent !== null || !column) return []
  const number = (type: string): string => firstNumber(quote(document), keys, type)
  const held = number(heldType(column))
  const refused = refusedQuery(context.rule.id, relation, name, held)
  // Read only where something is lacking: PostgreSQL runs such a subquery when it is asked for. Text is not compared with numbers.
  const differing = takesNumbers(ownType(column))
    ? `(select count(*) from ${qualified(relation)} where ${quote(name)} <> ${held})`
    : '0'
  return [
    {
      key: queryKey(context, relation, name),
      sql:
        `select count(*), count(${held}), case when count(*) > 0 then ${differing} else 0 end from ${qualified(relation)} ` +
        `where ${quote(name)} is null and ${number('numeric')} is not null`,
      needsCheckData: true,
      maxRows: 1,
    },
    ...(refused ? [refused] : []),
  ]
}

function pairsOf(context: Context<Params>, relation: Relation): readonly Pair[] {
  return context.rule.params.columns.flatMap(({ name: planned, from }: ScoreColumn) => {
    if (!from) return []
    const name = context.columnName(relation, planned)
    const document = context.columnName(relation, from.column)
    const find = (wanted: string) => relation.columns.find((column) => column.name === wanted)
    const missing = [name, document].filter((wanted) => !find(wanted))
    const isDocument = ['json', 'jsonb'].includes(find(document)?.baseType ?? '')
    const absent =
      missing.length > 0
        ? `has no column ${missing.join(', ')}`
        : isDocument
          ? null
          : `has ${document} as ${find(document)?.type}, which is no JSON`
    return [{ name, document, keys: from.keys, absent: absent === null ? null : `${nameOf(relation)} ${absent}` }]
  })
}

const queryKey = ({ rule }: Context<Params>, relation: Relation, column: string): string =>
  `${rule.id}:${relation.schema}.${relation.name}:${column}`

function judge(context: Context<Params>, relation: Relation, { name, document, keys, absent }: Pair): Outcome {
  const about = { object: objectOf(relation, 'column', { columns: [name, document] }), subject: name }
  if (absent !== null) return { ...about, status: 'not-applicable', reason: absent }
  if (!relation.selectable) return { ...about, status: 'skipped', reason: `this role may not select from ${nameOf(relation)}` }
  const answer = context.answer(queryKey(context, relation, name))
  if (!answer) return { ...about, status: 'skipped', reason: 'pass --check-data to count rows' }
  if ('error' in answer) return { ...about, status: 'skipped', reason: `its rows could not be counted: ${answer.error}` }
  const [rows = 0, fitting = 0, differing = null] = (answer.rows[0] ?? []).map(Number)
  if (rows === 0) return { ...about, status: 'pass', verdict: 'present' }
  const values = keys.map((key) => `${quote(document)} ->> ${literal(key).trim()}`)
  const value = values.length === 1 ? `(${values[0]})` : `coalesce(${values.join(', ')})`
  return {
    ...about,
    status: 'fail',
    verdict: 'weaker',
    message: `Rows of ${nameOf(relation)} keep in ${document} a score that ${name} lacks: rankings and averages leave them out.`,
    remedy: `look at them, for a cast fails on values that are no whole number: SELECT ${quote(document)} FROM ${qualified(relation)} WHERE ${quote(name)} is null and ${value} is not null;`,
    evidence: {
      rows,
      ...(fitting < rows && { rows_that_do_not_fit: rows - fitting }),
      ...(differing !== 0 && { rows_that_differ: differing }),
      json_column: document,
      json_keys: keys,
    },
  }
}
