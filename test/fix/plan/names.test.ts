import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change, NewConstraint, NewIndex } from '../../../src/fix/change.ts'
import { reserveNames } from '../../../src/fix/reserve-names.ts'
import { quote } from '../../../src/identifier.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { collected, runSql } from '../../checks/audit.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const nameOf = (change: Change): string | null => ('name' in change ? change.name : null)

const indexOn = (table: string, columns: readonly string[], name: string | null = null): NewIndex => ({
  kind: 'index',
  table: { schema: 'public', name: table },
  name,
  unique: false,
  method: 'btree',
  keys: columns.map((column) => ({
    column: column.startsWith('(') ? null : column,
    sql: column.startsWith('(') ? column : quote(column),
    descending: false,
    nullsFirst: false,
  })),
  include: [],
  predicate: null,
  replaces: null,
})

const LONG = 'a_table_with_a_name_as_long_as_postgresql_lets_a_name_ever_be_x'
const UMLAUTS = 'ä'.repeat(31)

test.each([
  ['t', ['a', 'b']],
  ['t', ['a', '(lower(a))', '(b || a)']],
  [LONG, ['a']],
  [LONG, [LONG, 'b']],
  [UMLAUTS, ['a', 'b']],
  [UMLAUTS, [UMLAUTS, 'ü'.repeat(20)]],
  ['Mixed "Case"', ['a', 'semi;colon']],
])('an index of %s on %j is called what PostgreSQL would call it, twice', async (table, columns) => {
  await embedded.simple('drop schema public cascade; create schema public')
  const plain = [...new Set([...columns.filter((column) => !column.startsWith('(')), 'a', 'b'])]
  await runSql(embedded, `create table ${quote(table)} (${plain.map((column) => `${quote(column)} text`).join(', ')})`)
  const reserve = reserveNames(await collected(embedded))
  const planned = [1, 2, 3].map(() => nameOf(reserve(indexOn(table, columns))))
  for (const _ of planned) {
    await runSql(
      embedded,
      `create index on ${quote(table)} (${columns.map((each) => (each.startsWith('(') ? each : quote(each))).join(', ')})`,
    )
  }
  const [relation] = (await collected(embedded)).relations
  expect(planned.toSorted()).toEqual(relation?.indexes.map(({ name }) => name))
})

test('a wanted name is given when nothing in the schema has it, once', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(
    embedded,
    `create table t (a int, b int, constraint key unique (a)); create view seen as select 1; create sequence counted; create schema if not exists other;
    create table other.elsewhere (a int)`,
  )
  const reserve = reserveNames(await collected(embedded))
  const named = (name: string): string | null => nameOf(reserve(indexOn('t', ['a'], name)))
  expect(named('wanted')).toBe('wanted')
  expect(named('elsewhere')).toBe('elsewhere')
  for (const taken of ['wanted', 't', 'key', 'seen', 'counted']) expect(named(taken)).toMatch(/^t_a_idx\d*$/u)
  expect(named('x'.repeat(64))).toBe('t_a_idx5')
  expect(named('x'.repeat(63))).toBe('x'.repeat(63))
})

test('constraints are named within their table, and the keys among the relations too', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, 'create table t (a int check (a > 0), b int); create table t_b_key (a int)')
  const reserve = reserveNames(await collected(embedded))
  const named = (columns: readonly string[], definition: NewConstraint['definition'], name: string | null = null) =>
    nameOf(reserve({ kind: 'constraint', table: { schema: 'public', name: 't' }, name, columns, definition, replaces: null }))
  const check = { type: 'check', expression: 'true' } as const
  expect(named(['a'], check)).toBe('t_a_check1')
  expect(named(['a', 'b'], check)).toBe('t_check')
  expect(named(['a', 'b'], check)).toBe('t_check1')
  expect(named(['b'], check, 't_a_check')).toBe('t_b_check')
  expect(named(['b'], { type: 'unique' })).toBe('t_b_key1')
  expect(named(['b'], { type: 'primary key' })).toBe('t_pkey')
  const other = { schema: 'public', name: 't_b_key' }
  expect(named(['a', 'b'], { type: 'foreign key', references: other, to: ['a', 'b'], onDelete: 'cascade' })).toBe('t_a_b_fkey')
})

test('a trigger keeps to 63 bytes and to a name of its own', async () => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, `create table t (a int)`)
  const reserve = reserveNames(await collected(embedded))
  const trigger = (name: string, replaces: string | null = null) =>
    nameOf(
      reserve({
        kind: 'trigger',
        table: { schema: 'public', name: 't' },
        name,
        timing: 'BEFORE',
        events: 'UPDATE',
        function: { schema: 'public', name: 'f' },
        arguments: [],
        replaces,
      }),
    )
  expect(trigger('keep')).toBe('keep')
  expect(trigger('keep')).toBe('keep1')
  expect(trigger('keep', 'CREATE TRIGGER keep …')).toBe('keep')
  expect(trigger('é'.repeat(40))).toBe('é'.repeat(31))
  expect(trigger('é'.repeat(40))).toBe(`${'é'.repeat(31)}1`)
})
