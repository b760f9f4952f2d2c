import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { isStatementError } from '../../src/collect/statement-error.ts'
import { preparation } from '../../src/demo/preparation.ts'
import { evaluate } from '../../src/evaluate.ts'
import { buildPlan } from '../../src/fix/build-plan.ts'
import type { Plan } from '../../src/fix/step.ts'
import { catalogOf } from '../../src/scratch/catalog-of.ts'
import { collected } from '../checks/audit.ts'
import { plain, shippedRules } from '../fix/plan/planned.ts'
import { startServer, type TestServer } from '../server.ts'
import { openWorld, run, type World } from './world.ts'

let server: TestServer
let world: World
beforeAll(async () => {
  server = await startServer(18)
  world = await openWorld(server, 'select')
  for (const { sql, fails } of preparation)
    await world.other.simple(sql).catch((thrown: unknown) => {
      if (!isStatementError(thrown) || thrown.code !== fails) throw thrown
    })
})
afterAll(async () => {
  await world.close()
  await server.stop()
})

async function demoPlan(connection: Connection): Promise<Plan> {
  const rules = await shippedRules()
  const snapshot = await collected(connection)
  const { findings } = evaluate(snapshot, rules, plain)
  const fix = { include: ['drops'], sync: 'trigger' } as const
  return buildPlan({ name: 'fix', tool: '0.0.0', snapshot, rules, options: plain, findings, only: [], fix })
}

const INVALID = `select i.indexrelid::regclass::text from pg_index i where not i.indisvalid`

test('the plan of the demo is stopped, finished and undone on a server', async () => {
  const plan = await demoPlan(world.other)
  const before = await catalogOf(world.other)
  const [[invalid = null] = []] = await rowsOf(world.other, INVALID)
  expect(plan.steps.length).toBeGreaterThan(50)

  const stopped = await run(world, plan, { abortIf: `select to_regclass('idx_speaking_attempts_overall_score') is not null` })
  expect(stopped.applied?.outcome).toBe('stopped')
  const { applied, error } = await run(world, plan)
  expect(error).toBeNull()
  expect((stopped.applied?.made ?? 0) + (applied?.made ?? 0)).toBe(plan.steps.length)
  expect(await rowsOf(world.other, INVALID)).toEqual([])
  expect((await demoPlan(world.other)).steps).toEqual([])

  expect((await run(world, plan, { rollback: true })).error).toBeNull()
  // What a build that failed before had left does not come back.
  const own = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.includes(invalid ?? '?'))
  expect(own(await catalogOf(world.other))).toEqual(own(before))
})
