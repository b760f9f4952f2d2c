import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import type { Io } from '../../src/cli/io.ts'
import type { Plan } from '../../src/fix/step.ts'
import { collected } from '../checks/audit.ts'
import { runMain } from '../cli/run-main.ts'
import { startServer, type TestServer } from '../server.ts'
import { openWorld, valueOf, type World } from './world.ts'

let server: TestServer
let world: World
let plan: Plan
let folder: string
let file: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-apply-'))
  file = join(folder, 'fix.plan.json')
  server = await startServer(15)
  world = await openWorld(server)
  plan = await world.plan()
  writeFileSync(file, JSON.stringify(plan))
})
afterAll(async () => {
  await world.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The command with somebody at the terminal who answers. */
async function answering(
  answer: string,
  ...options: readonly string[]
): Promise<{ code: number; text: string; asked: string[] }> {
  const asked: string[] = []
  let text = ''
  const output = { write: (part: string) => void (text += part), isTTY: false, columns: undefined }
  const io: Io = {
    stdout: output,
    stderr: output,
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
    now: () => new Date(0),
    ask: (question) => {
      asked.push(question)
      return Promise.resolve(answer)
    },
  }
  return { code: await main(['apply', file, world.url, ...options], io), text, asked }
}

const untouched = async (): Promise<void> =>
  expect(await valueOf(world.other, `to_regnamespace('pte_db_audit') is null`)).toBe('t')

test('shows every statement and asks; no is no', async () => {
  const { code, text, asked } = await answering('n')
  expect(code).toBe(2)
  expect(asked).toEqual(['Run these statements? [y/N] '])
  expect(text).toMatch(/^fix on world_\w+ on 127\.0\.0\.1:\d+: 8 steps\. NOT PROVEN: it was not tried\.\n\n1\/8 {2}/u)
  expect(text).toContain(
    '       CREATE INDEX CONCURRENTLY IF NOT EXISTS speaking_attempts_user_created_idx ON public.speaking_attempts (user_id, created_at DESC);\n',
  )
  expect(text).toContain('       ALTER TABLE public.speaking_attempts ADD COLUMN IF NOT EXISTS')
  expect(text).toContain('; -- in batches of 500 rows\n')
  expect(text).not.toContain('pg_temp')
  expect(text).toMatch(/\nNothing was run\.\n$/u)
  await untouched()
})

test('without a terminal it runs nothing that --yes does not allow', async () => {
  const { code, stderr } = await runMain(['apply', file, world.url])
  expect(code).toBe(2)
  expect(stderr).toBe('error: There is no terminal to ask whether these statements may run. Read them, then pass --yes.\n')
  await untouched()
})

test('a server that is not there is told at once', async () => {
  const { code, stderr } = await runMain(['apply', file, 'postgres://me@127.0.0.1:1/app', '--yes'])
  expect(code).toBe(2)
  expect(stderr).toBe('error: no server listens at 127.0.0.1:1: check host and port, and that the server runs\n')
})

test('yes is yes; what it keeps for itself is no business of check; undoing asks too', async () => {
  const { code, text } = await answering('y')
  expect(code).toBe(0)
  expect(text).toContain('Done: 8 steps run. Run check again to see what holds now.\n')

  const { stdout } = await runMain(['check', world.url, '--format', 'json', '--fail-on', 'never'])
  expect(stdout).toContain('public.speaking_attempts')
  expect(stdout).not.toContain('pte_db_audit.')
  const again = await world.plan()
  expect(JSON.stringify(again.steps)).not.toContain('applied_steps')
  expect((await collected(world.other)).relations.map(({ name }) => name)).toContain('applied_steps')

  const back = await answering('yes', '--rollback')
  expect(back.asked).toEqual(['Undo these steps? [y/N] '])
  expect(back.text).toContain('       DROP INDEX CONCURRENTLY IF EXISTS')
  expect(back.text).toMatch(/\nUndone: 7 steps\.\n$/u)
  await untouched()
})

test('a plan with nothing to run is done', async () => {
  const empty = join(folder, 'empty.plan.json')
  writeFileSync(empty, JSON.stringify({ ...plan, steps: [] }))
  expect((await runMain(['apply', empty, world.url])).code).toBe(0)
  await untouched()
})
