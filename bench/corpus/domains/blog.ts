import { choice, computed, flag, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'
import { platform, platformRoles } from './platform.ts'

/** A blog: serial-like integer keys, comments that answer comments, tags and likes through tables of pairs. */
export const blog = domain(
  'blog',
  [
    table('users', 250, [
      key('id', 'integer'),
      unique('email'),
      text('name'),
      choice('role', ['reader', 'author']),
      time('created_at'),
    ]),
    table('series', 30, [key('id', 'integer'), reference('owner_id', 'users'), text('title')]),
    table('posts', 1200, [
      key('id', 'integer'),
      reference('author_id', 'users'),
      reference('series_id', 'series', { nullEvery: 2 }),
      unique('slug'),
      text('title'),
      choice('status', ['draft', 'published', 'archived']),
      time('published_at'),
    ]),
    table('comments', 4000, [
      key('id', 'integer'),
      reference('post_id', 'posts'),
      reference('author_id', 'users', { nullEvery: 5 }),
      reference('parent_id', 'comments', { nullEvery: 3 }),
      text('body'),
      flag('hidden'),
      time('created_at'),
    ]),
    table('tags', 80, [key('id', 'integer'), unique('name')]),
    table(
      'post_tags',
      3600,
      [
        computed('post_id', 'integer', 'reference', (n) => `1 + (${n} - 1) % 1200`),
        computed('tag_id', 'integer', 'reference', (n) => `1 + ((${n} - 1) / 1200 * 13 + ${n}) % 80`),
      ],
      {
        key: ['post_id', 'tag_id'],
        references: [
          { columns: ['post_id'], table: 'posts', to: ['id'], declared: true },
          { columns: ['tag_id'], table: 'tags', to: ['id'], declared: true },
        ],
      },
    ),
    table(
      'likes',
      5000,
      [
        computed('post_id', 'integer', 'reference', (n) => `1 + (${n} - 1) % 1200`),
        computed('user_id', 'integer', 'reference', (n) => `1 + ((${n} - 1) / 1200 * 7 + ${n}) % 250`),
        time('created_at'),
      ],
      {
        key: ['post_id', 'user_id'],
        references: [
          { columns: ['post_id'], table: 'posts', to: ['id'], declared: true },
          { columns: ['user_id'], table: 'users', to: ['id'], declared: true },
        ],
      },
    ),
    table('media', 700, [key('id', 'integer'), reference('post_id', 'posts'), number('bytes'), text('url'), time('created_at')]),
    ...platform('users'),
  ],
  platformRoles('users'),
)
