import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import type { Report } from '../../src/report/report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer } from '../server.ts'
import { runMain } from './run-main.ts'

const fixtures = join(packageRoot, 'fixtures', 'migrations')

test.each(['drizzle-journal', 'prisma'])('--migrations audits what %s builds', async (folder) => {
  const { code, stdout, stderr } = await runMain(['check', '--migrations', folder, '--format', 'json'], { cwd: fixtures })
  expect([code, stderr]).toEqual([1, ''])
  const report = JSON.parse(stdout) as Report
  expect(report.source).toMatchObject({ kind: 'migrations', label: folder, server: { embedded: true } })
  expect(report.summary.results.fail).toBeGreaterThan(5)
})

/** A Drizzle folder whose last migration, hand-written as `sql`, is in the journal but may be left out of it. */
function drizzleFolder(sql: string): { all: string; applied: string } {
  const folder = temporaryFolder({})
  for (const name of ['all', 'applied']) cpSync(join(fixtures, 'drizzle-journal'), join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'all', '0002_user_history.sql'), sql)
  const journal = join(folder, 'applied', 'meta', '_journal.json')
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 2) }))
  return { all: join(folder, 'all'), applied: join(folder, 'applied') }
}

function appendMigration(folder: string, tag: string, sql: string): void {
  const file = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { idx: number; when: number }[] }
  const last = journal.entries.at(-1)!
  const entry = { ...last, idx: last.idx + 1, when: last.when + 1, tag }
  writeFileSync(file, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }))
  writeFileSync(join(folder, `${tag}.sql`), sql)
}

test('a URL and --migrations: what the folder mends and this database has not run is pending', async () => {
  const server = await startServer(18)
  try {
    const folder = drizzleFolder('CREATE INDEX "history" ON "speaking_attempts" ("user_id", "created_at");')
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await migrate(drizzle(client), { migrationsFolder: folder.applied })
    const check = async (): Promise<Report> => {
      const args = ['check', server.url, '--migrations', folder.all, '--only', 'attempts-user-history', '--format', 'json']
      return JSON.parse((await runMain(args)).stdout) as Report
    }
    const before = await check()
    expect(before.findings.find(({ object }) => object.relation === 'speaking_attempts')).toMatchObject({
      verdict: 'pending',
      severity: 'error',
      remedy: 'run the pending migrations: 0002_user_history',
    })
    // Once it has run, it is not pending: somebody has dropped it.
    await migrate(drizzle(client), { migrationsFolder: folder.all })
    await client.query('drop index history')
    await client.end()
    const verdict = async () => (await check()).findings.find(({ object }) => object.relation === 'speaking_attempts')?.verdict
    const lost = await verdict()
    expect(lost).not.toBe('pending')
    // And not because another one waits, which does not build it again.
    appendMigration(folder.all, '0003_unrelated', 'CREATE TABLE "unrelated" ("id" integer PRIMARY KEY);')
    expect(await verdict()).toBe(lost)
  } finally {
    await server.stop()
  }
})
