import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import { qualified } from '../../src/identifier.ts'
import { catalogOf } from '../../src/scratch/catalog-of.ts'
import { startServer, type TestServer } from '../server.ts'
import { INDEX, openWorld, type Ran, run, startRun, until, WAITING, type World } from './world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer(15)
})
afterAll(() => server.stop())

const REMAKE = 'make the plan again from this database.'

/** Changes the database behind the plan's back, and expects that the run refuses without having changed anything. */
async function refusedAfter(change: string, given: Parameters<typeof run>[2] = {}): Promise<string | null> {
  const world = await openWorld(server)
  try {
    const plan = await world.plan()
    await world.other.simple(change)
    return await refused(world, () => run(world, plan, given))
  } finally {
    await world.close()
  }
}

async function refused(world: World, work: () => Promise<Ran>): Promise<string | null> {
  const before = await catalogOf(world.other)
  const { applied, error, lines } = await work()
  expect(applied).toBeNull()
  expect(lines).toEqual([])
  expect(await catalogOf(world.other)).toEqual(before)
  return error
}

describe('before the first statement runs', () => {
  test('a column that was renamed', async () => {
    expect(await refusedAfter('alter table speaking_attempts rename created_at to made_at')).toBe(
      `public.speaking_attempts has no column created_at any more (renamed?): ${REMAKE} Nothing was run.`,
    )
  })

  test('a table that is gone', async () => {
    expect(await refusedAfter('drop table speaking_attempts')).toBe(
      `There is no table public.speaking_attempts any more: ${REMAKE} Nothing was run.`,
    )
  })

  test.each([
    ['nothing', ''],
    ['default', 'alter table speaking_attempts drop constraint speaking_attempts_pkey;'],
    ['using index speaking_attempts_pkey', 'alter table speaking_attempts drop constraint speaking_attempts_pkey;'],
  ])('rows that a publication keeps from being filled: replica identity %s', async (identity, change) => {
    const table = 'alter table speaking_attempts replica identity'
    const error = await refusedAfter(`create publication p for all tables; ${table} ${identity}; ${change}`)
    expect(error).toContain('Rows of speaking_attempts cannot be updated while publication p has it without a replica identity')
  })

  test.each([
    ['a replica identity', 'create publication p for all tables'],
    [
      'all columns as the replica identity',
      'create publication p for all tables; alter table speaking_attempts replica identity full',
    ],
    [
      'a publication of inserts',
      `create publication p for all tables with (publish = 'insert'); alter table speaking_attempts replica identity nothing`,
    ],
    [
      'a publication of another table',
      'create table t (); create publication p for table t; alter table speaking_attempts replica identity nothing',
    ],
  ])('is no reason to refuse: %s', async (_what, change) => {
    const world = await openWorld(server)
    try {
      const plan = await world.plan()
      await world.other.simple(change)
      expect((await run(world, plan)).error).toBeNull()
    } finally {
      await world.close()
    }
  })

  test.each([
    [
      'an index',
      `create index ${INDEX} on speaking_attempts (user_id)`,
      `The index public.${INDEX} is there already with another`,
    ],
    ['a table', `create table ${INDEX} ()`, `public.${INDEX} is there already and is no index of speaking_attempts.`],
    [
      'a column',
      'alter table speaking_attempts add overall_score text',
      'The column overall_score of public.speaking_attempts is there already with another definition.',
    ],
    [
      'a function',
      `create function json_integer(value jsonb) returns integer language sql as 'select 1'`,
      'The function public.json_integer is there already with another definition.',
    ],
    [
      'a trigger of an earlier step’s function',
      `create function f() returns trigger language plpgsql as 'begin return new; end';
       create trigger speaking_attempts_scores_to_columns before insert on speaking_attempts for each row execute function f()`,
      'something by that name is there already, and is not what this step makes',
    ],
  ])('a name that is taken by another: %s', async (_what, change, expected) => {
    const error = await refusedAfter(change)
    expect(error).toContain(expected)
    expect(error).toMatch(/Nothing was run\.$/u)
  })

  test('all of it at once', async () => {
    const error = await refusedAfter(
      `alter table speaking_attempts rename created_at to made_at; alter table speaking_attempts add overall_score text`,
      { abortIf: 'select bad' },
    )
    expect(error?.split('\n')).toEqual([
      '- --abort-if cannot be asked: the server answered "column "bad" does not exist" (SQLSTATE 42703).',
      `- public.speaking_attempts has no column created_at any more (renamed?): ${REMAKE}`,
      expect.stringMatching(/^- columns .*: The column overall_score of .* is there already with another definition\.$/u),
      'Nothing was run.',
    ])
  })

  test('a server that is read-only', async () => {
    const world = await openWorld(server)
    const plan = await world.plan()
    const open = () => world.open((url) => (url.search = '?options=-c%20default_transaction_read_only=on'))
    expect(await refused(world, () => run(world, plan, { open }))).toBe(
      'Sessions of this role are read-only (default_transaction_read_only): use a role that may write. Nothing was run.',
    )
    await world.close()
  })

  test('a standby', async () => {
    const standby = await startServer(15)
    try {
      const world = await openWorld(standby)
      const plan = await world.plan()
      await world.close()
      writeFileSync(join(standby.dataFolder, 'standby.signal'), '')
      // It never says that it is ready for all connections.
      void standby.restart().catch(() => undefined)
      const started = await run({ ...world, open: () => patiently(world.open) }, plan)
      expect(started.error).toBe(
        'This server is a standby and takes no writes: give the address of its primary. Nothing was run.',
      )
    } finally {
      await standby.stop()
    }
  })

  test('a role that owns nothing and may nothing', async () => {
    const world = await openWorld(server)
    const plan = await world.plan()
    const [database] = new URL(world.url).pathname.slice(1).split('/')
    await world.other.simple(
      `drop role if exists app; create role app login password 'app'; revoke temporary on database ${database} from public`,
    )
    const open = () =>
      world.open((url) => {
        url.username = 'app'
        url.password = 'app'
      })
    expect((await refused(world, () => run(world, plan, { open })))?.split('\n')).toEqual([
      `- Role app may not create the schema that records what is done: grant create on database ${database} to app;`,
      `- Role app may not create temporary tables, with which objects are compared: grant temporary on database ${database} to app;`,
      'Nothing was run.',
    ])
    await world.other.simple(`grant temporary, create on database ${database} to app`)
    expect((await refused(world, () => run(world, plan, { open })))?.split('\n').slice(0, 2)).toEqual([
      `- Role app does not own ${qualified({ schema: 'public', name: 'speaking_attempts' })}: run apply as postgres, or grant postgres to app;`,
      '- Role app may not create objects in schema public: grant create on schema public to app;',
    ])
    await world.other.simple('alter table speaking_attempts owner to app; grant create on schema public to app')
    expect((await run(world, plan, { open })).error).toBeNull()
    await world.other.simple('create role other_app login password $$app$$; grant app to other_app')
    const asOther = () =>
      world.open((url) => {
        url.username = 'other_app'
        url.password = 'app'
      })
    await world.other.simple(
      'revoke app from other_app; alter table speaking_attempts owner to other_app; grant create on schema public to other_app; ' +
        `grant temporary on database ${database} to other_app`,
    )
    expect(await refused(world, () => run(world, plan, { open: asOther }))).toContain(
      'Role other_app may not write to pte_db_audit.applied_steps, where the role that applied first records what is done',
    )
    await world.other.simple('drop owned by other_app cascade; drop role other_app; drop owned by app cascade; drop role app')
    await world.close()
  })
})

async function patiently(open: World['open']): Promise<Connection> {
  for (let tries = 0; ; tries++) {
    try {
      return await open()
    } catch (thrown) {
      if (tries > 50) throw thrown
      await sleep(100)
    }
  }
}

test('a second run at the same time is refused', async () => {
  const world = await openWorld(server)
  const plan = await world.plan()
  const holder = await world.open()
  await holder.simple('begin; lock table speaking_attempts')
  const { ended } = startRun(world, plan, { lockTimeout: 20_000 })
  await until(world.other, WAITING)
  const second = await run(world, plan)
  expect(second.error).toMatch(
    /^Another run of apply is at work on this database \(process \d+ of role postgres, since [\d:]+\)/u,
  )
  await holder.simple('commit')
  expect((await ended).error).toBeNull()
  await Promise.all([holder.close(), world.close()])
})
