import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../../src/collect/connection.ts'
import type { Change, NewIndex } from '../../../src/fix/change.ts'
import { keyOf } from '../../../src/fix/simulate-index.ts'
import { simulate } from '../../../src/fix/simulate.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Relation, Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { collected, runSql } from '../../checks/audit.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['citext'] })
})
afterAll(() => embedded.close())

const SCHEMA = `
  create type mood as enum ('sad', 'happy');
  create domain score as integer check (value >= 0);
  create extension if not exists citext;
  create table users (id uuid primary key, mail citext);
  create table t (id bigint primary key, a text not null, b timestamptz, n integer check (n > 0), m mood, s score, tags text[], doc jsonb,
    name varchar(20), mail citext, unique (a, n));
  create index t_mail on t (mail);
  create index t_old on t (a, b desc nulls last);
  create index t_n on t (n);
  alter table t add constraint t_b_check check (b > '2000-01-01') not valid;
  create function touch() returns trigger language plpgsql as $$begin new.b = now(); return new; end$$;
  create trigger narrow before update of a on t for each row execute function touch();
`
const t = { schema: 'public', name: 't' }
const key = (column: string, descending = false, nullsFirst = descending): NewIndex['keys'][number] => ({
  column,
  sql: column,
  descending,
  nullsFirst,
})
const wanted: NewIndex = {
  kind: 'index',
  table: t,
  name: 'wanted',
  unique: false,
  method: 'btree',
  keys: [],
  include: [],
  predicate: null,
  replaces: null,
}
const constraint = { kind: 'constraint', table: t, replaces: null } as const
const indexNamed = (snapshot: Snapshot, name: string) =>
  snapshot.relations.flatMap(({ indexes }) => indexes).find((each) => each.name === name)!

interface Case {
  readonly sql: string
  readonly change: Change | ((snapshot: Snapshot) => Change)
}

const CASES: Readonly<Record<string, Case>> = {
  'a table': {
    sql: `create table made (id uuid default gen_random_uuid() not null, user_id uuid not null references users (id) on delete cascade,
      day timestamp not null, mean numeric(5,2), feeling mood, points score, words text[], title varchar(20), code char(3), primary key (id), unique (user_id, day))`,
    change: {
      kind: 'table',
      table: { schema: 'public', name: 'made' },
      columns: [
        { name: 'id', type: 'uuid', notNull: true, default: 'gen_random_uuid()' },
        { name: 'user_id', type: 'uuid', notNull: true, default: null },
        { name: 'day', type: 'timestamp without time zone', notNull: true, default: null },
        { name: 'mean', type: 'numeric(5,2)', notNull: false, default: null },
        { name: 'feeling', type: 'public.mood', notNull: false, default: null },
        { name: 'points', type: 'public.score', notNull: false, default: null },
        { name: 'words', type: 'text[]', notNull: false, default: null },
        { name: 'title', type: 'character varying(20)', notNull: false, default: null },
        { name: 'code', type: 'character(3)', notNull: false, default: null },
      ],
      primaryKey: ['id'],
      unique: [['user_id', 'day']],
      foreignKeys: [{ columns: ['user_id'], references: { schema: 'public', name: 'users' }, to: ['id'], onDelete: 'cascade' }],
    },
  },
  'a column': {
    sql: 'alter table t add at timestamp(3) with time zone default now() not null',
    change: {
      kind: 'column',
      table: t,
      column: { name: 'at', type: 'timestamp(3) with time zone', notNull: true, default: 'now()' },
    },
  },
  'another type': {
    sql: 'alter table t alter n type bigint, alter n set not null, alter n set default 1',
    change: {
      kind: 'altered column',
      table: t,
      column: 'n',
      type: { to: 'bigint', from: 'integer' },
      setNotNull: true,
      default: { to: '1', from: null },
    },
  },
  'an extraction': {
    sql: 'alter table t add total integer, add mean numeric',
    change: {
      kind: 'extraction',
      table: t,
      document: 'doc',
      documentType: 'jsonb',
      sync: 'trigger',
      columns: [
        { name: 'total', type: 'integer', keys: ['total'], exists: false },
        { name: 'mean', type: 'numeric', keys: ['mean'], exists: false },
        { name: 'n', type: 'integer', keys: ['n'], exists: true },
      ],
    },
  },
  'a trigger': {
    sql: 'create trigger wide before insert or update of a, "n" on t for each row execute function touch(\'x\')',
    change: {
      kind: 'trigger',
      table: t,
      name: 'wide',
      timing: 'BEFORE',
      events: 'INSERT OR UPDATE OF a, n',
      function: { schema: 'public', name: 'touch' },
      arguments: ['x'],
      replaces: null,
    },
  },
  'a trigger in place of another': {
    sql: 'drop trigger narrow on t; create trigger narrow before update on t for each row execute function touch()',
    change: {
      kind: 'trigger',
      table: t,
      name: 'narrow',
      timing: 'BEFORE',
      events: 'UPDATE',
      function: { schema: 'public', name: 'touch' },
      arguments: [],
      replaces: 'CREATE TRIGGER narrow …',
    },
  },
  'an index': {
    sql: 'create index wanted on t (a, b desc, n desc nulls last) include (name) where n > 5',
    change: {
      ...wanted,
      keys: [key('a'), key('b', true), key('n', true, false)],
      include: ['name'],
      predicate: '(n > 5)',
    },
  },
  'a unique index': { sql: 'create unique index wanted on t (m)', change: { ...wanted, unique: true, keys: [key('m')] } },
  'an index on a domain': { sql: 'create index wanted on t (s)', change: { ...wanted, keys: [key('s')] } },
  'an index on varchar': { sql: 'create index wanted on t (name)', change: { ...wanted, keys: [key('name')] } },
  "an index on an extension's type": { sql: 'create index wanted on t (mail)', change: { ...wanted, keys: [key('mail')] } },
  'a GIN index on an array': {
    sql: 'create index wanted on t using gin (tags)',
    change: { ...wanted, method: 'gin', keys: [key('tags')] },
  },
  'a GIN index on a document': {
    sql: 'create index wanted on t using gin (doc)',
    change: { ...wanted, method: 'gin', keys: [key('doc')] },
  },
  'an index in place of another': {
    sql: 'create index wanted on t (a, b desc); drop index t_old',
    change: (snapshot) => ({ ...wanted, keys: [key('a'), key('b', true)], replaces: indexNamed(snapshot, 't_old') }),
  },
  'a dropped index': {
    sql: 'drop index t_n',
    change: (snapshot) => ({ kind: 'dropped index', table: t, index: indexNamed(snapshot, 't_n'), because: 'another' }),
  },
  'a CHECK': {
    sql: 'alter table t add constraint wanted check (n between 10 and 90)',
    change: {
      ...constraint,
      name: 'wanted',
      columns: ['n'],
      definition: { type: 'check', expression: '(n >= 10) AND (n <= 90)' },
    },
  },
  'a CHECK in place of another': {
    sql: 'alter table t drop constraint t_n_check, add constraint wanted check (n > 5)',
    change: {
      ...constraint,
      name: 'wanted',
      columns: ['n'],
      definition: { type: 'check', expression: 'n > 5' },
      replaces: { name: 't_n_check', definition: 'CHECK ((n > 0))' },
    },
  },
  'a foreign key': {
    sql: 'alter table users add t bigint; alter table users add constraint wanted foreign key (t) references t (id) on delete set null',
    change: {
      ...constraint,
      table: { schema: 'public', name: 'users' },
      name: 'wanted',
      columns: ['t'],
      definition: { type: 'foreign key', references: t, to: ['id'], onDelete: 'set null' },
    },
  },
  'a unique constraint': {
    sql: 'alter table t add constraint wanted unique (a, b)',
    change: { ...constraint, name: 'wanted', columns: ['a', 'b'], definition: { type: 'unique' } },
  },
  'a validation': {
    sql: 'alter table t validate constraint t_b_check',
    change: { kind: 'validation', table: t, constraint: 't_b_check' },
  },
}

test.each(Object.entries(CASES))('%s is simulated as the collector finds it', async (name, { sql, change }) => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, SCHEMA)
  // The column of the foreign key is no part of the change.
  if (name === 'a foreign key') await runSql(embedded, 'alter table users add t bigint')
  const before = await collected(embedded)
  const simulated = simulate(before, typeof change === 'function' ? change(before) : change)
  await runSql(embedded, name === 'a foreign key' ? sql.slice(sql.indexOf(';') + 1) : sql)
  expect(simulated.relations.map(shown)).toEqual((await collected(embedded)).relations.map(shown))
})

test('operator classes are the defaults of PostgreSQL for its own types', async () => {
  const rows = await rowsOf(
    embedded,
    `select format_type(o.opcintype, -1), m.amname, o.opcname, f.opfname, t.typcategory
      from pg_opclass o join pg_am m on m.oid = o.opcmethod join pg_opfamily f on f.oid = o.opcfamily join pg_type t on t.oid = o.opcintype
      where o.opcdefault and m.amname in ('btree', 'gin') and o.oid < 16384 and t.typtype = 'b'`,
  )
  expect(rows.length).toBeGreaterThan(30)
  for (const [type = '', method = '', opclass, opfamily, category = ''] of rows as string[][]) {
    const column = { name: 'c', type, baseType: type, category }
    const relation = { columns: [column], indexes: [] } as unknown as Relation
    const planned = keyOf({ relations: [] } as unknown as Snapshot, relation, method, key('c'))
    expect({ type, method, opclass: planned.opclass, opfamily: planned.opfamily }).toEqual({ type, method, opclass, opfamily })
  }
})

test('a column is a column of the partitions and of the tables that inherit, too', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(
    embedded,
    `create table t (id int) partition by range (id); create table t1 partition of t for values from (0) to (10) partition by range (id);
    create table t2 partition of t1 for values from (0) to (5); create table u (id int); create table u1 () inherits (u)`,
  )
  const before = await collected(embedded)
  const column = { name: 'n', type: 'integer', notNull: false, default: null }
  const simulated = ['t', 'u'].reduce(
    (snapshot, name) => simulate(snapshot, { kind: 'column', table: { schema: 'public', name }, column }),
    before,
  )
  await runSql(embedded, 'alter table t add n integer; alter table u add n integer')
  expect(simulated.relations.map(shown)).toEqual((await collected(embedded)).relations.map(shown))
})

test('a table to come is told from an empty one by its owner', async () => {
  const { change } = CASES['a table']!
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, SCHEMA)
  const { relations } = simulate(await collected(embedded), change as Change)
  expect(relations.filter(({ owner }) => owner === '').map(({ name }) => name)).toEqual(['made'])
})

test('a trigger function is known once a trigger may call it', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, SCHEMA)
  const before = await collected(embedded)
  const fn = {
    kind: 'function',
    table: t,
    function: { schema: 'public', name: 'keep' },
    parameters: [],
    returns: 'trigger',
    language: 'plpgsql',
    attributes: '',
    body: 'begin return new; end',
    use: null,
  } as const
  expect(simulate(before, fn).functions.map(({ name }) => name)).toEqual(['keep', 'touch'])
  expect(simulate(before, { ...fn, returns: 'void' }).functions).toEqual(before.functions)
})

test('an invalid index is valid once it is built again', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, `${SCHEMA}; update pg_index set indisvalid = false where indexrelid = 't_n'::regclass`)
  const before = await collected(embedded)
  const broken = indexNamed(before, 't_n')
  expect(broken.valid).toBe(false)
  expect(indexNamed(simulate(before, { kind: 'reindex', table: t, index: broken }), 't_n').valid).toBe(true)
})

/** What a change of the catalog changes: no sizes, no statistics, and not who owns it. */
const shown = (relation: Relation): unknown => ({
  ...relation,
  owner: null,
  bytes: null,
  tuples: null,
  statistics: null,
  columns: relation.columns.map((column) => ({ ...column, statistics: null })),
  indexes: relation.indexes.map((index) => ({ ...index, bytes: null, statistics: null })),
})
