import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TableParams } from '../../src/checks/table-params.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { judgedTable } from './judged-table.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const column = (type: string, more: Partial<TableParams['columns'][number]> = {}): Partial<TableParams> => ({
  columns: [{ name: 'a', type, or: [], notNull: false, ...more }],
})
const weaker = (why: string, sql: string): string =>
  `fail weaker | t.a is not what the plan promises: ${why}. | ALTER TABLE public.t ALTER COLUMN a ${sql};`

it.each<[string, string, Partial<TableParams>, string]>([
  ['the same default by another spelling', "a integer default '0'", column('integer', { default: '0' }), 'pass present'],
  [
    'another constant',
    'a integer default 1',
    column('integer', { default: '0' }),
    weaker('its default is 1 (the plan has 0)', 'SET DEFAULT 0'),
  ],
  [
    'a time for a constant',
    'a text default now()',
    column('text', { default: "'x'" }),
    weaker("its default is now() (the plan has 'x')", "SET DEFAULT 'x'"),
  ],
  [
    'a constant for a time',
    'a text default 1',
    column('text', { default: 'now()' }),
    weaker('its default is 1 (the plan has now())', 'SET DEFAULT now()'),
  ],
  ['something else, word for word', 'a integer default (1 + 2)', column('integer', { default: '(1 + 2)' }), 'pass present'],
  [
    'something else, otherwise',
    'a integer default (2 + 1)',
    column('integer', { default: '(1 + 2)' }),
    weaker('its default is (2 + 1) (the plan has (1 + 2))', 'SET DEFAULT (1 + 2)'),
  ],
  [
    'a key from elsewhere',
    "a text default 'x'::text || 'y'::text",
    column('text', { default: 'gen_random_uuid()' }),
    'pass present',
  ],
  [
    'a key that is always the same',
    "a text default 'x'",
    column('text', { default: 'gen_random_uuid()' }),
    weaker("its default is 'x'::text (the plan has gen_random_uuid())", 'SET DEFAULT gen_random_uuid()'),
  ],
  [
    'a time for a key',
    'a text default now()',
    column('text', { default: 'gen_random_uuid()' }),
    weaker('its default is now() (the plan has gen_random_uuid())', 'SET DEFAULT gen_random_uuid()'),
  ],
  [
    'something else for a time',
    'a text default (1 + 2)',
    column('text', { default: 'now()' }),
    weaker('its default is (1 + 2) (the plan has now())', 'SET DEFAULT now()'),
  ],
  [
    'a generated value for a default',
    'a integer generated always as (1 + 2) stored',
    column('integer', { default: '0' }),
    'pass present',
  ],
  [
    'another type, generated',
    'b integer, a integer generated always as (b + 2) stored',
    column('text'),
    weaker('integer is not text (the plan has text)', 'TYPE text USING a::text'),
  ],
  [
    'another type with a default, where the plan has none',
    "a text default 'x'",
    column('integer'),
    weaker(
      'text does not hold every integer (the plan has integer)',
      'DROP DEFAULT, ALTER COLUMN a TYPE integer USING a::integer',
    ),
  ],
  [
    'another type that serves',
    'a date',
    column('timestamp without time zone', { or: ['date'] }),
    'pass equivalent date serves as well',
  ],
  [
    'another type, and it may be NULL',
    'a text',
    column('integer', { notNull: true, default: '0' }),
    weaker(
      'text does not hold every integer (the plan has integer); it may be NULL; it has no default (the plan has 0)',
      'TYPE integer USING a::integer, ALTER COLUMN a SET NOT NULL, ALTER COLUMN a SET DEFAULT 0',
    ),
  ],
  [
    'missing',
    'b integer',
    column('integer', { notNull: true, default: '0' }),
    'fail missing | t has no column a, which the plan gives it. | ALTER TABLE public.t ADD COLUMN a integer DEFAULT 0 NOT NULL;',
  ],
])('%s', async (_what, columns, promised, expected) => {
  expect(await judgedTable(embedded, `create table t (${columns})`, promised)).toBe(expected)
})
