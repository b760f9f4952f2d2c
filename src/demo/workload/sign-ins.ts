import { seeded, type Tables } from './tables.ts'

/**
 * Better-Auth's traffic: a session by its token, now and then a line in the log. Many calls of one row each, like the statement
 * inside a loop, but every request makes just one of them: not a repeated lookup.
 */
export const signIns = ({ from }: Tables): readonly string[] =>
  Array.from({ length: 120 }, (_, i) => [
    `${from('sessions')} where "sessions"."token" = ${seeded('token', 1 + ((i * 7) % 400))} limit 1`,
    ...(i % 10 === 0 ? [logEntry(i), readNotifications(i)] : []),
  ]).flat()

const logEntry = (i: number): string =>
  `insert into "activity_logs" ("id", "user_id", "action", "created_at")
   values (${seeded('workload', i)}, 'u${i + 1}', 'sign_in', '2025-01-25 08:00:00')`

const readNotifications = (i: number): string =>
  `update "notifications" set "is_read" = true where "notifications"."user_id" = 'u${i + 1}'`
