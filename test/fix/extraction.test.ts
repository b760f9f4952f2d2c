import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import type { ExtractedColumn, Extraction } from '../../src/fix/change.ts'
import { extractionChanges } from '../../src/fix/extraction-changes.ts'
import type { BackfillStep, DefinitionStep, Step } from '../../src/fix/step.ts'
import { stepsOf } from '../../src/fix/steps.ts'
import { qualified, quote } from '../../src/identifier.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { collected } from '../checks/audit.ts'
import { DATABASES, openSession, type Session, valueOf } from './session.ts'
import { catalogOf, rebuild } from './steps/harness.ts'

await loadParser()

interface Wanted {
  readonly table?: string
  readonly document?: string
  readonly type?: Extraction['documentType']
  readonly columns?: readonly ExtractedColumn[]
  readonly sync?: Extraction['sync']
}

const overall = (type = 'integer', exists = false): ExtractedColumn => ({
  name: 'overall_score',
  type,
  keys: ['total', 'overall_score'],
  exists,
})

/** The steps of an extraction on the database as it stands. */
async function stepsFor(
  connection: Connection,
  { table = 'attempts', document = 'scores', type = 'jsonb', columns = [overall()], sync = 'trigger' }: Wanted = {},
): Promise<readonly Step[]> {
  const snapshot = await collected(connection)
  const relation = snapshot.relations.find(({ name }) => name === table)
  if (!relation) throw new Error(`no table ${table}`)
  return extractionChanges(relation, { column: document, type }, columns, sync).flatMap((change) =>
    stepsOf({ change, closes: ['a:b'], plan: ['2.1'], promise: null }, snapshot),
  )
}

const definitions = (steps: readonly Step[]): readonly DefinitionStep[] => steps.filter((step) => step.kind === 'definition')
const backfillOf = (steps: readonly Step[]): BackfillStep | undefined => steps.find((step) => step.kind === 'backfill')

const statesOf = async (connection: Connection, steps: readonly Step[]): Promise<readonly (string | null)[]> => {
  const states: (string | null)[] = []
  for (const { state } of definitions(steps)) states.push(await valueOf(connection, state))
  return states
}

async function run(connection: Connection, statements: readonly { readonly sql: string }[]): Promise<void> {
  for (const { sql } of statements) await connection.simple(sql)
}

const up = (connection: Connection, steps: readonly Step[]): Promise<void> =>
  run(
    connection,
    definitions(steps).flatMap((step) => step.up),
  )
const down = (connection: Connection, steps: readonly Step[]): Promise<void> =>
  run(
    connection,
    definitions(steps)
      .toReversed()
      .flatMap((step) => step.down),
  )

/** All batches at once; gives the rows that were left out. */
async function fill(connection: Connection, { table, assignments, lacking, leftOut }: BackfillStep): Promise<number> {
  await connection.simple(`update ${qualified(table)} set ${assignments.join(', ')} where ${lacking}`)
  expect(await valueOf(connection, `count(*) from ${qualified(table)} where ${lacking}`)).toBe('0')
  return Number(await valueOf(connection, `count(*) from ${qualified(table)} where ${leftOut}`))
}

/** Documents as people's applications leave them, with what an integer and a numeric column take of them. */
const DOCUMENTS: readonly (readonly [
  document: string | null,
  integer: string | null,
  numeric: string | null,
  leftOut?: 'always',
])[] = [
  ['{"total": 72}', '72', '72'],
  ['{"total": 72.5}', null, '72.5'],
  ['{"total": 72.0}', '72', '72.0'],
  ['{"total": "72"}', '72', '72'],
  ['{"total": " 72 "}', '72', '72'],
  ['{"total": "72.50"}', null, '72.50'],
  ['{"total": "n/a"}', null, null, 'always'],
  ['{"total": ""}', null, null, 'always'],
  ['{"total": "7 2"}', null, null, 'always'],
  ['{"total": "0x48"}', null, null, 'always'],
  ['{"total": "NaN"}', null, null, 'always'],
  ['{"total": "Infinity"}', null, null, 'always'],
  ['{"total": {}}', null, null, 'always'],
  ['{"total": []}', null, null, 'always'],
  ['{"total": [72]}', null, null, 'always'],
  ['{"total": true}', null, null, 'always'],
  ['{"total": 1e400}', null, null, 'always'],
  ['{"total": -0}', '0', '0'],
  ['{"total": -12}', '-12', '-12'],
  ['{"total": 1e1}', '10', '10'],
  ['{"total": 2147483647}', '2147483647', '2147483647'],
  ['{"total": 2147483648}', null, '2147483648'],
  ['{"total": -2147483649}', null, '-2147483649'],
  ['{"total": 99999999999999999999}', null, '99999999999999999999'],
  ['{"total": null}', null, null],
  ['{"total": null, "overall_score": 61}', '61', '61'],
  ['{"total": "n/a", "overall_score": 61}', '61', '61'],
  ['{}', null, null],
  ['[]', null, null],
  ['[72]', null, null],
  ['72', null, null],
  ['true', null, null],
  ['"total"', null, null],
  ['null', null, null],
  [null, null, null],
]

const inserts = (type: string): string =>
  `insert into attempts (id, scores) values ${DOCUMENTS.map(
    ([document], at) => `(${at}, ${document === null ? 'null' : `'${document}'::${type}`})`,
  ).join(', ')}`

/** One that is something under a key, or in the way of one, and that the column has nothing of. */
const isLeftOut = (value: string | null, [, , numeric, always]: (typeof DOCUMENTS)[number]): boolean =>
  value === null && (numeric !== null || always === 'always')

describe.each(DATABASES)('an extraction on %s', (database) => {
  let session: Session
  beforeAll(async () => {
    session = await openSession(database)
  })
  afterAll(() => session.stop())

  const scores = async (column = 'overall_score', table = 'attempts'): Promise<(string | null)[]> =>
    (await rowsOf(session.connection, `select ${quote(column)} from ${quote(table)} order by id`)).map(([value]) => value ?? null)

  describe.each([
    ['jsonb', 'integer'],
    ['jsonb', 'numeric'],
    ['json', 'integer'],
    ['json', 'numeric'],
  ] as const)('of %s into %s', (documentType, type) => {
    const expected = DOCUMENTS.map(([, integer, numeric]) => (type === 'integer' ? integer : numeric))
    const ddl = [`create table attempts (id integer primary key, scores ${documentType})`]
    const wanted = { type: documentType, columns: [overall(type)] }

    test('fills what fits, counts what it leaves out, and comes back', async () => {
      const { connection } = session
      await rebuild(connection, [...ddl, inserts(documentType)])
      const before = await catalogOf(connection)
      const steps = await stepsFor(connection, wanted)
      expect(new Set(await statesOf(connection, steps))).toEqual(new Set(['absent']))
      await up(connection, steps)
      expect(new Set(await statesOf(connection, steps))).toEqual(new Set(['same']))
      const backfill = backfillOf(steps) as BackfillStep
      const leftOut = await fill(connection, backfill)
      expect(await scores()).toEqual(expected)
      expect(leftOut).toBe(DOCUMENTS.filter((row, at) => isLeftOut(expected[at] ?? null, row)).length)
      // Running it again changes nothing.
      await up(connection, steps)
      expect(await fill(connection, backfill)).toBe(leftOut)
      await down(connection, steps)
      expect(await catalogOf(connection)).toEqual(before)
      await down(connection, steps)
      expect(await valueOf(connection, 'count(*) from attempts')).toBe(String(DOCUMENTS.length))
    })

    test('the trigger writes the same for rows that come later', async () => {
      const { connection } = session
      await rebuild(connection, ddl)
      const steps = await stepsFor(connection, wanted)
      await up(connection, steps)
      await connection.simple(inserts(documentType))
      expect(await scores()).toEqual(expected)
    })

    test('generated columns hold the same, and need neither trigger nor backfill', async () => {
      const { connection } = session
      await rebuild(connection, [...ddl, inserts(documentType)])
      const before = await catalogOf(connection)
      const steps = await stepsFor(connection, { ...wanted, sync: 'generated' })
      expect(backfillOf(steps)).toBeUndefined()
      await up(connection, steps)
      expect(await scores()).toEqual(expected)
      expect(new Set(await statesOf(connection, steps))).toEqual(new Set(['same']))
      await down(connection, steps)
      expect(await catalogOf(connection)).toEqual(before)
    })
  })

  test('json that jsonb refuses stops neither the backfill nor a write, and is counted', async () => {
    const { connection } = session
    const refused = [String.raw`{"a": "\u0000", "total": 70}`, String.raw`{"a": "\ud800", "total": 70}`, '{"total": 1e999999}']
    await rebuild(connection, ['create table attempts (id integer primary key, scores json)'])
    const values = refused.map((document, at) => `(${at}, '${document}')`).join(', ')
    await connection.simple(`insert into attempts values ${values}`)
    const steps = await stepsFor(connection, { type: 'json' })
    await up(connection, steps)
    await connection.simple(`update attempts set scores = scores`)
    expect(await fill(connection, backfillOf(steps) as BackfillStep)).toBe(3)
    expect(await scores()).toEqual([null, null, null])
  })

  test('what a statement writes to a column stays, else the document’s new number is taken', async () => {
    const { connection } = session
    await rebuild(connection, ['create table attempts (id integer primary key, scores jsonb)'])
    await up(connection, await stepsFor(connection))
    const after = async (sql: string): Promise<string | null> => {
      await connection.simple(sql)
      return valueOf(connection, '(select overall_score from attempts)')
    }
    expect(await after(`insert into attempts values (1, '{"total": 40}', 50)`)).toBe('50')
    expect(await after(`update attempts set scores = '{"total": 40, "feedback": "good"}'`)).toBe('50')
    expect(await after(`update attempts set scores = '{"total": 61}'`)).toBe('61')
    expect(await after(`update attempts set scores = '{"total": 62}', overall_score = 1`)).toBe('1')
    // 1 never was the document's.
    expect(await after(`update attempts set scores = '{}'`)).toBe('1')
    expect(await after(`update attempts set scores = '{"total": 63}'`)).toBe('63')
    // What an application writes back as it was is no value of its own.
    expect(await after(`update attempts set scores = '{"total": 64}', overall_score = 63`)).toBe('64')
    expect(await after(`update attempts set scores = '{}'`)).toBe(null)
    expect(await after(`update attempts set scores = '{}', overall_score = 65`)).toBe('65')
    expect(await after(`update attempts set overall_score = 66`)).toBe('66')
    expect(await after(`update attempts set scores = null`)).toBe('66')
    expect(await after(`update attempts set scores = '{"total": 67}'`)).toBe('67')
    expect(await after(`update attempts set overall_score = null`)).toBe(null)
    expect(await after(`update attempts set scores = '{"total": 67, "feedback": "good"}'`)).toBe(null)
  })

  test('a column that is there is filled where it is empty, kept in step, and never dropped', async () => {
    const { connection } = session
    await rebuild(connection, [
      'create table attempts (id integer primary key, scores jsonb, overall_score numeric(4,1))',
      `insert into attempts values (1, '{"total": 70}', null), (2, '{"total": 71}', 9), (3, '{"total": 1234.5}', null), (4, '{"total": 1.25}', null)`,
    ])
    const before = await catalogOf(connection)
    const steps = await stepsFor(connection, { columns: [overall('numeric(4,1)', true)], sync: 'generated' })
    await up(connection, steps)
    expect(await fill(connection, backfillOf(steps) as BackfillStep)).toBe(2)
    expect(await scores()).toEqual(['70.0', '9.0', null, null])
    await connection.simple(`update attempts set scores = '{"total": 72.5}' where id = 3`)
    expect(await scores()).toEqual(['70.0', '9.0', '72.5', null])
    await down(connection, steps)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('names with quotes, capitals, dollars and 63 bytes, keys with quotes, dots and backslashes', async () => {
    const { connection } = session
    const table = `Tab"le $$ ${'é'.repeat(26)}x`
    const document = `Do'c ${'s'.repeat(58)}`
    const column = `Sc"ore $body$ ${'z'.repeat(49)}`
    const key = String.raw`a.b "c' \d $sql$`
    expect([table, document, column].map((name) => Buffer.byteLength(name))).toEqual([63, 63, 63])
    const name = quote(table)
    await rebuild(connection, [
      `create table ${name} (id integer primary key, ${quote(document)} jsonb)`,
      `insert into ${name} values (1, jsonb_build_object(E'a.b "c'' \\\\d $sql$', 70))`,
    ])
    const before = await catalogOf(connection)
    const steps = await stepsFor(connection, {
      table,
      document,
      columns: [{ name: column, type: 'integer', keys: [key], exists: false }],
    })
    await up(connection, steps)
    expect(await fill(connection, backfillOf(steps) as BackfillStep)).toBe(0)
    await connection.simple(`insert into ${name} values (2, jsonb_build_object(E'a.b "c'' \\\\d $sql$', 71))`)
    expect(await scores(column, table)).toEqual(['70', '71'])
    await down(connection, steps)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('two tables share the functions: the last that needs them lets them go', async () => {
    const { connection } = session
    await rebuild(connection, [
      'create table attempts (id integer primary key, scores jsonb)',
      'create table others (id integer primary key, scores jsonb)',
    ])
    const before = await catalogOf(connection)
    const first = await stepsFor(connection)
    await up(connection, first)
    const second = await stepsFor(connection, { table: 'others' })
    await up(connection, second)
    await down(connection, second)
    await connection.simple(`insert into attempts values (1, '{"total": 70}')`)
    expect(await scores()).toEqual(['70'])
    await down(connection, first)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('a second plan for the same document leaves the first one’s trigger alone', async () => {
    const { connection } = session
    await rebuild(connection, ['create table attempts (id integer primary key, scores jsonb)'])
    await up(connection, await stepsFor(connection))
    const grammar = { name: 'grammar_score', type: 'integer', keys: ['grammar'], exists: false }
    await up(connection, await stepsFor(connection, { columns: [grammar] }))
    await connection.simple(`insert into attempts values (1, '{"total": 70, "grammar": 65}')`)
    expect([await scores(), await scores('grammar_score')]).toEqual([['70'], ['65']])
  })

  test('a partitioned table is filled through its root, by its key', async () => {
    const { connection } = session
    await rebuild(connection, [
      'create table attempts (id integer, at date, scores jsonb, primary key (at, id)) partition by range (at)',
      `create table attempts_1 partition of attempts for values from ('2025-01-01') to ('2025-02-01')`,
      `create table attempts_2 partition of attempts for values from ('2025-02-01') to ('2025-03-01')`,
      `insert into attempts values (1, '2025-01-05', '{"total": 70}'), (2, '2025-02-05', '{"total": 71}')`,
    ])
    const before = await catalogOf(connection)
    const steps = await stepsFor(connection)
    await up(connection, steps)
    const backfill = backfillOf(steps) as BackfillStep
    expect(backfill.key).toEqual([
      { column: 'at', type: 'date' },
      { column: 'id', type: 'integer' },
    ])
    await fill(connection, backfill)
    await connection.simple(`insert into attempts values (3, '2025-02-06', '{"total": 72}')`)
    expect(await scores()).toEqual(['70', '71', '72'])
    await down(connection, steps)
    expect(await catalogOf(connection)).toEqual(before)
  })
})

describe('a backfill', () => {
  let session: Session
  beforeAll(async () => {
    session = await openSession('embedded')
  })
  afterAll(() => session.stop())

  const keyFor = async (ddl: string): Promise<BackfillStep['key'] | undefined> => {
    await rebuild(session.connection, [ddl])
    return backfillOf(await stepsFor(session.connection))?.key
  }

  test('goes by the primary key, by a unique key without NULLs, or by none', async () => {
    expect(await keyFor('create table attempts (a uuid primary key, b integer not null unique, scores jsonb)')).toEqual([
      { column: 'a', type: 'uuid' },
    ])
    expect(await keyFor('create table attempts (a text, b integer not null unique, scores jsonb)')).toEqual([
      { column: 'b', type: 'integer' },
    ])
    expect(await keyFor('create table attempts (a text unique, scores jsonb)')).toEqual([])
    expect(await keyFor('create table attempts (a text not null unique deferrable, scores jsonb)')).toEqual([])
    expect(await keyFor('create table attempts (a text, scores jsonb)')).toEqual([])
  })

  test('names the triggers that it fires', async () => {
    await rebuild(session.connection, [
      'create table attempts (id integer primary key, scores jsonb, other integer)',
      'create function touch() returns trigger language plpgsql as $$begin new.other := 1; return new; end$$',
      'create trigger a_touch before update on attempts for each row execute function touch()',
      'create trigger b_other before update of other on attempts for each row execute function touch()',
      'create trigger c_insert before insert on attempts for each row execute function touch()',
      'create trigger d_statement after update on attempts execute function touch()',
      'create trigger e_off before update on attempts for each row execute function touch()',
      'alter table attempts disable trigger e_off',
      'create trigger f_after after update on attempts for each row execute function touch()',
    ])
    expect(backfillOf(await stepsFor(session.connection))?.fires).toEqual([
      'a_touch: public.touch, which sets other',
      'f_after: public.touch',
    ])
  })

  test('leaves columns to the application where that keeps them in step', async () => {
    await rebuild(session.connection, ['create table attempts (id integer primary key, scores jsonb)'])
    const steps = await stepsFor(session.connection, { sync: 'app' })
    expect(steps.map(({ kind, id }) => `${kind}: ${id}`)).toEqual([
      'definition: function public.json_integer',
      'definition: columns public.attempts.(overall_score)',
      'backfill: backfill public.attempts.scores',
    ])
  })
})
