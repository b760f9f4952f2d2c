import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Extraction } from '../../../src/fix/change.ts'
import { syncName } from '../../../src/fix/extraction-name.ts'
import { reserveNames } from '../../../src/fix/reserve-names.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { ownRule } from '../../checks/own-rule.ts'
import { linesOf, planFor, snapshotAfter } from './planned.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const id = { name: 'id', type: 'integer', notNull: true }
const marks = (more: object = {}) =>
  ownRule(
    'table',
    { columns: [id], primaryKey: ['id'], unique: [], foreignKeys: [], ...more },
    { id: 'marks', tables: ['marks'] },
  )
const referring = marks({
  columns: [id, { name: 'user_id', type: 'integer', notNull: true }],
  foreignKeys: [{ columns: ['user_id'], table: 'users', to: ['id'], onDelete: 'cascade' }],
})

describe('a table with a foreign key', () => {
  test.each([
    ['is not unique', 'create table users (id int)'],
    ['is unique among some rows only', 'create table users (id int); create unique index on users (id) where id > 0'],
    ['is unique with another column only', 'create table users (id int, at date, primary key (id, at))'],
    ['is unique at the end of a transaction only', 'create table users (id int unique deferrable)'],
    ['is unique as an expression only', 'create table users (id int); create unique index on users (abs(id))'],
  ])('is a question where what it references %s', async (_, sql) => {
    const { changes, questions } = planFor(await snapshotAfter(embedded, sql), [referring])
    expect([changes, questions.map(({ examples }) => examples[1])]).toEqual([
      [],
      ['ALTER TABLE public.users ADD PRIMARY KEY (id);'],
    ])
    await expect(embedded.simple('create table fk (a int references users (id))')).rejects.toThrow('unique constraint')
  })

  test.each(['create table users (id int primary key)', 'create table users (id int); create unique index on users (id)'])(
    'is made where there is a key: %s',
    async (sql) => {
      expect(linesOf(planFor(await snapshotAfter(embedded, sql), [referring]))).toEqual(['table public.marks'])
      await embedded.simple('create table fk (a int references users (id))')
    },
  )
})

describe('a column of a table with heirs', () => {
  const score = ownRule('columns', { columns: [{ name: 'score', type: 'integer' }] }, { id: 'scores' })

  test.each([
    'create table h (score text) inherits (t)',
    'create table g () inherits (t); create table h (score text) inherits (g)',
  ])('is a question where one has it in another type: %s', async (sql) => {
    const { changes, questions } = planFor(await snapshotAfter(embedded, `create table t (id int); ${sql}`), [score])
    expect([changes, questions.map(({ question }) => question)]).toEqual([
      [],
      ['h inherits from t and has score already, as text; the plan wants integer. Which type is it to be in both?'],
    ])
    await expect(embedded.simple('alter table t add score integer')).rejects.toThrow('different type')
  })

  test('is made where all that have it have it so', async () => {
    const snapshot = await snapshotAfter(embedded, 'create table t (id int); create table h (score int) inherits (t)')
    expect(linesOf(planFor(snapshot, [score]))).toEqual(['column score integer of public.t'])
  })
})

const renamed = (snapshot: Snapshot, from: string, name: string): Snapshot => ({
  ...snapshot,
  relations: snapshot.relations.map((relation) => ({
    ...relation,
    triggers: relation.triggers.map((trigger) => (trigger.name === from ? { ...trigger, name } : trigger)),
  })),
})

const on = (name: string) => ({ schema: 'public', name })

test('names of constraints and triggers are taken where a partition or an heir has them', async () => {
  const snapshot = await snapshotAfter(
    embedded,
    `create table p (a int) partition by list (a);
    create table p1 partition of p for values in (1) partition by list (a); create table p11 partition of p1 for values in (1);
    create function f() returns trigger language plpgsql as $$begin return new; end$$;
    create trigger keep before insert on p11 for each row execute function f();
    create table t (a int); create table h (check (a > 0)) inherits (t); alter table h rename constraint h_a_check to t_a_check`,
  )
  const reserve = reserveNames(snapshot)
  const trigger = { kind: 'trigger', name: 'keep', timing: 'BEFORE', events: 'UPDATE', arguments: [], replaces: null } as const
  expect(reserve({ ...trigger, table: on('p'), function: on('f') })).toMatchObject({ name: 'keep1' })
  expect(reserve({ ...trigger, table: on('t'), function: on('f') })).toMatchObject({ name: 'keep' })
  const extraction: Extraction = {
    kind: 'extraction',
    table: on('p'),
    document: 'a',
    documentType: 'jsonb',
    columns: [],
    sync: 'trigger',
  }
  const sync = (given: Snapshot): string => syncName(extraction, '', given, [])
  expect(sync(snapshot)).toBe('p_a_to_columns')
  expect(sync(renamed(snapshot, 'keep', 'p_a_to_columns'))).toBe('p_a_to_columns2')
  const check = { type: 'check', expression: 'a < 9' } as const
  expect(
    reserve({ kind: 'constraint', table: on('t'), name: null, columns: ['a'], definition: check, replaces: null }),
  ).toMatchObject({ name: 't_a_check1' })
})
