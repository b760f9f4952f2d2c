import { choice, flag, key, reference, text, time, unique } from '../columns.ts'
import { table, type TableDraft } from '../domain.ts'
import type { Roles } from '../table.ts'

/** Tables that every application has beside its own: sessions, feature flags, a queue of jobs, notifications. */
export const platform = (users: string, declared = true): readonly TableDraft[] => [
  table('sessions', 300, [key('id', 'uuid'), unique('token'), reference('user_id', users, { declared }), time('expires_at')]),
  ...queue,
  table('notifications', 900, [
    key('id', 'uuid'),
    reference('user_id', users, { declared }),
    text('body'),
    flag('is_read'),
    time('created_at'),
  ]),
]

/** What of it refers to nobody. */
export const queue: readonly TableDraft[] = [
  table('feature_flags', 12, [key('name', 'text'), flag('enabled')]),
  table('jobs', 200, [
    key('id', 'bigint'),
    choice('queue', ['mail', 'export']),
    choice('status', ['ready', 'done']),
    text('payload'),
    time('run_at'),
  ]),
]

export const platformRoles = (users: string): Roles => ({
  users,
  sessions: 'sessions',
  flags: 'feature_flags',
  jobs: 'jobs',
  notifications: 'notifications',
})
