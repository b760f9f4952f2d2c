import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProject, type Project } from '../fix/drizzle-project/project.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { runMain } from './run-main.ts'

let project: Project
beforeAll(async () => {
  project = openProject()
  await project.kit('generate', '--name', 'init')
}, 60_000)
afterAll(() => project.remove())

const fix = (...args: readonly string[]) =>
  runMain(['fix', '--style', 'drizzle', '--migrations', 'drizzle', '--only', 'attempts-user-history', ...args], {
    cwd: project.folder,
  })

describe('fix --style drizzle', () => {
  test('needs no server: the folder that was read is the one that is written to', async () => {
    const { code, stdout } = await fix('--no-verify', '--include', 'drops', '--name', 'history')
    expect(code).toBe(0)
    expect(stdout.slice(stdout.indexOf('Proof'))).toMatchInlineSnapshot(`
      "Proof    NOT PROVEN: --no-verify was given
      Written  drizzle/0001_history.plan.json
               drizzle/0001_history.down.sql
               drizzle/0001_history.sql
               drizzle/meta/0001_snapshot.json
               drizzle/meta/_journal.json
      Schema   Add these lines; their properties are called after the columns (t.userId for user_id).
               import { index } from 'drizzle-orm/pg-core'
               public.speaking_attempts, in the list behind its columns, (t) => [ … ]:
                 index('speaking_attempts_user_created_idx').on(t.userId, t.createdAt.desc().nullsFirst()),
               public.speaking_attempts, take out:
                 index idx_speaking_attempts_user_created
      Next     npx drizzle-kit generate: with the lines above it finds nothing to do
               pte-db-audit apply drizzle/0001_history.plan.json: first, where people are at work
               npx drizzle-kit migrate

      Exit 0: the files are written.
      "
    `)
    const migration = readFileSync(join(project.folder, 'drizzle/0001_history.sql'), 'utf8')
    const chunks = migration.split('--> statement-breakpoint')
    expect(chunks.at(-2)).toContain('DROP INDEX public.idx_speaking_attempts_user_created')
    expect(chunks.at(-1)).toContain("set_config('lock_timeout', current_setting('pte_db_audit.lock_timeout', true), true)")
    // One statement in each, as drivers with the extended protocol want it.
    for (const chunk of chunks) expect(chunk.trim().endsWith(';')).toBe(true)
    expect(migration.slice(0, migration.indexOf('\n\n'))).toMatchInlineSnapshot(`
      "-- 0001_history: 2 steps for what does not hold
      -- Written by pte-db-audit 0.1.0 from drizzle, as it was at 2025-01-25T12:00:00.000Z.
      -- NOT PROVEN: --no-verify was given
      --
      -- Drizzle runs all pending migrations in one transaction, in which indexes are built under a lock that writes wait for. What is
      -- there already is kept when it is valid and equal; what is there and different makes the migration fail.
      -- On a server in use, first run: pte-db-audit apply 0001_history.plan.json
      --   It does the same step by step while everybody reads and writes; this migration then finds it done.
      --
      -- The Drizzle schema needs these lines, or the next drizzle-kit generate or push undoes what is made here.
      -- Properties are called after their columns, tables after theirs: t.userId for user_id.
      --   import { index } from 'drizzle-orm/pg-core'
      --   public.speaking_attempts, in the list behind its columns, (t) => [ … ]:
      --     index('speaking_attempts_user_created_idx').on(t.userId, t.createdAt.desc().nullsFirst()),
      --   public.speaking_attempts, take out:
      --     index idx_speaking_attempts_user_created"
    `)
  })

  test('then has nothing to do', async () => {
    const { code, stdout } = await fix('--name', 'again')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Nothing to fix/u)])
    expect(readdirSync(join(project.folder, 'drizzle/meta'))).toHaveLength(3)
  })

  test.each([
    ['without a folder', ['--demo'], '--style drizzle needs the folder that drizzle-kit generates into. Name it with --out.'],
    ['with one that is not there', ['--demo', '--out', 'nowhere'], 'nowhere does not exist; --style drizzle writes to'],
    ['with one of plain files', ['--demo', '--out', '.'], 'is no folder of Drizzle migrations'],
  ])('%s is refused before anything is read, exit 2', async (_what, args, message) => {
    const cwd = temporaryFolder({ '1.sql': 'select 1' })
    const { code, stdout, stderr } = await runMain(['fix', '--style', 'drizzle', ...args], { cwd })
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
    expect(readdirSync(cwd)).toEqual(['1.sql'])
  })

  test('writes nothing where only questions are left', async () => {
    const { code, stdout } = await fix('--only', 'duration-bounds', '--name', 'questions')
    expect([code, stdout]).toEqual([0, expect.stringContaining('Exit 0: nothing is written, for there is no statement to run.')])
    expect(readdirSync(join(project.folder, 'drizzle/meta'))).toHaveLength(3)
  })
})
