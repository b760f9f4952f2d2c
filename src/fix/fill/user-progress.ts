import { literal, quote } from '../../identifier.ts'
import { type Filling, upsertBody } from './attempts.ts'

/** The parameters of the function: yesterday is the last day that is over. */
export const USER_PROGRESS_PARAMETERS: readonly string[] = ['day date DEFAULT CURRENT_DATE - 1']

const of = (kind: string): string => `FILTER (WHERE a.kind = ${literal(kind).trim()})`

/** A row for each user who has made an attempt until the end of the day, of all of the user's attempts until then. */
export function userProgressBody(filling: Filling): string {
  const day = `${quote(filling.function.name)}.day`
  const kinds = filling.attempts.map(({ kind }) => kind)
  return upsertBody(filling, {
    day,
    key: [
      { column: 'user_id', value: 'a.user_id' },
      { column: 'snapshot_date', value: day },
    ],
    values: [
      { column: 'total_attempts', value: 'count(*)' },
      ...kinds.map((kind) => ({ column: `${kind}_attempts`, value: `count(*) ${of(kind)}` })),
      ...kinds.map((kind) => ({ column: `avg_${kind}_score`, value: `avg(a.score) ${of(kind)}` })),
      { column: 'total_study_time_minutes', value: 'coalesce(round(sum(greatest(a.minutes, 0))), 0)' },
      { column: 'unique_days_active', value: 'count(DISTINCT a.made_at::date)' },
    ],
    groupBy: 'a.user_id',
  })
}
