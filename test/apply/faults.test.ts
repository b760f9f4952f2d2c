import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import type { Plan } from '../../src/fix/step.ts'
import { catalogOf } from '../../src/scratch/catalog-of.ts'
import { runBin, type Running, startBin } from '../cli/run-bin.ts'
import { startServer, type TestServer } from '../server.ts'
import { INDEX, openWorld, ROWS, run, startRun, SYNCED, until, valueOf, WAITING, type World, WRONG } from './world.ts'

let server: TestServer
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-apply-'))
  server = await startServer(18)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Command {
  readonly start: (...options: readonly string[]) => Running
  readonly finish: (...options: readonly string[]) => ReturnType<typeof runBin>
}

/** The built command on this plan. */
function commandFor({ url }: World, plan: Plan): Command {
  const file = join(folder, `${new URL(url).pathname.slice(1)}.plan.json`)
  writeFileSync(file, JSON.stringify(plan))
  const args = (options: readonly string[]): readonly string[] => ['apply', file, url, '--yes', ...options]
  return {
    start: (...options) => startBin(args(options), { cwd: folder }),
    finish: (...options) => runBin(args(options), { cwd: folder }),
  }
}

/** A transaction that a concurrent build has to wait for, whatever its lock_timeout. */
async function holdBuilds(world: World): Promise<Connection> {
  const holder = await world.open()
  await holder.simple('begin; update speaking_attempts set user_id = user_id where id = 1900')
  return holder
}

/** A row in the third of four batches, when all that needs the table for itself has run. */
async function holdBatch(world: World, plan: Plan): Promise<Connection> {
  expect((await run(world, plan, { abortIf: SYNCED })).applied?.outcome).toBe('stopped')
  const holder = await world.open()
  await holder.simple('begin; select from speaking_attempts where id = 1204 for update')
  return holder
}

const released = async (holder: Connection): Promise<void> => {
  await holder.simple('rollback')
  await holder.close()
}

const onlyIndex = (plan: Plan): Plan => ({ ...plan, steps: plan.steps.filter(({ id }) => id.startsWith('index ')) })
const BUILDING = `exists (select from pg_index i where i.indexrelid = to_regclass('${INDEX}') and not i.indisvalid) and ${WAITING}`
/** The lock of a run is there as long as its session. */
const LOCKS = `from pg_locks where locktype = 'advisory' and granted
  and database = (select oid from pg_database where datname = current_database())`
const RUNS = `exists (select ${LOCKS})`
const RUN_PID = `(select pid ${LOCKS})`

/** Everything is as the plan wants it, nothing is left over, and rollback gives back what was there. */
async function isWhole(world: World, plan: Plan, before: readonly string[]): Promise<void> {
  const invalid = `select 1 from pg_index where not indisvalid`
  expect(await valueOf(world.other, `(select count(*) from (${invalid}) each)`)).toBe('0')
  if (plan.steps.some(({ kind }) => kind === 'backfill')) expect(await valueOf(world.other, WRONG)).toBe('0')
  const back = await run(world, plan, { rollback: true })
  expect(back.error).toBeNull()
  expect(await catalogOf(world.other)).toEqual(before)
}

const inWorld = (name: string, body: (world: World, plan: Plan, before: readonly string[]) => Promise<void>): void =>
  test(name, async () => {
    const world = await openWorld(server)
    try {
      await body(world, await world.plan(), await catalogOf(world.other))
    } finally {
      await world.close()
    }
  })

describe('kill -9 of the client', () => {
  inWorld('during CREATE INDEX CONCURRENTLY', async (world, whole, before) => {
    const plan = onlyIndex(whole)
    const { start, finish } = commandFor(world, plan)
    const holder = await holdBuilds(world)
    const { child, ended } = start()
    await until(world.other, BUILDING)
    child.kill('SIGKILL')
    await ended
    await until(world.other, `not ${RUNS}`)
    await released(holder)
    expect(await valueOf(world.other, `indisvalid from pg_index where indexrelid = '${INDEX}'::regclass`)).toBe('f')
    const next = await finish()
    expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('Done: 1 step run.') as string })
    expect(next.stderr).toContain('what a build that was broken off has left is removed first')
    await isWhole(world, plan, before)
  })

  inWorld('and rollback instead of another run', async (world, whole, before) => {
    const plan = onlyIndex(whole)
    const holder = await holdBuilds(world)
    const { child, ended } = commandFor(world, plan).start()
    await until(world.other, BUILDING)
    child.kill('SIGKILL')
    await ended
    await until(world.other, `not ${RUNS}`)
    await released(holder)
    expect((await run(world, plan, { rollback: true })).error).toBeNull()
    expect(await catalogOf(world.other)).toEqual(before)
  })

  inWorld('during a backfill', async (world, plan, before) => {
    const { start, finish } = commandFor(world, plan)
    const holder = await holdBatch(world, plan)
    const { child, ended } = start()
    await until(world.other, WAITING)
    child.kill('SIGKILL')
    await ended
    await until(world.other, `not ${RUNS}`)
    await released(holder)
    expect(await valueOf(world.other, 'passed from pte_db_audit.applied_steps where position is not null')).toBe('1000')
    const next = await finish()
    expect(next.code).toBe(0)
    expect(next.stderr).toContain(`done, ${ROWS * 0.7} filled`)
    await isWhole(world, plan, before)
  })
})

describe('the server', () => {
  inWorld('ends the session during a batch: the same run goes on', async (world, plan, before) => {
    const holder = await holdBatch(world, plan)
    const { ended } = startRun(world, plan)
    await until(world.other, WAITING)
    await world.other.simple(`select pg_terminate_backend(${RUN_PID})`)
    await released(holder)
    const { error, lines } = await ended
    expect(error).toBeNull()
    expect(lines).toContain('the connection was lost; trying to go on…')
    expect(lines).toContainEqual(expect.stringContaining(`done, ${ROWS * 0.7} filled`))
    await isWhole(world, plan, before)
  })

  inWorld('ends the session during a build: the same run goes on', async (world, whole, before) => {
    const plan = onlyIndex(whole)
    const holder = await holdBuilds(world)
    const { ended } = startRun(world, plan)
    await until(world.other, BUILDING)
    await world.other.simple(`select pg_terminate_backend(${RUN_PID})`)
    await released(holder)
    expect(await ended).toMatchObject({ error: null, applied: { made: 1 } })
    await isWhole(world, plan, before)
  })

  test.each(['batch', 'build'] as const)('is restarted during a %s: the same run goes on', async (when) => {
    const world = await openWorld(server)
    const whole = await world.plan()
    const plan = when === 'build' ? onlyIndex(whole) : whole
    const before = await catalogOf(world.other)
    const holder = await (when === 'build' ? holdBuilds(world) : holdBatch(world, plan))
    const { start } = commandFor(world, plan)
    const { ended } = start()
    await until(world.other, when === 'build' ? BUILDING : WAITING)
    await Promise.all([world.close(), holder.close()].map((each) => each.catch(() => undefined)))
    await server.restart(1500)
    expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining('the connection was lost') as string })
    const after = { ...world, other: await world.open() }
    await isWhole(after, plan, before)
    await after.other.close()
  })

  test('stays away: one sentence, and the next run goes on', async () => {
    const world = await openWorld(server)
    const plan = await world.plan()
    const before = await catalogOf(world.other)
    const holder = await holdBatch(world, plan)
    const { ended } = startRun(world, plan, { patience: 1500 })
    await until(world.other, WAITING)
    await Promise.all([world.close(), holder.close()].map((each) => each.catch(() => undefined)))
    await server.restart(6000)
    expect((await ended).error).toMatch(
      /^The connection was lost, and within 1\.5 s there was no way to go on: no server listens at .*\. Run apply again, which goes on from here\.$/u,
    )
    const after = { ...world, other: await world.open() }
    expect((await run(after, plan)).error).toBeNull()
    await isWhole(after, plan, before)
    await after.other.close()
  })
})

describe('the user', () => {
  inWorld('interrupts a build: the server ends it, exit 130', async (world, whole, before) => {
    const plan = onlyIndex(whole)
    const { start, finish } = commandFor(world, plan)
    const holder = await holdBuilds(world)
    const { child, ended } = start()
    await until(world.other, BUILDING)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('Interrupted.') as string })
    await until(world.other, `not ${RUNS}`)
    await released(holder)
    expect((await finish()).code).toBe(0)
    await isWhole(world, plan, before)
  })

  inWorld('interrupts between two tries', async (world, plan, before) => {
    const holder = await holdBatch(world, plan)
    const { child, ended } = commandFor(world, plan).start()
    await until(world.other, WAITING)
    await until(world.other, `not ${WAITING}`)
    await sleep(100)
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
    await released(holder)
    expect((await run(world, plan)).error).toBeNull()
    await isWhole(world, plan, before)
  })

  inWorld('starts two runs: the second says so and ends with 2', async (world, plan, before) => {
    const { start, finish } = commandFor(world, plan)
    const holder = await holdBatch(world, plan)
    const { ended } = start('--tries', '100')
    await until(world.other, WAITING)
    expect(await finish()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: Another run of apply is at work on this database \(process \d+/u) as string,
    })
    await released(holder)
    expect((await ended).code).toBe(0)
    await isWhole(world, plan, before)
  })

  inWorld('stops it with --abort-if: exit 1', async (world, plan) => {
    const { finish } = commandFor(world, plan)
    expect(await finish('--abort-if', 'select true')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Stopped by --abort-if after 0 steps.') as string,
    })
    expect(await finish('--rollback')).toMatchObject({ code: 0, stdout: expect.stringContaining('Undone: 0 steps.') as string })
  })

  inWorld('is told who holds a lock, in plain lines, after --tries', async (world, plan) => {
    const holder = await world.open()
    await holder.simple('begin; lock table speaking_attempts in access share mode')
    const { code, stderr } = await commandFor(world, plan).finish('--lock-timeout', '200', '--tries', '2')
    expect(code).toBe(2)
    expect(stderr).toMatch(/\nerror: columns .*: no lock after 2 tries: process \d+ \(role postgres.*\) holds it/u)
    expect(stderr).not.toContain('\u001b')
    await released(holder)
  })
})
