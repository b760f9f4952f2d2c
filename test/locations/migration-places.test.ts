import { beforeAll, describe, expect, test } from 'vitest'
import { migrationPlaces } from '../../src/locations/sql/migration-places.ts'
import { parseFile } from '../../src/source/migrations/parse-file.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type About, column, constraint, index, placesFor } from './place.ts'

beforeAll(loadParser)

const MISSING = { object: { kind: 'index', columns: ['user_id', 'created_at'] } } as const

/** `2:7`: the seventh line of the second of these migrations, for a finding about `public.t`; null for no place. */
function place(about: About, ...migrations: readonly string[]): string | null {
  const files = migrations.map((sql, at) => parseFile(String(at + 1), sql))
  return placesFor(about, [migrationPlaces(files)])[0] ?? null
}

const TABLE = `create table t (
  id int primary key,
  user_id int unique,
  created_at timestamp,
  constraint t_positive check (id > 0)
);`

describe('what a finding is about', () => {
  test.each<[string, About, string | null]>([
    ['the table', { object: { kind: 'table' } }, '1:1'],
    ['a statement of the workload: its table', { object: { kind: 'query', columns: ['user_id'] } }, '1:1'],
    ['a column', column('created_at'), '1:4'],
    ['a missing column: the table', column('score'), '1:1'],
    ['a missing index: the table, not a column', MISSING, '1:1'],
    ['a constraint', constraint('t_positive'), '1:5'],
    [
      'a CHECK that is in the way',
      { object: { kind: 'constraint', columns: ['x'] }, evidence: { constraints: ['t_positive'] } },
      '1:5',
    ],
    ['a constraint that is missing: its column', { object: { kind: 'constraint', columns: ['created_at'] } }, '1:4'],
    ['an unnamed constraint, by its columns', { object: { kind: 'constraint', columns: ['user_id'] } }, '1:3'],
    ['the index of an unnamed constraint', index('t_user_id_key'), '1:3'],
    ['no index of a CHECK', index('t_positive'), '1:1'],
    ['a trigger that is missing: the column that it keeps', { object: { kind: 'trigger', columns: ['created_at'] } }, '1:4'],
    ['another schema', { object: { schema: 'app' } }, null],
    ['another table', { object: { relation: 'u' } }, null],
    ['a setting', { object: { schema: '', relation: '', kind: 'setting', name: 't_positive' } }, null],
  ])('%s', (_what, about, expected) => {
    expect(place(about, TABLE)).toBe(expected)
  })
})

describe('indexes', () => {
  const made = 'create index i on t (user_id);'
  test.each<[string, About, string[], string | null]>([
    ['by name', index('i'), [TABLE, made], '2:1'],
    ['of that name in the evidence', { ...MISSING, evidence: { index: 'i' } }, [TABLE, made], '2:1'],
    ['of that name on another table', index('i'), [TABLE, 'create table u (a int); create index i on u (a);'], '1:1'],
    [
      'of that name on the table in another schema',
      index('i'),
      [TABLE, 'create table app.t (a int); create index i on app.t (a);'],
      '1:1',
    ],
    ['of a primary key', index('t_pkey'), [TABLE], '1:2'],
    ['of a constraint, renamed', index('u'), [TABLE, 'alter index t_user_id_key rename to u;'], '1:3'],
    [
      'that stays when another column goes',
      index('i'),
      [TABLE, 'create index i on t (id);', 'alter table t drop user_id;'],
      '2:1',
    ],
    [
      'no foreign key on its columns',
      { object: { kind: 'index', columns: ['a'] } },
      ['create table t (\n a int references u);'],
      '1:1',
    ],
    ['without a name', index('t_user_id_lower_idx'), [TABLE, 'create index on t (user_id, lower);'], '2:1'],
    [
      'without a name, of an expression',
      index('t_expr_idx1'),
      [TABLE, 'create index on t ((id+1));\ncreate index on t ((id+2));'],
      '2:2',
    ],
    ['made again', index('i'), [TABLE, made, 'drop index i;\ncreate index i on t (id);'], '3:2'],
    ['if not exists, over one', index('i'), [TABLE, made, 'create index if not exists i on t (id);'], '2:1'],
    ['renamed', index('j'), [TABLE, made, 'alter index i rename to j;'], '2:1'],
    ['renamed as a table', index('j'), [TABLE, made, 'alter table i rename to j;'], '2:1'],
    ['another one renamed', index('j'), [TABLE, made, 'create index k on t (id);\nalter index k rename to j;'], '3:1'],
    [
      'taken over by a constraint',
      index('c'),
      [TABLE, 'create unique index i on t (id);', 'alter table t\n add constraint c unique using index i;'],
      '3:2',
    ],
    [
      'no more, for a constraint took it over',
      index('i'),
      [TABLE, 'create unique index i on t (id);', 'alter table t add constraint c unique using index i;'],
      '1:1',
    ],
    ['of a dropped table of that name', index('i'), [TABLE, made, 'drop table t;', TABLE], '4:1'],
    [
      'wanted and made later, by columns in any order',
      MISSING,
      [TABLE, 'create index i on t (created_at desc, user_id);'],
      '2:1',
    ],
    ['not wanted: one column of the two', MISSING, [TABLE, made], '1:1'],
    ['not wanted: one column more', MISSING, [TABLE, 'create index i on t (user_id, created_at, id);'], '1:1'],
  ])('%s', (_what, about, migrations, expected) => {
    expect(place(about, ...migrations)).toBe(expected)
  })
})

describe('what was dropped', () => {
  const made = 'create index i on t (user_id, created_at);'
  test.each<[string, About, string[], string]>([
    ['the index that is missing', MISSING, [TABLE, made, '\ndrop index concurrently public.i;'], '3:2'],
    ['another index', MISSING, [TABLE, made.replace('user_id', 'id'), 'drop index i;'], '1:1'],
    ['an index of that name in another schema', MISSING, [TABLE, made, 'drop index app.i;'], '2:1'],
    ['and made again', MISSING, [TABLE, made, 'drop index i;', made], '4:1'],
    [
      'with a renamed column',
      MISSING,
      [TABLE, 'create index i on t (id, created_at);', 'drop index i;\nalter table t rename id to user_id;'],
      '3:1',
    ],
    ['by its column', MISSING, [TABLE, made, 'alter table t drop user_id;'], '3:1'],
    [
      'a unique constraint by its column',
      { object: { kind: 'index', columns: ['user_id'] } },
      [TABLE, 'alter table t drop user_id;'],
      '2:1',
    ],
    ['the column', column('user_id'), [TABLE, 'alter table t drop column user_id;'], '2:1'],
    [
      'the column, and added again',
      column('user_id'),
      [TABLE, 'alter table t drop user_id;', 'alter table t add user_id int;'],
      '3:1',
    ],
    ['another column', column('score'), [TABLE, 'alter table t drop column user_id;'], '1:1'],
    [
      'a unique constraint, for an index',
      { object: { kind: 'index', columns: ['user_id'] } },
      [TABLE, 'alter table t drop constraint t_user_id_key;'],
      '2:1',
    ],
    [
      'a foreign key, for an index',
      { object: { kind: 'index', columns: ['id'] } },
      ['create table t (id int constraint f references u);', 'alter table t drop constraint f;'],
      '1:1',
    ],
    [
      'a CHECK, for a constraint',
      { object: { kind: 'constraint', columns: ['id'] } },
      [TABLE.replace('primary key', ''), 'alter table t drop constraint t_positive;'],
      '2:1',
    ],
  ])('%s', (_what, about, migrations, expected) => {
    expect(place(about, ...migrations)).toBe(expected)
  })
})

describe('what changes later', () => {
  test.each<[string, About, string[], string | null]>([
    ['a column that is added', column('score'), [TABLE, 'alter table t\n  add column a int,\n  add column score int;'], '2:3'],
    ['a column that is there already', column('id'), [TABLE, 'alter table t add column if not exists id int;'], '1:2'],
    ['a column of another type', column('id'), [TABLE, 'alter table t\n  alter column id type bigint;'], '2:2'],
    ['a column that is not null', column('user_id'), [TABLE, 'alter table t alter user_id set not null;'], '2:1'],
    [
      'statistics of a column say nothing of it',
      column('user_id'),
      [TABLE, 'alter table t alter user_id set statistics 5;'],
      '1:3',
    ],
    ['another column', column('user_id'), [TABLE, 'alter table t alter id type bigint;'], '1:3'],
    ['a column of another table', column('id'), [TABLE, 'create table u (id int); alter table u alter id type bigint;'], '1:2'],
    ['a renamed column', column('author'), [TABLE, 'alter table t rename column user_id to author;'], '1:3'],
    [
      'a constraint that is added',
      constraint('c'),
      [TABLE, 'alter table t add column a int,\n  add constraint c check (a > 0) not valid;'],
      '2:2',
    ],
    [
      'and validated',
      constraint('c'),
      [TABLE, 'alter table t add constraint c check (id > 0) not valid;', 'alter table t validate constraint c;'],
      '2:1',
    ],
    [
      'and altered',
      constraint('t_f'),
      ['create table t (id int constraint t_f references u);', 'alter table t alter constraint t_f deferrable;'],
      '2:1',
    ],
    ['a CHECK of two columns, without a name', constraint('t_check'), [TABLE, 'alter table t add check (id > user_id);'], '2:1'],
    [
      'a CHECK of one column, without a name',
      constraint('t_id_check'),
      [TABLE, 'alter table t add check (id > 1 and id < 9);'],
      '2:1',
    ],
    ['and renamed', constraint('d'), [TABLE, 'alter table t rename constraint t_positive to d;'], '1:5'],
    [
      'a trigger',
      { object: { kind: 'trigger' }, evidence: { trigger: 'g' } },
      [TABLE, 'create trigger g before update on t for each row execute function f();'],
      '2:1',
    ],
    [
      'a trigger that is switched off',
      { object: { kind: 'trigger' }, evidence: { trigger: 'g' } },
      [TABLE, 'create trigger g before update on t for each row execute function f();', 'alter table t disable trigger all;'],
      '3:1',
    ],
    [
      'a trigger that is dropped',
      { object: { kind: 'trigger' }, evidence: { trigger: 'g' } },
      [TABLE, 'create trigger g before update on t for each row execute function f();', 'drop trigger g on t;'],
      '1:1',
    ],
    [
      'a trigger of that name on another table',
      { object: { kind: 'trigger' }, evidence: { trigger: 'g' } },
      [TABLE, 'create trigger g before update on u for each row execute function f();'],
      '1:1',
    ],
    ['a table that gets its name', { object: {} }, ['create table u (a int);', '\nalter table u rename to t;'], '1:1'],
    ['a table that loses its name', { object: {} }, [TABLE, 'alter table t rename to u;'], null],
    ['a table that takes a name over', column('id'), [TABLE, 'alter table t rename to old;\ncreate table t (\nid int);'], '2:3'],
    [
      'a table that comes to the schema',
      { object: {} },
      ['create table app.t (a int);', 'alter table app.t set schema public;'],
      '1:1',
    ],
    [
      'a table whose schema is renamed',
      { object: { schema: 'app' } },
      ['create table old.t (a int);', 'alter schema old rename to app;'],
      '1:1',
    ],
    ['a table that is dropped', { object: {} }, [TABLE, 'drop table if exists public.t cascade;'], null],
    ['a table of that name that is dropped elsewhere', { object: {} }, [TABLE, 'drop table app.t;'], '1:1'],
    [
      'a schema that is dropped',
      { object: { schema: 'app' } },
      ['create table app.t (a int);', 'drop schema app cascade;'],
      null,
    ],
    ['a table that is there already', { object: {} }, [TABLE, 'create table if not exists t (id int);'], '1:1'],
    ['a temporary table', { object: {} }, [TABLE, 'create temp table t (id int);'], '1:1'],
    ['a table from a query', { object: {} }, ['create table t as select 1 as id;'], '1:1'],
    ['a table that nothing makes', { object: {} }, ['alter table t add a int;'], null],
    ['but something is added to', column('a'), ['alter table t add a int;'], '1:1'],
  ])('%s', (_what, about, migrations, expected) => {
    expect(place(about, ...migrations)).toBe(expected)
  })
})

describe('schemas', () => {
  const app = { object: { schema: 'app' } }
  test.each<[string, About, string[], string | null]>([
    ['reset with all', app, ['set search_path = app; reset all; create table t (a int);'], null],
    ['another setting', app, ['set lock_timeout = app; create table t (a int);'], null],
    ['search_path', app, ['set search_path = app, public;\ncreate table t (a int);'], '1:2'],
    ['search_path of another file', app, ['set search_path = app;', 'create table t (a int);'], null],
    ['reset', app, ['set search_path = app; reset search_path; create table t (a int);'], null],
    [
      'an existing table is found later in the path',
      column('b'),
      [TABLE, 'set search_path = app, public;\nalter table t add b int;'],
      '2:2',
    ],
    ['$user names no schema', column('b'), ['set search_path = "$user", public; create table t (b int);'], '1:1'],
    [
      'the same table in two schemas',
      { object: { schema: 'app', kind: 'column', columns: ['b'] } },
      ['create table app.t (\nb int);', 'create table t (b int);\nalter table t alter b type text;'],
      '1:2',
    ],
  ])('%s', (_what, about, migrations, expected) => {
    expect(place(about, ...migrations)).toBe(expected)
  })
})

describe('lines', () => {
  const wide = `-- é 😀\ncreate table "é😀" (a text default 'é😀é😀é😀\n'\n);`
  test.each<[string, string[], string]>([
    [
      'after text of several bytes',
      [`${wide} create table t (\n a text default '${'é😀'.repeat(20)}',\n user_id int,\n b int,\n c int,\n d int);`],
      '1:6',
    ],
    ['with \\r\\n', ['create table u (\r\n a int);\r\n\r\ncreate table t (\r\n id int,\r\n user_id int);\r\n'], '1:6'],
    ['with breakpoints', ['create table u (\n a int)\n--> statement-breakpoint\ncreate table t (\n user_id int);'], '1:5'],
    ['after comments', ['/* a\n b */ -- c\ncreate table t (\n -- user_id\n user_id int);'], '1:5'],
  ])('%s', (_what, migrations, expected) => {
    expect(place(column('user_id'), ...migrations)).toBe(expected)
  })

  test('names longer than PostgreSQL keeps', () => {
    const long = 'a'.repeat(70)
    const sql = `create table ${long} (id int, ${long} int unique);`
    const about = {
      object: { relation: long.slice(0, 63), kind: 'index', name: `${'a'.repeat(29)}_${'a'.repeat(29)}_key` },
    } as const
    expect(place(about, TABLE, sql)).toBe('2:1')
  })
})

test('a DO block is not looked into', () => {
  expect(place(column('a'), TABLE, 'do $$ begin alter table t add a int; end $$;')).toBe('1:1')
})

test('the places of several sources, each once, in their order', () => {
  const read = [['b', TABLE] as const, ['a', TABLE] as const, ['b', TABLE] as const, ['c', 'select 1'] as const].map(
    ([file, sql]) => migrationPlaces([parseFile(file, sql)]),
  )
  expect(placesFor({ object: {} }, read)).toEqual(['b:1', 'a:1'])
})
