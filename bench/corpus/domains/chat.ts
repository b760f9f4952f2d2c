import { choice, flag, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'

/** A chat as Prisma names it: singular, capitals and quotes everywhere, text keys. */
export const chat = domain(
  'chat',
  [
    table('User', 240, [
      key('id', 'text'),
      unique('email'),
      text('displayName'),
      choice('status', ['online', 'away']),
      time('createdAt'),
    ]),
    table('Workspace', 25, [key('id', 'text'), reference('ownerId', 'User'), unique('slug'), text('name')]),
    table('Channel', 180, [
      key('id', 'text'),
      reference('workspaceId', 'Workspace'),
      text('name'),
      choice('kind', ['open', 'closed']),
      time('createdAt'),
    ]),
    table('Message', 6000, [
      key('id', 'text'),
      reference('channelId', 'Channel'),
      reference('authorId', 'User'),
      reference('replyToId', 'Message', { nullEvery: 2 }),
      text('body'),
      time('createdAt'),
    ]),
    table('Reaction', 4000, [
      key('id', 'text'),
      reference('messageId', 'Message'),
      reference('userId', 'User'),
      choice('emoji', ['plus', 'heart', 'eyes']),
      time('createdAt'),
    ]),
    table('Attachment', 900, [
      key('id', 'text'),
      reference('messageId', 'Message'),
      number('bytes'),
      text('fileName'),
      time('createdAt'),
    ]),
    table('Session', 300, [key('id', 'text'), unique('sessionToken'), reference('userId', 'User'), time('expiresAt')]),
    table('FeatureFlag', 12, [key('name', 'text'), flag('isEnabled')]),
    table('Job', 200, [
      key('id', 'bigint'),
      choice('queue', ['mail', 'push']),
      choice('state', ['ready', 'done']),
      text('payload'),
      time('runAt'),
    ]),
    table('Notification', 900, [key('id', 'text'), reference('userId', 'User'), text('body'), flag('isRead'), time('createdAt')]),
  ],
  { users: 'User', sessions: 'Session', flags: 'FeatureFlag', jobs: 'Job', notifications: 'Notification' },
)
