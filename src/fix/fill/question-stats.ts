import { quote } from '../../identifier.ts'
import { type Filling, upsertBody } from './attempts.ts'

/** What the plan says of scores; the function takes them as parameters with these defaults. */
export interface Marks {
  /** An attempt above it has passed. */
  readonly pass: number
  /** An average of this or more is of an easy question. */
  readonly easyFrom: number
  /** An average below it is of a hard one. */
  readonly hardBelow: number
}

export const questionStatsParameters = ({ pass, easyFrom, hardBelow }: Marks): readonly string[] => [
  'day date DEFAULT CURRENT_DATE',
  `pass_mark numeric DEFAULT ${pass}`,
  `easy_from numeric DEFAULT ${easyFrom}`,
  `hard_below numeric DEFAULT ${hardBelow}`,
]

/** A row for each question that was attempted until the end of the day, of all its attempts until then. */
export function questionStatsBody(filling: Filling): string {
  const parameter = (name: string): string => `${quote(filling.function.name)}.${name}`
  return upsertBody(filling, {
    day: parameter('day'),
    key: [
      { column: 'question_type', value: 'a.kind' },
      { column: 'question_id', value: 'a.question_id' },
    ],
    values: [
      { column: 'total_attempts', value: 'count(*)' },
      { column: 'unique_users', value: 'count(DISTINCT a.user_id)' },
      { column: 'avg_score', value: 'avg(a.score)' },
      {
        column: 'pass_rate',
        value: `100.0 * count(*) FILTER (WHERE a.score > ${parameter('pass_mark')}) / nullif(count(a.score), 0)`,
      },
      {
        column: 'calculated_difficulty',
        value:
          `CASE WHEN avg(a.score) >= ${parameter('easy_from')} THEN 'Easy' WHEN avg(a.score) < ${parameter('hard_below')} THEN 'Hard' ` +
          `WHEN avg(a.score) IS NOT NULL THEN 'Medium' END`,
      },
      { column: 'last_calculated', value: 'now()' },
      { column: 'updated_at', value: 'now()' },
    ],
    groupBy: 'a.kind, a.question_id',
  })
}
