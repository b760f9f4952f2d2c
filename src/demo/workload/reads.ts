import { literal } from '../../identifier.ts'
import { seeded, type Tables } from './tables.ts'

const users = (count: number): string[] => Array.from({ length: count }, (_, i) => literal(`u${i * 9 + 1}`))

/** What the pages of the application read, well and badly, as drizzle-orm writes it. Rows are not looked at here. */
export const reads = (tables: Tables): readonly string[] => [
  ...history(tables),
  ...usage(tables),
  ...questions(tables),
  ...scores(tables),
  ...unpaginated(tables),
  ...reports(),
]

/** History pages: a user's attempts newest first, and the public answers to a question. */
function history({ from }: Tables): string[] {
  const attempts = ['speaking_attempts', 'reading_attempts', 'writing_attempts', 'listening_attempts'].flatMap((table) =>
    users(15).map((user) => `${from(table)} where "${table}"."user_id" = ${user} order by "${table}"."created_at" desc limit 20`),
  )
  const answers = Array.from(
    { length: 15 },
    (_, i) =>
      `${from('speaking_attempts')} where ("speaking_attempts"."is_public" = true and
        "speaking_attempts"."question_id" = ${seeded('speaking_questions', i + 1)})
       order by "speaking_attempts"."created_at" desc limit 10`,
  )
  return [...attempts, ...answers]
}

/** Activity logs by user and by action, credits by user and by type. */
function usage({ from }: Tables): string[] {
  const byUser = users(20).map(
    (user) =>
      `${from('activity_logs')} where "activity_logs"."user_id" = ${user} order by "activity_logs"."created_at" desc limit 50`,
  )
  const byAction = ['sign_in', 'password_changed', 'attempt_submitted'].map(
    (action) =>
      `${from('activity_logs')} where ("activity_logs"."action" = '${action}' and
        "activity_logs"."created_at" >= '2025-01-18') order by "activity_logs"."created_at" desc limit 100`,
  )
  const costs = users(20).map(
    (user) =>
      `select "usage_type", sum("cost"), count(*) from "ai_credit_usage" where ("ai_credit_usage"."user_id" = ${user} and
        "ai_credit_usage"."created_at" >= '2025-01-01') group by "ai_credit_usage"."usage_type"`,
  )
  const byType = users(15).map(
    (user) =>
      `${from('ai_credit_usage')} where ("ai_credit_usage"."user_id" = ${user} and
        "ai_credit_usage"."usage_type" = 'scoring') order by "ai_credit_usage"."created_at" desc limit 20`,
  )
  return [...byUser, ...byAction, ...costs, ...byType]
}

/** Question lists; two ask for theirs in one batch, as section 3.1 of the plan wants. */
function questions({ from }: Tables): string[] {
  const types = { speaking: 'read_aloud', reading: 'multiple_choice', writing: 'essay', listening: 'write_from_dictation' }
  const lists = Object.entries(types).flatMap(([section, type]) => {
    const table = `${section}_questions`
    const active = ['Easy', 'Medium', 'Hard'].map(
      (difficulty) =>
        `${from(table)} where ("${table}"."type" = '${type}' and "${table}"."difficulty" = '${difficulty}' and
          "${table}"."is_active" = true) limit 20`,
    )
    return [
      ...active,
      ...active,
      `${from(table)} where "${table}"."bookmarked" = true order by "${table}"."created_at" desc`,
      `${from(table)} where "${table}"."tags" @> '{science}' limit 20`,
    ]
  })
  const ids = Array.from({ length: 20 }, (_, i) => seeded('reading_questions', i * 7 + 1))
  const inArray = `${from('reading_questions')} where "reading_questions"."id" in (${ids.join(', ')})`
  const anyOf = `${from('listening_questions')} where "listening_questions"."id" =
    any(array[${Array.from({ length: 20 }, (_, i) => seeded('listening_questions', i * 7 + 1)).join(', ')}]::uuid[])`
  return [...lists, ...Array.from({ length: 10 }, () => [inArray, anyOf]).flat()]
}

/** Leaderboards and averages over JSONB. Casts reach only rows whose values cast; see data/attempts.ts. */
function scores({ from }: Tables): string[] {
  const best = `${from('speaking_attempts')} where "speaking_attempts"."type" = 'read_aloud'
    order by ("speaking_attempts"."scores"->>'total')::int desc limit 10`
  const averages = `select "user_id", avg(("scores"->>'pronunciation')::int) from "speaking_attempts"
    where "speaking_attempts"."type" = 'repeat_sentence' group by "speaking_attempts"."user_id" order by 2 desc limit 10`
  const strong = `${from('writing_attempts')} where ("writing_attempts"."scores"->>'grammar')::int >= 85 limit 50`
  // As text: '9' comes before '72'.
  const sortedAsText = `${from('writing_attempts')} order by "writing_attempts"."scores"->>'overall' desc limit 10`
  const personal = users(20).map(
    (user) => `select max(("scores"->>'total')::int) from "listening_attempts" where "listening_attempts"."user_id" = ${user}`,
  )
  return [best, best, best, averages, ...Array.from({ length: 12 }, () => [strong, sortedAsText]).flat(), ...personal]
}

/** Everything at once, and pages so deep that the rows before them are read and thrown away. */
function unpaginated({ from }: Tables): string[] {
  const all = `${from('writing_attempts')} order by "writing_attempts"."created_at" desc`
  const deep = Array.from(
    { length: 12 },
    (_, i) => `${from('speaking_attempts')} order by "speaking_attempts"."created_at" desc limit 20 offset ${3000 + i * 250}`,
  )
  return [...Array.from({ length: 10 }, () => all), ...deep]
}

/** How many answers each recent one beats in time, for the newsletter: every answer is held against all of its type. */
function reports(): string[] {
  const earlier = `select "a"."user_id", count(*) from "speaking_attempts" "a" inner join "speaking_attempts" "b"
    on ("b"."type" = "a"."type" and "b"."created_at" < "a"."created_at")
    where "a"."created_at" >= '2025-01-15' group by "a"."user_id" order by 2 desc limit 20`
  return [earlier, earlier]
}
