import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../server.ts'
import { openWorld, ROWS, run, valueOf, WRONG } from './world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer(18)
})
afterAll(() => server.stop())

test('rows that would not take their value end a run, and the next one fills them', async () => {
  const world = await openWorld(server)
  try {
    const plan = await world.plan()
    await world.other.simple(`create function kept() returns trigger language plpgsql as
      $$begin return case when new.id % 2 = 0 and new.overall_score > 0 then null else new end; end$$`)
    await world.other.simple('alter table speaking_attempts add overall_score integer')
    await world.other.simple('create trigger kept before update on speaking_attempts for each row execute function kept()')
    const rows = await valueOf(
      world.other,
      `count(*) from speaking_attempts where id % 2 = 0 and (scores ->> 'overall_score')::text <> 'n/a' and scores ->> 'overall_score' <> '0'`,
    )
    const { error } = await run(world, plan)
    expect(error).toContain(`: ${rows} rows still lack their value: a rule, a trigger or row security keeps them as they are`)
    await world.other.simple('drop trigger kept on speaking_attempts')
    const { applied, lines } = await run(world, plan)
    expect(applied?.outcome).toBe('done')
    expect(lines).toContainEqual(
      expect.stringContaining(`done, ${rows} filled, ${ROWS * 0.2} left out, for they hold nothing that fits`),
    )
    expect(await valueOf(world.other, WRONG)).toBe('0')
  } finally {
    await world.close()
  }
})
