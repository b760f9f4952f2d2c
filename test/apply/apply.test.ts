import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { catalogOf } from '../../src/scratch/catalog-of.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { startServer, type TestServer } from '../server.ts'
import { INDEX, openWorld, ROWS, run, startRun, SYNCED, until, valueOf, WAITING, type World, WRONG } from './world.ts'

describe.each(majorsUnderTest)('PostgreSQL %s', (major) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(major)
  })
  afterAll(() => server.stop())

  const inWorld = (name: string, body: (world: World) => Promise<void>): void =>
    test(name, async () => {
      const world = await openWorld(server)
      try {
        await body(world)
      } finally {
        await world.close()
      }
    })

  inWorld('runs a plan, finds it done, undoes it, and has nothing more to undo', async (world) => {
    const before = await catalogOf(world.other)
    const plan = await world.plan()
    const first = await run(world, plan)
    expect(first.error).toBeNull()
    expect(first.applied).toEqual({ outcome: 'done', made: plan.steps.length, found: 0, undone: 0 })
    expect(first.lines.filter((line) => line.includes('fill '))).toEqual([
      expect.stringContaining(`done, ${ROWS * 0.7} filled, ${ROWS * 0.2} left out, for they hold nothing that fits`),
    ])
    expect(await valueOf(world.other, WRONG)).toBe('0')
    const after = await catalogOf(world.other)

    const second = await run(world, plan)
    expect(second.applied).toEqual({ outcome: 'done', made: 0, found: plan.steps.length, undone: 0 })
    expect(await catalogOf(world.other)).toEqual(after)

    const back = await run(world, plan, { rollback: true })
    expect(back.error).toBeNull()
    expect(back.applied?.undone).toBe(plan.steps.filter(({ kind }) => kind === 'definition').length)
    expect(await catalogOf(world.other)).toEqual(before)
    const again = await run(world, plan, { rollback: true })
    expect(again.applied).toEqual({ outcome: 'done', made: 0, found: 0, undone: 0 })
    expect(await catalogOf(world.other)).toEqual(before)
  })

  inWorld('leaves what was built by hand meanwhile, and does not undo it', async (world) => {
    const plan = await world.plan()
    await world.other.simple(`create index ${INDEX} on speaking_attempts (user_id, created_at desc)`)
    const before = await catalogOf(world.other)
    const { error, lines } = await run(world, plan)
    expect(error).toBeNull()
    expect(lines.filter((line) => line.startsWith(`index ${INDEX}`))).toEqual([expect.stringMatching(/: there already$/u)])
    expect((await run(world, plan, { rollback: true })).lines).toContainEqual(
      expect.stringMatching(/^index .*was there before: left alone$/u),
    )
    expect(await catalogOf(world.other)).toEqual(before)
  })

  inWorld(
    '--abort-if stops between steps and between batches; the next run goes on, and rollback undoes either',
    async (world) => {
      const before = await catalogOf(world.other)
      await world.other.simple('create sequence asked')
      const plan = await world.plan()
      const fill = plan.steps.findIndex(({ kind }) => kind === 'backfill')
      // Asked before each step, at the preflight, and after each batch.
      const first = await run(world, plan, { abortIf: `select nextval('asked') > ${fill + 3}` })
      expect(first.applied).toEqual({ outcome: 'stopped', made: fill, found: 0, undone: 0 })
      expect(await valueOf(world.other, 'count(*) from speaking_attempts where overall_score is not null')).toBe('700')
      const second = await run(world, plan, { abortIf: `select nextval('asked') > ${fill + 4 + 4}` })
      expect(second.applied?.outcome).toBe('stopped')
      const third = await run(world, plan)
      expect(third.applied?.outcome).toBe('done')
      expect(await valueOf(world.other, WRONG)).toBe('0')
      expect(third.lines).toContainEqual(expect.stringContaining(`done, ${ROWS * 0.7} filled`))
      expect((await run(world, plan, { rollback: true })).error).toBeNull()
      await world.other.simple('drop sequence asked')
      expect(await catalogOf(world.other)).toEqual(before)
    },
  )

  inWorld('--abort-if that cannot be asked is found first', async (world) => {
    const before = await catalogOf(world.other)
    const plan = await world.plan()
    const missing = await run(world, plan, { abortIf: 'select bad from health' })
    expect(missing.error).toBe(
      '--abort-if cannot be asked: the server answered "relation "health" does not exist" (SQLSTATE 42P01). Nothing was run.',
    )
    const number = await run(world, plan, { abortIf: 'select 1' })
    expect(number.error).toBe('--abort-if gives neither true nor false: write a select of one boolean. Nothing was run.')
    expect(await catalogOf(world.other)).toEqual(before)
  })

  inWorld('tries again while a lock is held, says who holds it, and goes on when it is free', async (world) => {
    const plan = await world.plan()
    const holder = await world.open((url) => url.searchParams.set('application_name', 'report'))
    await holder.simple('begin; lock table speaking_attempts in access share mode')
    const pid = await valueOf(holder, 'pg_backend_pid()')
    const refused = await run(world, plan, { lockTimeout: 300, tries: 2 })
    expect(refused.error).toMatch(
      new RegExp(
        `^columns .*: no lock after 2 tries: process ${pid} \\(role postgres, .*idle in transaction since .*\\) holds it`,
        'u',
      ),
    )
    expect(refused.lines).toContainEqual(expect.stringContaining('; try 1 of 2, the next in 0.25 s'))
    const { lines, ended } = startRun(world, plan, { lockTimeout: 300 })
    await until(world.other, WAITING)
    await holder.simple('commit')
    const { error } = await ended
    expect(error).toBeNull()
    expect(lines).not.toContain('the connection was lost; trying to go on…')
    await holder.close()
  })

  inWorld('a batch waits for a row briefly and tries again', async (world) => {
    const plan = await world.plan()
    // What needs the table for itself has run.
    await run(world, plan, { abortIf: SYNCED })
    const holder = await world.open()
    await holder.simple('begin; select from speaking_attempts where id = 1204 for update')
    const { lines, ended } = startRun(world, plan)
    await until(world.other, WAITING)
    await until(world.other, `not ${WAITING}`)
    await holder.simple('update speaking_attempts set scores = $${"overall_score": 11}$$ where id = 1204; commit')
    expect((await ended).error).toBeNull()
    expect(lines).toContainEqual(expect.stringMatching(/^no lock yet: process \d+ .* holds it; try 1 of 10/u))
    expect(await valueOf(world.other, WRONG)).toBe('0')
    await holder.close()
  })

  inWorld('goes on in a new session when one is lost between two statements', async (world) => {
    await world.other.simple('create sequence asked')
    const plan = await world.plan()
    const { applied, error, lines } = await run(world, plan, {
      abortIf: `select case when nextval('asked') in (4, 8) then pg_terminate_backend(pg_backend_pid()) is null else false end`,
    })
    expect(error).toBeNull()
    expect(applied?.made).toBe(plan.steps.length)
    expect(lines.filter((line) => line === 'the connection was lost; trying to go on…')).toHaveLength(2)
    expect(lines.filter((line) => line.startsWith('index '))).toHaveLength(1)
    expect(await valueOf(world.other, WRONG)).toBe('0')
  })

  inWorld('statements that a pooler shares out among sessions are no session', async (world) => {
    const plan = await world.plan()
    const before = await catalogOf(world.other)
    const open = async (): Promise<Connection> => {
      const [first, second] = await Promise.all([world.open(), world.open()])
      let sent = 0
      return {
        ...first,
        simple: (...given) => (sent++ % 5 === 4 ? second : first).simple(...given),
        close: async () => void (await Promise.all([first.close(), second.close()])),
      }
    }
    const { error } = await run(world, plan, { open, patience: 100 })
    expect(error).toContain('connect to the server itself, not through a pooler in transaction mode')
    expect((await run(world, plan)).error).toBeNull()
    expect((await run(world, plan, { rollback: true })).error).toBeNull()
    expect(await catalogOf(world.other)).toEqual(before)
  })

  inWorld('a unique index that cannot be built is not left behind', async (world) => {
    const plan = await world.plan()
    const unique = plan.steps.flatMap((step) => {
      if (step.kind !== 'definition' || !step.id.startsWith('index ')) return []
      const text = JSON.stringify(step).replaceAll('CREATE INDEX', 'CREATE UNIQUE INDEX')
      const wanted = text.replaceAll(`${INDEX}', false`, `${INDEX}', true`).replaceAll('(user_id, created_at DESC)', '(user_id)')
      return [JSON.parse(wanted) as typeof step]
    })
    expect(unique).toHaveLength(1)
    const { error } = await run(world, { ...plan, steps: unique })
    expect(error).toMatch(/could not create unique index .*SQLSTATE 23505/u)
    expect(await rowsOf(world.other, `select 1 from pg_class where relname = '${INDEX}'`)).toEqual([])
  })
})
