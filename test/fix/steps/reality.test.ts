import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/collect/connection.ts'
import { collected } from '../../checks/audit.ts'
import { DATABASES, openSession, type Session, valueOf } from '../session.ts'
import { CASES, constraint, index, key } from './cases.ts'
import { catalogOf, downOf, rebuild, runAll, statesOf, stepsOn, upOf } from './harness.ts'

const TABLE = [
  'CREATE TABLE attempts (id integer, user_id integer, score integer, created_at timestamp)',
  'INSERT INTO attempts SELECT n, 1, n FROM generate_series(1, 10) n',
]

describe.each(DATABASES)('%s', (database) => {
  let session: Session
  let connection: Connection
  beforeAll(async () => {
    session = await openSession(database)
    connection = session.connection
  }, 60_000)
  afterAll(() => session.stop())

  test('a build that failed on its rows is finished by the next run, or undone', async () => {
    await rebuild(connection, TABLE)
    const before = await catalogOf(connection)
    const { steps } = await stepsOn(connection, [
      index({ unique: true, keys: [key('user_id')] }),
      constraint({ name: 'score_key', columns: ['score'], definition: { type: 'unique' } }),
    ])
    await expect(runAll(connection, upOf(steps))).rejects.toThrow('could not create unique index')
    expect(await statesOf(connection, steps)).toEqual(['invalid', 'absent'])
    await runAll(connection, downOf(steps))
    expect(await catalogOf(connection)).toEqual(before)
    await expect(runAll(connection, upOf(steps))).rejects.toThrow('could not create unique index')
    await connection.simple('UPDATE attempts SET user_id = id')
    await runAll(connection, steps[0]?.clear ? [steps[0].clear] : [])
    expect(await statesOf(connection, steps)).toEqual(['absent', 'absent'])
    await runAll(connection, upOf(steps))
    expect(await statesOf(connection, steps)).toEqual(['same', 'same'])
  })

  test('what is in the way stops the run, and undoing takes back what was done and leaves the rest', async () => {
    await rebuild(connection, [...TABLE, 'CREATE TABLE users (id integer PRIMARY KEY)'])
    const changes = [
      index({}),
      constraint({}),
      index({ name: 'second', keys: [key('score')] }),
      constraint({ name: 'third', definition: { type: 'check', expression: 'score > -1' } }),
    ]
    const { steps } = await stepsOn(connection, changes)
    await connection.simple('CREATE INDEX second ON attempts (id)')
    const before = await catalogOf(connection)
    const sentence = 'The index public.second is there already with another definition.'
    await expect(runAll(connection, upOf(steps))).rejects.toThrow(sentence)
    expect(await statesOf(connection, steps)).toEqual(['same', 'same', 'same', sentence, 'absent', 'absent'])
    await runAll(connection, downOf(steps))
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('a partition that came after the plan is not overlooked', async () => {
    const example = CASES.find(({ name }) => name === 'an index of a partitioned table')
    await rebuild(connection, example?.ddl ?? [])
    const { steps } = await stepsOn(connection, [index({})])
    await connection.simple(`CREATE TABLE later PARTITION OF attempts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`)
    await expect(runAll(connection, upOf(steps))).rejects.toThrow('it lacks a part')
    expect(await statesOf(connection, steps)).toEqual(['absent'])
  })

  test('a function that something else uses by now stays', async () => {
    const example = CASES.find(({ name }) => name === 'a function and its trigger')
    await rebuild(connection, example?.ddl ?? [])
    const { steps } = await stepsOn(connection, example?.changes(await collected(connection)) ?? [])
    await runAll(connection, upOf(steps))
    await connection.simple('CREATE TABLE later (created_at timestamp)')
    await connection.simple('CREATE TRIGGER touch BEFORE UPDATE ON later FOR EACH ROW EXECUTE FUNCTION public.touch()')
    await runAll(connection, downOf(steps))
    expect(await statesOf(connection, steps)).toEqual(['same', 'absent'])
    await connection.simple('DROP TABLE later')
    await runAll(connection, downOf(steps))
    expect(await statesOf(connection, steps)).toEqual(['absent', 'absent'])
  })

  test('an index that is built again keeps its comment', async () => {
    const example = CASES.find(({ name }) => name === 'an invalid index')
    await rebuild(connection, [...(example?.ddl ?? []), `COMMENT ON INDEX broken IS 'it''s for the export'`])
    const { steps } = await stepsOn(connection, example?.changes(await collected(connection)) ?? [])
    expect(await statesOf(connection, steps)).toEqual(['invalid'])
    await runAll(connection, upOf(steps))
    expect(await valueOf(connection, `obj_description('broken'::regclass)`)).toBe(`it's for the export`)
    // As a run leaves it that was broken off between the two.
    await connection.simple('COMMENT ON INDEX broken IS NULL')
    expect(await statesOf(connection, steps)).toEqual(['absent'])
    await runAll(connection, upOf(steps))
    expect(await statesOf(connection, steps)).toEqual(['same'])
  })

  test('a table that holds rows by then stays, with its keys, and goes once it is empty', async () => {
    const example = CASES.find(({ name }) => name === 'a table with what fills it')
    await rebuild(connection, example?.ddl ?? [])
    const before = await catalogOf(connection)
    const { steps } = await stepsOn(connection, example?.changes(await collected(connection)).slice(0, 1) ?? [])
    await runAll(connection, upOf(steps))
    const made = await catalogOf(connection)
    await connection.simple('INSERT INTO user_days (user_id) SELECT id FROM users LIMIT 1')
    await runAll(connection, downOf(steps))
    expect(await catalogOf(connection)).toEqual(made)
    await connection.simple('DELETE FROM user_days')
    await runAll(connection, downOf(steps))
    expect(await catalogOf(connection)).toEqual(before)
  })

  test.each(CASES)('$name, with nothing in the path', async ({ ddl, changes, promise }) => {
    await rebuild(connection, ddl)
    const { steps } = await stepsOn(connection, changes(await collected(connection)), promise)
    await connection.simple(`SET search_path = ''`)
    await runAll(connection, upOf(steps))
    expect(new Set(await statesOf(connection, steps))).toEqual(new Set(['same']))
    await runAll(connection, downOf(steps))
    await connection.simple('RESET search_path')
  })

  describe.runIf(database !== 'embedded')('as the owner of the tables and no more, in a database without an encoding', () => {
    let owner: Connection
    beforeAll(async () => {
      await connection.simple(`CREATE ROLE owner LOGIN PASSWORD 'p@ss/w:rd'`)
      await connection.simple(`CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
      const admin = await session.another?.((url) => (url.pathname = '/ascii'))
      await admin?.simple('DROP SCHEMA public CASCADE; GRANT CREATE ON DATABASE ascii TO owner')
      await admin?.close()
      owner = (await session.another?.((url) => {
        url.pathname = '/ascii'
        url.username = 'owner'
      })) as Connection
    })
    afterAll(() => owner.close())

    // Only a superuser can mark an index as invalid, or make a foreign data wrapper.
    const possible = CASES.filter(({ ddl }) => ddl.every((sql) => !/^UPDATE pg_index|FOREIGN DATA WRAPPER/u.test(sql)))
    test.each(possible)('$name', async ({ ddl, changes, promise }) => {
      await rebuild(owner, ddl)
      const { steps } = await stepsOn(owner, changes(await collected(owner)), promise)
      await runAll(owner, upOf(steps))
      expect(new Set(await statesOf(owner, steps))).toEqual(new Set(['same']))
      await runAll(owner, downOf(steps))
      expect(await valueOf(owner, 'current_user')).toBe('owner')
    })
  })
})
