import { literal, qualified, quote } from '../../identifier.ts'
import type { Name } from '../change.ts'

/** A table of attempts by its real names; what it has not is null. */
export interface AttemptTable {
  /** What the plan calls this kind of attempt: `speaking`. */
  readonly kind: string
  readonly table: Name
  readonly user: string
  /** When the attempt was made. */
  readonly at: string
  readonly question: string | null
  readonly score: string | null
  readonly duration: { readonly column: string; readonly unit: 'milliseconds' | 'seconds' | 'minutes' } | null
  /** The types that ids are cast to where the table that is filled has others; null where they agree. */
  readonly castUser: string | null
  readonly castQuestion: string | null
}

/** The table that is filled and what it is filled from. */
export interface Filling {
  readonly function: Name
  readonly target: Name
  /** Columns of the target by the plan's names; one that is not among them is not written. */
  readonly columns: ReadonlyMap<string, { readonly name: string; readonly type: string }>
  readonly attempts: readonly AttemptTable[]
  /** What a user must be in, where the target references it. */
  readonly users: { readonly table: Name; readonly column: string } | null
}

const PER_MINUTE = { milliseconds: 60000, seconds: 60, minutes: 1 } as const

/** `SELECT 'speaking' AS kind, … FROM … UNION ALL …`: the attempts of all tables until the end of the day, which is an SQL expression. */
function attemptsUntil(day: string, { attempts, columns, users }: Filling): string {
  return attempts
    .map(({ kind, table, user, at, question, score, duration, castUser, castQuestion }) => {
      const id = cast(`t.${quote(user)}`, castUser)
      const read = [
        `${literal(kind).trim()}::text AS kind`,
        `${id} AS user_id`,
        ...(question === null ? [] : [`${cast(`t.${quote(question)}`, castQuestion)} AS question_id`]),
        `t.${quote(at)} AS made_at`,
        `${scoreOf(score, columns)} AS score`,
        `${duration === null ? 'NULL::numeric' : `t.${quote(duration.column)}::numeric / ${PER_MINUTE[duration.unit]}`} AS minutes`,
      ]
      const grouped = question === null ? id : `t.${quote(question)}`
      const known =
        question === null && users !== null
          ? ` AND ${id} IN (SELECT u.${quote(users.column)} FROM ${qualified(users.table)} u)`
          : ''
      return [
        `    SELECT ${read.join(', ')}`,
        `    FROM ${qualified(table)} t`,
        `    WHERE t.${quote(at)} < ${day} + 1 AND ${grouped} IS NOT NULL${known}`,
      ].join('\n')
    })
    .join('\n    UNION ALL\n')
}

const cast = (value: string, type: string | null): string => (type === null ? value : `${value}::${type}`)

/** What is written where: an SQL expression about the grouped attempts for a column of the target. */
interface Written {
  /** The plan's name of the column. */
  readonly column: string
  readonly value: string
}

/** A PL/pgSQL body that writes a row for each group, or writes it anew where the key is there, and gives the number of rows. */
export function upsertBody(
  filling: Filling,
  parts: {
    readonly day: string
    readonly key: readonly Written[]
    readonly values: readonly Written[]
    readonly groupBy: string
  },
): string {
  const { target, columns } = filling
  const named = ({ column, value }: Written): readonly { readonly name: string; readonly value: string }[] => {
    const real = columns.get(column)
    return real ? [{ name: quote(real.name), value }] : []
  }
  const key = parts.key.flatMap(named)
  const values = parts.values.flatMap(named)
  const all = [...key, ...values]
  return `
#variable_conflict use_column
DECLARE
  written bigint;
BEGIN
  INSERT INTO ${qualified(target)} (${all.map(({ name }) => name).join(', ')})
  SELECT
    ${all.map(({ value }) => value).join(',\n    ')}
  FROM (
${attemptsUntil(parts.day, filling)}
  ) a
  GROUP BY ${parts.groupBy}
  ON CONFLICT (${key.map(({ name }) => name).join(', ')}) DO UPDATE SET
    ${values.map(({ name }) => `${name} = excluded.${name}`).join(',\n    ')};
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END
`
}

/** The score, as far as a column for averages (`numeric(5,2)`) holds it: one absurd score must not stop the job, and is none. */
function scoreOf(score: string | null, columns: Filling['columns']): string {
  if (score === null) return 'NULL::numeric'
  const value = `t.${quote(score)}::numeric`
  const average = [...columns].find(([name]) => name.startsWith('avg_'))?.[1].type ?? ''
  if (!average.startsWith('numeric(')) return value
  const [precision = 0, scale = 0] = average.slice('numeric('.length, -1).split(',').map(Number)
  return `CASE WHEN abs(round(${value}, ${scale})) < 1${'0'.repeat(precision - scale)} THEN ${value} END`
}
