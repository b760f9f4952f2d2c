import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import {
  clearIndex,
  columnDefaultState,
  columnState,
  columnTypeState,
  commentedState,
  constraintState,
  dollarQuote,
  droppedIndexState,
  ensure,
  foreignKeyState,
  functionState,
  guardsFor,
  indexState,
  setAside,
  tableState,
  together,
  triggerState,
  undo,
  validatedState,
} from '../../src/fix/guards.ts'
import { DATABASES, openSession, type Session, valueOf } from './session.ts'

const HOSTILE = `we"ird $$ $sql$ 'x' \\ % ; Ä`
const table = { schema: 'public', name: 't' }
const SCHEMA = [
  'CREATE SCHEMA public',
  'CREATE TABLE t (a integer, b integer, "C d" text COLLATE "C", s text, j jsonb)',
  'CREATE TABLE users (id integer PRIMARY KEY, other integer UNIQUE)',
  'CREATE TABLE people (id integer PRIMARY KEY)',
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$begin return new; end$$',
  'CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$begin return new; end$$',
]

const index = (body: string, unique = false) => ({ table, name: 'i', unique, body })

const of = (...states: string[]): string => together(states.map((text) => `'${text}'`))

describe('text between dollars', () => {
  it.each(['', 'a', '$', '$$', '$sql', '$sql$', '$sql$ $sql1$', 'ends in $sql1', '$sql$$sql'])(
    '%j ends where it ends',
    (text) => {
      const quoted = dollarQuote(text)
      const tag = quoted.slice(0, quoted.indexOf('$', 1) + 1)
      expect(quoted.indexOf(tag, tag.length)).toBe(quoted.length - tag.length)
    },
  )
})

test('a script carries the guards that it calls and what those call', () => {
  expect(guardsFor([`SELECT 1`])).toEqual([])
  const names = guardsFor([ensure(validatedState(table, 'x'), 'SELECT 1')]).map((sql) => /pg_temp\.(\w+)/u.exec(sql)?.[1])
  expect(names).toEqual(['oid_of', 'validated_state', 'retry', 'refuse', 'state_of', 'ensure_now', 'ensure'])
})

describe.each(DATABASES)('%s', (database) => {
  let session: Session
  let connection: Connection
  const run = (sql: string): Promise<void> => connection.simple(sql)
  const state = (expression: string): Promise<string | null> => valueOf(connection, expression)
  const failureOf = (sql: string): Promise<string> =>
    run(sql).then(
      () => 'nothing failed',
      (error: Error) => error.message,
    )

  beforeAll(async () => {
    session = await openSession(database)
    connection = session.connection
  }, 60_000)
  afterAll(() => session.stop())
  beforeEach(async () => {
    await run('DROP SCHEMA public CASCADE')
    for (const sql of SCHEMA) await run(sql)
  })

  describe('an index', () => {
    const PAIRS: readonly (readonly [what: string, there: string, wanted: string])[] = [
      ['another column', '(a)', '(b)'],
      ['another order of columns', '(a, b)', '(b, a)'],
      ['one column more', '(a, b)', '(a)'],
      ['another direction', '(a DESC)', '(a)'],
      ['another place of nulls', '(a DESC NULLS LAST)', '(a DESC)'],
      ['another predicate', '(a) WHERE b = 1', '(a) WHERE b = 2'],
      ['no predicate', '(a)', '(a) WHERE b = 2'],
      ['a predicate', '(a) WHERE b = 2', '(a)'],
      ['another operator class', '(s text_pattern_ops)', '(s)'],
      ['options of the operator class', 'USING gin (j)', 'USING gin (j jsonb_path_ops)'],
      ['another collation', '(s COLLATE "POSIX")', '(s)'],
      ['a column stored along', '(a) INCLUDE (b)', '(a)'],
      ['a column stored along instead of searched', '(a) INCLUDE (b)', '(a, b)'],
      ['another method', 'USING hash (a)', 'USING btree (a)'],
      ['another expression', '(lower(s))', '(upper(s))'],
      ['an expression of another column', '(lower(s))', '(lower("C d"))'],
    ]

    test.each(PAIRS)('with %s is in the way', async (_what, there, wanted) => {
      expect(await state(indexState(index(wanted)))).toBe('absent')
      await run(`CREATE INDEX i ON t ${there}`)
      expect(await state(indexState(index(there)))).toBe('same')
      expect(await state(indexState(index(wanted)))).toBe('The index public.i is there already with another definition.')
    })

    test('that is unique is another', async () => {
      await run('CREATE INDEX i ON t (a)')
      expect(await state(indexState(index('(a)', true)))).toContain('with another definition')
    })

    test('is the same however it is written', async () => {
      await run(`CREATE INDEX i ON t (a, b DESC, lower(s)) WHERE (b = 1) AND s = 'x'`)
      expect(
        await state(indexState(index(`USING btree(a ASC NULLS LAST,b desc NULLS FIRST,(lower(s))) where t.b=1 and s='x'::text`))),
      ).toBe('same')
    })

    test.each(['CREATE TABLE i ()', 'CREATE VIEW i AS SELECT 1', 'CREATE INDEX i ON users (other)'])(
      '%s is in the way',
      async (sql) => {
        await run(sql)
        expect(await state(indexState(index('(a)')))).toBe('public.i is there already and is no index of t.')
      },
    )

    test('that a broken-off build left is cleared; another of that name is not', async () => {
      await run('INSERT INTO t (a, b) VALUES (1, 1), (1, 2)')
      await expect(run('CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)')).rejects.toThrow('could not create unique index')
      expect(await state(indexState(index('(a)', true)))).toBe('invalid')
      expect(await failureOf(clearIndex(index('(b)', true)))).toBe('The index public.i is there already with another definition.')
      expect(await state(indexState(index('(a)', true)))).toBe('invalid')
      await run(clearIndex(index('(a)', true)))
      expect(await state(indexState(index('(a)', true)))).toBe('absent')
      await run(clearIndex(index('(a)', true)))
    })

    test('is set aside only when it is the one', async () => {
      const away = setAside(index('(a)'), 'i_dropping')
      await run(away)
      await run('CREATE INDEX i ON t (b)')
      await run(away)
      expect(await state(indexState(index('(b)')))).toBe('same')
      await run('DROP INDEX i; CREATE INDEX i ON t (a)')
      await run(away)
      expect(await state(indexState(index('(a)')))).toBe('absent')
      await run('CREATE INDEX i ON t (a)')
      await run(away)
      expect(await state(`count(*) FROM pg_index WHERE indrelid = 'public.t'::regclass`)).toBe('1')
      await run('DROP INDEX i_dropping; CREATE INDEX i_dropping ON t (b)')
      expect(await failureOf(away)).toBe('The index public.i_dropping is there already with another definition.')
    })

    test('is no drop where something stands on it', async () => {
      expect(await state(droppedIndexState(index('(a)')))).toBe('same')
      await run('CREATE UNIQUE INDEX i ON t (a)')
      expect(await state(droppedIndexState(index('(a)', true)))).toBe('absent')
      expect(await state(droppedIndexState(index('(b)', true)))).toContain('another definition')
      await run('ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t REPLICA IDENTITY USING INDEX i')
      expect(await state(droppedIndexState(index('(a)', true)))).toBe('The index public.i is the replica identity of its table.')
      await run('ALTER TABLE t ADD CONSTRAINT i UNIQUE USING INDEX i')
      expect(await state(droppedIndexState(index('(a)', true)))).toBe('A constraint needs the index public.i.')
    })

    test('lacks its comment', async () => {
      const commented = commentedState(indexState(index('(a)')), { schema: 'public', name: 'i' }, HOSTILE)
      expect(await state(commented)).toBe('absent')
      await run('CREATE INDEX i ON t (a)')
      expect(await state(commented)).toBe('absent')
      await run(`COMMENT ON INDEX i IS ${dollarQuote(HOSTILE)}`)
      expect(await state(commented)).toBe('same')
    })
  })

  const since = (major: number): boolean => Number.parseInt(connection.parameters['server_version'] ?? '', 10) >= major

  test.each([
    [15, '(a) NULLS NOT DISTINCT', '(a)'],
    [14, 'USING brin (a int4_minmax_multi_ops (values_per_range = 16))', 'USING brin (a int4_minmax_multi_ops)'],
  ])('from %i on, an index %s is not %s', async (major, there, wanted) => {
    if (!since(major)) return
    const unique = there.includes('NULLS')
    await run(`CREATE ${unique ? 'UNIQUE' : ''} INDEX i ON t ${there}`)
    expect(await state(indexState(index(there, unique)))).toBe('same')
    expect(await state(indexState(index(wanted, unique)))).toContain('another definition')
  })

  test('from 18 on, a CHECK that is not enforced is another', async () => {
    if (!since(18)) return
    await run('ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED')
    expect(await state(constraintState(table, 'c', 'CHECK (a > 0)'))).toContain('another definition')
  })

  test.each([
    ['CHECK (a >= 0)', 'CHECK (a > 0)'],
    ['UNIQUE (a) DEFERRABLE INITIALLY DEFERRED', 'UNIQUE (a) DEFERRABLE'],
    ['CHECK (a >= 0)', 'CHECK (a >= 0) NO INHERIT'],
    ['UNIQUE (a)', 'UNIQUE (b)'],
    ['UNIQUE (a, b)', 'UNIQUE (b, a)'],
    ['UNIQUE (a)', 'UNIQUE (a) DEFERRABLE'],
    ['UNIQUE (a)', 'PRIMARY KEY (a)'],
    ['CHECK (a > 0)', 'UNIQUE (a)'],
  ])('a constraint %s is not %s', async (there, wanted) => {
    expect(await state(constraintState(table, 'c', wanted))).toBe('absent')
    await run(`ALTER TABLE t ADD CONSTRAINT c ${there}`)
    expect(await state(constraintState(table, 'c', there))).toBe('same')
    expect(await state(constraintState(table, 'c', wanted))).toBe(
      'The constraint c of public.t is there already with another definition.',
    )
  })

  test('a CHECK that is NOT VALID is the same one, and not validated', async () => {
    expect(await state(validatedState(table, 'c'))).toBe('absent')
    await run('ALTER TABLE t ADD CONSTRAINT c CHECK (a BETWEEN 0 AND 90) NOT VALID')
    expect(await state(constraintState(table, 'c', 'CHECK (a >= 0 AND t.a <= 90)'))).toBe('same')
    expect(await state(validatedState(table, 'c'))).toBe('absent')
    await run('ALTER TABLE t VALIDATE CONSTRAINT c')
    expect(await state(validatedState(table, 'c'))).toBe('same')
  })

  const key = { columns: ['a'], references: { schema: 'public', name: 'users' }, to: ['id'], onDelete: 'cascade' } as const
  test.each([
    ['FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE', 'same'],
    ['FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE NOT VALID', 'same'],
    ['FOREIGN KEY (a) REFERENCES users', 'another'],
    ['FOREIGN KEY (a) REFERENCES people ON DELETE CASCADE', 'another'],
    ['FOREIGN KEY (b) REFERENCES users ON DELETE CASCADE', 'another'],
    ['FOREIGN KEY (a) REFERENCES users (other) ON DELETE CASCADE', 'another'],
    ['FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE', 'another'],
    ['FOREIGN KEY (a) REFERENCES users MATCH FULL ON DELETE CASCADE', 'another'],
    ['FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE DEFERRABLE', 'another'],
    ['CHECK (a > 0)', 'another'],
  ])('a foreign key beside %s', async (there, expected) => {
    expect(await state(foreignKeyState(table, 'c', key))).toBe('absent')
    await run(`ALTER TABLE t ADD CONSTRAINT c ${there}`)
    expect(await state(foreignKeyState(table, 'c', key))).toMatch(expected === 'same' ? /^same$/u : /another definition/u)
  })

  test.each([
    ['integer', 'integer', 'same'],
    ['int4', 'integer', 'same'],
    ['bigint', 'integer', 'another'],
    ['numeric(5,2)', 'numeric(6,2)', 'another'],
    ['integer NOT NULL', 'integer', 'another'],
    ['integer DEFAULT 1', 'integer DEFAULT 2', 'another'],
    ['integer DEFAULT 1', 'integer', 'another'],
    ['integer DEFAULT 1', 'integer DEFAULT 1', 'same'],
    ['timestamptz DEFAULT now()', 'timestamp with time zone DEFAULT now()', 'same'],
    ['integer GENERATED ALWAYS AS (a + b) STORED', 'integer GENERATED ALWAYS AS ((a+b)) STORED', 'same'],
    ['integer GENERATED ALWAYS AS (a + b) STORED', 'integer', 'another'],
    ['text COLLATE "C"', 'text', 'another'],
    ['integer GENERATED BY DEFAULT AS IDENTITY', 'integer NOT NULL', 'another'],
    ['integer GENERATED ALWAYS AS (a) STORED', 'integer DEFAULT 1', 'another'],
  ])('a column %s beside %s', async (there, wanted, expected) => {
    expect(await state(columnState(table, HOSTILE, `"${HOSTILE.replaceAll('"', '""')}" ${wanted}`))).toBe('absent')
    await run(`ALTER TABLE t ADD COLUMN "${HOSTILE.replaceAll('"', '""')}" ${there}`)
    const found = await state(columnState(table, HOSTILE, `"${HOSTILE.replaceAll('"', '""')}" ${wanted}`))
    expect(found).toMatch(expected === 'same' ? /^same$/u : /another definition/u)
  })

  test('the parts of a column that change', async () => {
    await run('ALTER TABLE t ADD x numeric(4,1) DEFAULT 0')
    expect(await state(columnTypeState(table, 'x', 'numeric(5,2)', 'numeric(4,1)'))).toBe('absent')
    expect(await state(columnTypeState(table, 'x', 'numeric(4,1)', 'integer'))).toBe('same')
    expect(await state(columnTypeState(table, 'x', 'numeric(5,2)', 'integer'))).toContain('another type by now')
    expect(await state(columnTypeState(table, 'y', 'numeric(5,2)', 'integer'))).toBe('There is no column y in public.t.')
    expect(await state(columnDefaultState(table, 'x', '0', null))).toBe('same')
    expect(await state(columnDefaultState(table, 'x', '1', '0'))).toBe('absent')
    expect(await state(columnDefaultState(table, 'x', '1', null))).toContain('another default by now')
    await run('ALTER TABLE t ALTER x DROP DEFAULT')
    expect(await state(columnDefaultState(table, 'x', '1', null))).toBe('absent')
  })

  const WANTED = `(id integer NOT NULL, day date DEFAULT CURRENT_DATE, PRIMARY KEY (id), UNIQUE (id, day))`
  test.each([
    [WANTED, 'same'],
    ['(day date DEFAULT CURRENT_DATE, id int4 PRIMARY KEY CHECK (id > 0), UNIQUE (id, day))', 'same'],
    ['(id integer NOT NULL, day date DEFAULT CURRENT_DATE, UNIQUE (id, day))', 'another'],
    ['(id integer NOT NULL, day date DEFAULT CURRENT_DATE, PRIMARY KEY (id), UNIQUE (day, id))', 'another'],
    ['(id integer NOT NULL, day date, PRIMARY KEY (id), UNIQUE (id, day))', 'another'],
    ['(id integer NOT NULL, day date DEFAULT CURRENT_DATE, more text, PRIMARY KEY (id), UNIQUE (id, day))', 'another'],
  ])('a table %s', async (there, expected) => {
    const name = { schema: 'public', name: 'days' }
    expect(await state(tableState(name, WANTED))).toBe('absent')
    await run(`CREATE TABLE days ${there}`)
    expect(await state(tableState(name, WANTED))).toMatch(expected === 'same' ? /^same$/u : /another definition/u)
  })

  const BODY = `(a integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$select $1$$`
  test.each([
    [BODY, 'same'],
    [BODY.replace('select $1', 'select -$1'), 'another'],
    [BODY.replace('IMMUTABLE', 'STABLE'), 'another'],
    [BODY.replace('STRICT', ''), 'another'],
    [BODY.replace('PARALLEL SAFE', ''), 'another'],
    [BODY.replace('DEFAULT 1', 'DEFAULT 2'), 'another'],
    [BODY.replace('a integer', 'b integer'), 'another'],
    [BODY.replace('(a integer DEFAULT 1)', '(a integer DEFAULT 1, OUT c integer)'), 'another'],
    [BODY.replace('RETURNS integer', 'RETURNS SETOF integer'), 'another'],
    [BODY.replace('RETURNS integer', 'RETURNS bigint'), 'another'],
    [BODY.replace('LANGUAGE sql', `SET work_mem = '8MB' LANGUAGE sql`), 'another'],
    [BODY.replace('LANGUAGE sql', 'SECURITY DEFINER LANGUAGE sql'), 'another'],
    [BODY.replace('LANGUAGE sql', 'LANGUAGE plpgsql'), 'another'],
    [BODY.replace('a integer', 'a bigint').replace('$1', '$1::integer'), 'absent'],
  ])('a function %s', async (there, expected) => {
    const name = { schema: 'public', name: HOSTILE }
    expect(await state(functionState(name, BODY))).toBe('absent')
    await run('SET check_function_bodies = off')
    await run(`CREATE FUNCTION public."${HOSTILE.replaceAll('"', '""')}"${there}`)
    await run('RESET check_function_bodies')
    expect(await state(functionState(name, BODY))).toMatch(
      expected === 'another' ? /another definition/u : new RegExp(`^${expected}$`, 'u'),
    )
  })

  const action = 'FOR EACH ROW EXECUTE FUNCTION public.f()'
  test.each([
    ['BEFORE UPDATE', action, 'same'],
    ['AFTER UPDATE', action, 'another'],
    ['BEFORE INSERT OR UPDATE', action, 'another'],
    ['BEFORE UPDATE OF a', action, 'another'],
    ['BEFORE UPDATE OF b', action, 'another'],
    ['BEFORE UPDATE', 'FOR EACH STATEMENT EXECUTE FUNCTION public.f()', 'another'],
    ['BEFORE UPDATE', 'FOR EACH ROW EXECUTE FUNCTION public.g()', 'another'],
    ['BEFORE UPDATE', `FOR EACH ROW EXECUTE FUNCTION public.f('x')`, 'another'],
    ['BEFORE UPDATE', 'FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION public.f()', 'another'],
  ])('a trigger %s %s', async (events, there, expected) => {
    const trigger = { table, name: 'x', events: 'BEFORE UPDATE', action, replaces: null }
    expect(await state(triggerState(trigger))).toBe('absent')
    await run(`CREATE TRIGGER x ${events} ON t ${there}`)
    expect(await state(triggerState(trigger))).toMatch(expected === 'same' ? /^same$/u : /another definition/u)
    const replaces = `CREATE TRIGGER x ${events} ON public.t ${there}`
    if (!there.includes('WHEN'))
      expect(await state(triggerState({ ...trigger, replaces }))).toBe(expected === 'same' ? 'same' : 'absent')
    await run('ALTER TABLE t DISABLE TRIGGER x')
    expect(await state(triggerState(trigger))).toContain('another definition')
  })

  test('a trigger that waits for the end of the transaction is another', async () => {
    await run('CREATE CONSTRAINT TRIGGER x AFTER UPDATE ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION public.f()')
    const trigger = { table, name: 'x', events: 'AFTER UPDATE', action, replaces: null }
    expect(await state(triggerState(trigger))).toContain('another definition')
  })

  test('a trigger of other columns is another', async () => {
    await run(`CREATE TRIGGER x BEFORE UPDATE OF a ON t ${action}`)
    const trigger = { table, name: 'x', action, replaces: null }
    expect(await state(triggerState({ ...trigger, events: 'BEFORE UPDATE OF a' }))).toBe('same')
    expect(await state(triggerState({ ...trigger, events: 'BEFORE UPDATE OF b' }))).toContain('another definition')
  })

  test('several together are as far as the least of them', async () => {
    expect(await state(of('same', 'same'))).toBe('same')
    expect(await state(of('same', 'absent'))).toBe('absent')
    expect(await state(of('same', 'invalid', 'absent'))).toBe('invalid')
    expect(await state(of('same', 'In the way.', 'absent'))).toBe('In the way.')
  })

  test('ensure and undo look first, and names cannot break out', async () => {
    const name = `"${HOSTILE.replaceAll('"', '""')}"`
    const column = columnState(table, HOSTILE, `${name} text DEFAULT ${dollarQuote(HOSTILE)}`)
    const add = ensure(column, `ALTER TABLE t ADD COLUMN ${name} text DEFAULT ${dollarQuote(HOSTILE)}`)
    const remove = undo(column, `ALTER TABLE t DROP COLUMN ${name}`)
    for (const conforming of ['on', 'off']) {
      await run(`SET standard_conforming_strings = ${conforming}`).catch(() => {})
      for (const step of [remove, add, add]) await run(step)
      expect(await state(column)).toBe('same')
      for (const step of [remove, remove]) await run(step)
      expect(await state(column)).toBe('absent')
    }
    await run('RESET standard_conforming_strings')
    await run(`ALTER TABLE t ADD COLUMN ${name} integer`)
    expect(await failureOf(add)).toContain('is there already with another definition')
    await run(remove)
    expect(await state(columnState(table, HOSTILE, `${name} integer`))).toBe('same')
  })

  test('works in a transaction block, which a failed look does not change', async () => {
    const column = columnState(table, 'x', 'x integer')
    await run('BEGIN')
    await run(ensure(column, 'ALTER TABLE t ADD COLUMN x integer', 1))
    await run(ensure(column, 'ALTER TABLE t ADD COLUMN x integer', 1))
    await run('COMMIT')
    expect(await state(column)).toBe('same')
  })
})
