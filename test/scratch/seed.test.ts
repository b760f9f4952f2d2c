import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import { qualified } from '../../src/identifier.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { type SeedOptions, seedRows } from '../../src/scratch/seed.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { runSql } from '../checks/audit.ts'
import { EMPTY } from './empty.ts'
import { snapshotOf } from './structure.ts'

let database: Embedded
beforeAll(async () => {
  await loadParser()
  database = await startEmbedded({ extensions: ['citext', 'pg_trgm', 'vector'] })
})
afterAll(() => database.close())

/** Builds the tables, fills them, and gives the reasons for those that stayed empty with the number of rows of each. */
async function seeded(sql: string, options: Partial<SeedOptions> = {}) {
  await database.simple(EMPTY)
  await runSql(database, sql)
  const snapshot = await snapshotOf(database)
  const tables = snapshot.relations.filter(({ kind }) => kind === 'table' || kind === 'partitioned table')
  const unseeded = await seedRows(database, snapshot, tables, { rowsPerTable: 8, documents: [], rehearsal: [], ...options })
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [[count] = []] = await rowsOf(database, `select count(*) from only ${qualified(table)}`)
    counts[table.name] = Number(count)
  }
  return { unseeded: unseeded.map(({ sentence }) => sentence), counts }
}

const values = async (sql: string) => (await rowsOf(database, sql)).map(([value]) => value)

test.each(['../collect/features.sql', './hostile.sql'])('every table of %s gets rows', async (file) => {
  const [sql = ''] = readFileSync(new URL(file, import.meta.url), 'utf8').split('\ninsert into')
  expect(await seeded(sql)).toMatchObject({ unseeded: [] })
})

test('the same rows every time', async () => {
  const sql = `create extension vector; create table t (id serial primary key, a text, b numeric(4, 2), at timestamptz, j jsonb not null, u uuid unique, v vector(3))`
  const all = `select (t.*)::text from t order by 1`
  await seeded(sql)
  const first = await values(all)
  await seeded(sql)
  expect(await values(all)).toEqual(first)
  expect(new Set(first).size).toBe(8)
})

describe('what a row must be', () => {
  test.each([
    ['a bound', 'a integer not null check (a between 30000 and 60000)'],
    ['an exclusive bound far away', 'a numeric not null check (a > 1234567.5)'],
    ['one of some words', `a text not null check (a in ('x', 'y'))`],
    ['short', 'a char(1) not null unique, b varchar(2)'],
    ['something that two columns say', 'a integer not null, b integer not null check (b > 1000), check (a < b and a > 900)'],
    ['a default', `a text not null default 'open' check (a ~ '^op')`],
    ['either', 'a integer, b integer, check ((a is null) <> (b is null))'],
    ['unique together', 'a boolean not null, b boolean not null, unique (a, b)'],
    ['an address', `a text not null check (a like '%@%')`],
  ])('%s', async (_title, columns) => {
    const { unseeded, counts } = await seeded(`create table t (id serial, ${columns})`)
    expect(unseeded).toEqual([])
    expect(counts['t']).toBeGreaterThan(0)
  })

  test('a reference points to a row, a reference to itself is null, and a circle is opened where it can be', async () => {
    const { unseeded, counts } = await seeded(`
      create table parent (a integer, b text, primary key (a, b));
      create table child (id serial primary key, a integer not null, b text not null, up integer references child, foreign key (a, b) references parent);
      create table x (id integer primary key, y integer);
      create table y (id integer primary key, x integer not null references x);
      alter table x add foreign key (y) references y`)
    expect({ unseeded, counts }).toEqual({ unseeded: [], counts: { parent: 8, child: 8, x: 8, y: 8 } })
    expect(await values('select distinct count(*) from child group by a, b')).toEqual(['1'])
  })

  test('what cannot be made is named', async () => {
    expect(await seeded('create table t (a integer not null check (a * a = 1521)); create table u (a integer)')).toEqual({
      unseeded: ['no rows were made for public.t: new row for relation "t" violates check constraint "t_a_check"'],
      counts: { t: 0, u: 8 },
    })
  })
})

describe('documents that a plan reads', () => {
  const table = 'create table t (id serial primary key, scores jsonb not null)'
  const documents = [{ table: { schema: 'public', name: 't' }, column: 'scores', paths: [['total'], ['parts', 'a']] }]

  test('hold numbers, text, objects and nothing under each key', async () => {
    await seeded(table, { documents })
    const expected = ['65', '72.5', '"72"', '"n/a"', '{}', 'null', '50', '79']
    expect(await values(`select scores -> 'total' from t order by id`)).toEqual(expected)
    expect(await values(`select scores #> '{parts,a}' from t order by id`)).toEqual(expected)
  })

  test('hold what the plan will allow', async () => {
    const rehearsal = [
      'alter table t add column total numeric',
      `create function f() returns trigger language plpgsql as $$ begin
        if jsonb_typeof(new.scores -> 'total') = 'number' then new.total = (new.scores -> 'total')::numeric; end if; return new; end $$`,
      'create trigger f before insert on t for each row execute function f()',
      'alter table t add check (total between 0 and 5)',
      'this is no SQL',
    ]
    const { counts } = await seeded(table, { documents, rehearsal })
    expect(counts).toEqual({ t: 8 })
    expect(await values(`select distinct scores -> 'total' from t where jsonb_typeof(scores -> 'total') = 'number'`)).toEqual([
      '4',
    ])
    // What was rehearsed is gone.
    expect(await values(`select count(*) from pg_attribute where attrelid = 't'::regclass and attname = 'total'`)).toEqual(['0'])
  })
})

test('rows fit the constraints that a plan is about to add', async () => {
  const rehearsal = ['create unique index on t (a)', 'alter table t alter column b type integer using b::integer']
  const { counts } = await seeded('create table t (a boolean not null, b text not null)', { rehearsal })
  expect(counts).toEqual({ t: 2 })
  expect(await values('select b::integer from t')).toHaveLength(2)
})

test('a trigger that cannot run in a copy does not keep its table empty', async () => {
  const { unseeded, counts } = await seeded(`create table t (a integer);
    create function f() returns trigger language plpgsql as $$ begin perform elsewhere(); return new; end $$;
    create trigger f before insert on t for each row execute function f()`)
  expect({ unseeded, counts }).toEqual({ unseeded: [], counts: { t: 8 } })
})
