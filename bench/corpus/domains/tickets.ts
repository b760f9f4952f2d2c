import { choice, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'
import { platform, platformRoles } from './platform.ts'

const byName = { declared: false }

/** A ticket tracker without one foreign key: that `project_id` means `projects.id` is only in the names. */
export const tickets = domain(
  'tickets',
  [
    table('users', 220, [key('id', 'uuid'), unique('email'), text('name'), time('created_at')]),
    table('projects', 50, [key('id', 'uuid'), unique('slug'), text('name')]),
    table('milestones', 150, [key('id', 'uuid'), reference('project_id', 'projects', byName), text('title'), time('due_at')]),
    table('tickets', 3000, [
      key('id', 'uuid'),
      reference('project_id', 'projects', byName),
      reference('milestone_id', 'milestones', { declared: false, nullEvery: 3 }),
      reference('user_id', 'users', byName),
      text('title'),
      choice('status', ['open', 'waiting', 'closed']),
      number('points'),
      time('created_at'),
    ]),
    table('answers', 5000, [
      key('id', 'uuid'),
      reference('ticket_id', 'tickets', byName),
      reference('user_id', 'users', byName),
      text('body'),
      time('created_at'),
    ]),
    table('attachments', 1200, [
      key('id', 'uuid'),
      reference('answer_id', 'answers', byName),
      text('url'),
      number('bytes'),
      time('created_at'),
    ]),
    table('worklogs', 2500, [
      key('id', 'uuid'),
      reference('ticket_id', 'tickets', byName),
      reference('user_id', 'users', byName),
      number('minutes'),
      time('created_at'),
    ]),
    ...platform('users', false),
  ],
  platformRoles('users'),
)
