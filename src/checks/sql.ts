import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { selectProblem } from '../sql/single-select.ts'

const params = v.strictObject({
  /** One SELECT. Each row it returns is a finding; none is a pass. */
  query: v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const problem = dataset.typed ? selectProblem(dataset.value) : null
      if (problem !== null) addIssue({ message: problem })
    }),
  ),
  /** What a row means. `{column}` is replaced by that column's value. */
  message: v.optional(v.string()),
  remedy: v.optional(v.string()),
  /** The column that names a row, and so the finding from run to run; without it the first one. */
  key: v.optional(v.string()),
  maxRows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 100),
})
type Params = v.InferOutput<typeof params>

const object = { schema: '', relation: '', kind: 'query' } as const

/** A user's own query: what the plan says about rows, or about anything that no other check knows. */
export const sql = defineCheck<Params>({
  id: 'sql',
  summary: 'A query of your own finds nothing: every row it returns is a finding',
  params,
  needs: [],
  scope: 'database',
  queries: ({ rule }) => [
    { key: queryKey(rule.id), sql: rule.params.query, needsCheckData: false, maxRows: rule.params.maxRows },
  ],
  run: (context) => {
    const { rule } = context
    const answer = context.answer(queryKey(rule.id))
    const about = { object, subject: 'query' }
    if (!answer)
      return [
        {
          ...about,
          status: 'skipped',
          reason: 'its query was not asked when this snapshot was taken: collect again with this rule',
        },
      ]
    if ('error' in answer) return [{ ...about, status: 'skipped', reason: `its query failed: ${answer.error}` }]
    const { key } = rule.params
    const position = key === undefined ? 0 : answer.columns.indexOf(key)
    if (position === -1) {
      return [
        {
          ...about,
          status: 'skipped',
          reason: `its query returns no column ${key}, only ${answer.columns.join(', ')}: mend params.key in ${rule.file}`,
        },
      ]
    }
    if (answer.rows.length === 0) return [{ ...about, status: 'pass', verdict: 'present' }]
    const byKey = new Map<string, Row[]>()
    for (const row of answer.rows) {
      const name = row[position] ?? 'null'
      byKey.set(name, [...(byKey.get(name) ?? []), row])
    }
    return [...byKey].map(([subject, rows]) => finding(context, subject, answer.columns, rows, answer.truncated))
  },
})

type Row = readonly (string | null)[]
const queryKey = (rule: string): string => `${rule}:query`

/** Rows with the same key are one finding: the first of them is shown, the others are counted. */
function finding(
  { rule }: Context<Params>,
  subject: string,
  columns: readonly string[],
  rows: readonly Row[],
  truncated: boolean,
): Outcome {
  const values = columns.map((column, at) => [column, rows[0]?.[at] ?? null] as const)
  const template = rule.params.message ?? `${rule.summary.trim().replace(/\.$/u, '')}: not so for ${subject}.`
  const message = values.reduce((text, [column, value]) => text.replaceAll(`{${column}}`, value ?? 'null'), template)
  const remedy = rule.params.remedy ?? ''
  const evidence = {
    ...Object.fromEntries(values),
    ...(rows.length > 1 && { rows_with_this_key: rows.length }),
    ...(truncated && { more_rows: true }),
  }
  return { object, subject, status: 'fail', verdict: 'missing', message, remedy, evidence }
}
