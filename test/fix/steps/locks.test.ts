import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../../src/collect/connection.ts'
import type { AlteredColumn, Change } from '../../../src/fix/change.ts'
import type { LockMode, Statement } from '../../../src/fix/step.ts'
import { collected } from '../../checks/audit.ts'
import { DATABASES, openSession, type Session, valueOf } from '../session.ts'
import { CASES, constraint, index } from './cases.ts'
import { downOf, rebuild, stepsOn, upOf } from './harness.ts'

/** pg_locks' names of the modes, weakest first. What every SELECT takes is no lock worth a word. */
const MODES: Readonly<Record<string, LockMode>> = {
  RowShareLock: 'ROW SHARE',
  RowExclusiveLock: 'ROW EXCLUSIVE',
  ShareUpdateExclusiveLock: 'SHARE UPDATE EXCLUSIVE',
  ShareLock: 'SHARE',
  ShareRowExclusiveLock: 'SHARE ROW EXCLUSIVE',
  ExclusiveLock: 'EXCLUSIVE',
  AccessExclusiveLock: 'ACCESS EXCLUSIVE',
}

const LOCKS = (
  pid: string,
  tables: string,
): string => `SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.locktype = 'relation' AND l.granted AND l.pid = ${pid} AND c.oid IN (${tables}) AND l.mode <> 'AccessShareLock'`

const TABLES = `SELECT string_agg(c.oid::text, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'`

describe.each(DATABASES)('%s', (database) => {
  let session: Session
  let connection: Connection
  beforeAll(async () => {
    session = await openSession(database)
    connection = session.connection
  }, 60_000)
  afterAll(() => session.stop())

  /** Each statement takes the lock that is said, on the table that is said, and none that is stronger on another. */
  async function expectLocks(statements: readonly Statement[], tables: string, mayBeDone = false): Promise<void> {
    for (const { sql, lock, transactional } of statements) {
      if (!transactional) {
        await connection.simple(sql)
        continue
      }
      await connection.simple('BEGIN')
      await connection.simple(sql)
      const seen = await strongest(connection, 'pg_backend_pid()', tables)
      await connection.simple('COMMIT')
      const said = lock?.mode === 'ACCESS SHARE' ? null : (lock?.mode ?? null)
      if (seen || !mayBeDone) expect({ sql, mode: seen?.mode ?? null }).toEqual({ sql, mode: said })
      if (seen) expect(seen.on).toContain(lock?.table.name)
    }
  }

  test.each(CASES)('$name locks what it says', async ({ ddl, changes, promise }) => {
    await rebuild(connection, ddl)
    const { steps } = await stepsOn(connection, changes(await collected(connection)), promise)
    const tables = (await rowsOf(connection, TABLES))[0]?.[0] ?? '0'
    await expectLocks(upOf(steps), tables)
    // There may be nothing to undo of a part, and what undoing leaves need not be made again.
    await expectLocks(downOf(steps), tables, true)
    const inTransaction = steps.flatMap((step) => step.inTransaction)
    await expectLocks(inTransaction, tables, true)
  })

  describe('rows are written anew only where that is said', () => {
    const attempts = { schema: 'public', name: 'attempts' }
    const added = (type: string, value: string | null, notNull = false): Change => ({
      kind: 'column',
      table: attempts,
      column: { name: 'extra', type, default: value, notNull },
    })
    const altered = (from: string, to: string): AlteredColumn => ({
      kind: 'altered column',
      table: attempts,
      column: 'value',
      type: { from, to },
      setNotNull: false,
      default: null,
    })

    test.each([
      [added('integer', null)],
      [added('integer', '1', true)],
      [added('timestamp with time zone', 'now()', true)],
      [added('timestamp without time zone', `(now() AT TIME ZONE 'utc'::text)`)],
      [added('timestamp with time zone', 'clock_timestamp()')],
      [added('uuid', 'gen_random_uuid()')],
      [added('jsonb', `'{}'::jsonb`)],
      [added('public.percent', null)],
    ])('%j', async (change) => {
      await rebuild(connection, [
        'CREATE TABLE attempts (id integer)',
        'CREATE DOMAIN percent AS integer CHECK (value >= 0)',
        'INSERT INTO attempts VALUES (1)',
      ])
      await expectRewrites(connection, [change])
    })

    test.each([
      ['integer', 'bigint'],
      ['character varying(10)', 'character varying(20)'],
      ['character varying(20)', 'character varying(10)'],
      ['character varying(20)', 'character varying'],
      ['character varying(20)', 'text'],
      ['text', 'character varying'],
      ['text', 'character varying(20)'],
      ['text', 'numeric'],
      ['numeric(5,2)', 'numeric(7,2)'],
      ['numeric(5,2)', 'numeric(7,3)'],
      ['numeric(5,2)', 'numeric'],
      ['numeric', 'numeric(5,2)'],
      ['integer', 'numeric'],
      ['character(5)', 'character(6)'],
      ['bit varying(5)', 'bit varying(6)'],
      ['timestamp without time zone', 'timestamp(3) without time zone'],
      ['timestamp(3) without time zone', 'timestamp without time zone'],
      ['json', 'jsonb'],
    ])('from %s to %s', async (from, to) => {
      await rebuild(connection, [`CREATE TABLE attempts (value ${from})`])
      await expectRewrites(connection, [altered(from, to)])
    })
  })

  describe.runIf(database !== 'embedded')('with other sessions', () => {
    let other: Connection
    let watcher: Connection
    beforeAll(async () => {
      other = (await session.another?.()) as Connection
      watcher = (await session.another?.()) as Connection
    })
    afterAll(async () => {
      await other.close()
      await watcher.close()
    })

    const rows = [
      'CREATE TABLE attempts (id integer, user_id integer, score integer, created_at timestamp)',
      'INSERT INTO attempts SELECT n, n, n FROM generate_series(1, 100) n',
    ]

    test('a concurrent build takes the lock that is said while it runs, and everybody reads and writes', async () => {
      await rebuild(connection, rows)
      const { steps } = await stepsOn(connection, [index({})])
      const tables = (await valueOf(watcher, `'public.attempts'::regclass::oid`)) ?? ''
      const pid = (await valueOf(connection, 'pg_backend_pid()')) ?? ''
      for (const { sql, lock, transactional } of [...upOf(steps), ...downOf(steps)]) {
        if (transactional) {
          await connection.simple(sql)
          continue
        }
        await other.simple('BEGIN')
        await other.simple('UPDATE attempts SET score = 1 WHERE id = 1')
        const built = connection.simple(sql)
        await until(async () => (await strongest(watcher, pid, tables)) !== null)
        expect(await strongest(watcher, pid, tables)).toEqual({ mode: lock?.mode, on: ['attempts'] })
        await watcher.simple(
          `SET lock_timeout = '2s'; UPDATE attempts SET score = 2 WHERE id = 2; SELECT * FROM attempts; RESET lock_timeout`,
        )
        await other.simple('COMMIT')
        await built
      }
    })

    test('a short statement gives way to others, tries again, and holds nothing in between', async () => {
      await rebuild(connection, rows)
      const { steps } = await stepsOn(connection, [constraint({ definition: { type: 'check', expression: 'score >= 0' } })])
      await connection.simple(`SET lock_timeout = '50ms'`)
      const pid = await valueOf(connection, 'pg_backend_pid()')
      await other.simple('BEGIN; SELECT * FROM attempts')
      const added = connection.simple(upOf(steps)[0]?.sql ?? '')
      await until(async () => (await valueOf(watcher, `wait_event FROM pg_stat_activity WHERE pid = ${pid}`)) === 'PgSleep')
      expect(
        await rowsOf(watcher, `SELECT mode FROM pg_locks WHERE pid = ${pid} AND relation = 'public.attempts'::regclass`),
      ).toEqual([])
      await watcher.simple('SELECT * FROM attempts')
      await other.simple('COMMIT')
      await added
      expect(await valueOf(connection, steps[0]?.state ?? '')).toBe('same')
      await connection.simple('RESET lock_timeout')
    })

    test('it gives up after its tries and says what it wanted', async () => {
      await rebuild(connection, rows)
      const { steps } = await stepsOn(connection, [constraint({})])
      await other.simple('BEGIN; SELECT * FROM attempts')
      await connection.simple(`SET lock_timeout = '20ms'`)
      await expect(connection.simple(steps[0]?.inTransaction[0]?.sql ?? '')).rejects.toMatchObject({
        code: '55P03',
        message: expect.stringContaining('ADD CONSTRAINT attempts_score_check') as string,
      })
      await other.simple('COMMIT')
      await connection.simple('RESET lock_timeout')
    })

    test('an index that another session is building is waited for by nobody, and not dropped', async () => {
      await rebuild(connection, rows)
      const { steps } = await stepsOn(connection, [index({})])
      await watcher.simple('BEGIN; UPDATE attempts SET score = 1 WHERE id = 1')
      const built = other.simple('CREATE INDEX CONCURRENTLY attempts_user_created_idx ON attempts (user_id, created_at DESC)')
      await until(
        async () => (await valueOf(connection, `count(*) FROM pg_stat_progress_create_index WHERE index_relid <> 0`)) === '1',
      )
      expect(await valueOf(connection, steps[0]?.state ?? '')).toMatch(/is being built by process \d+; wait for it\.$/u)
      await expect(connection.simple(upOf(steps)[0]?.sql ?? '')).rejects.toThrow('is being built by process')
      await watcher.simple('COMMIT')
      await built
      expect(await valueOf(connection, steps[0]?.state ?? '')).toBe('same')
    })
  })
})

async function strongest(
  connected: Connection,
  pid: string,
  tables: string,
): Promise<{ mode: LockMode; on: readonly string[] } | null> {
  const rows = await rowsOf(connected, LOCKS(pid, tables))
  const held = rows.map(([name, mode]) => ({ name: name ?? '', mode: mode ?? '' }))
  const names = Object.keys(MODES)
  const top = held.reduce((at, { mode }) => Math.max(at, names.indexOf(mode)), -1)
  if (top === -1) return null
  return {
    mode: MODES[names[top] ?? ''] ?? 'ACCESS SHARE',
    on: held.filter(({ mode }) => mode === names[top]).map(({ name }) => name),
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return
    await new Promise((resolve) => void setTimeout(resolve, 25))
  }
  throw new Error('it did not happen')
}

async function expectRewrites(connection: Connection, changes: readonly Change[]): Promise<void> {
  const { steps } = await stepsOn(connection, changes)
  for (const { sql, hazards } of upOf(steps)) {
    const file = `relfilenode FROM pg_class WHERE oid = 'public.attempts'::regclass`
    const before = await valueOf(connection, file)
    await connection.simple(sql)
    expect({ sql, rewrites: (await valueOf(connection, file)) !== before }).toEqual({
      sql,
      rewrites: hazards.includes('table-rewrite'),
    })
  }
}
