import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { startServer } from '../server.ts'
import { journalOf } from '../source/migrations-folder.ts'
import { runMain } from './run-main.ts'

const RULES = ['--only', 'attempts-user-history', 'redundant-indexes', 'leaderboard', '--format', 'json']

/** A repository with a Drizzle schema and the migrations that drizzle-kit made from it. */
const repository = (): string =>
  temporaryFolder({
    'package.json': '{}',
    'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit'
export default defineConfig({ dialect: 'postgresql', schema: './src/db/index.ts', out: './drizzle' })`,
    'src/db/index.ts': `export * from './attempts'`,
    'src/db/attempts.ts': `import { index, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const speakingAttempts = pgTable(
  'speaking_attempts',
  { userId: text('user_id').notNull(), createdAt: timestamp('created_at').notNull() },
  (t) => [
    index('by_user').on(t.userId),
    index('by_user_and_time').on(t.userId, t.createdAt.desc()),
  ],
)
export const readingAttempts = pgTable('reading_attempts', {
  userId: text('user_id').notNull(),
  createdAt: timestamp('created_at').notNull(),
})
`,
    'drizzle/meta/_journal.json': journalOf('0000_init', '0001_more'),
    'drizzle/0000_init.sql': `\uFEFF-- 日本語\r
CREATE TABLE "speaking_attempts" (\r
	"user_id" text NOT NULL,\r
	"created_at" timestamp NOT NULL\r
);\r
--> statement-breakpoint\r
CREATE INDEX "by_user" ON "speaking_attempts" ("user_id");`,
    'drizzle/0001_more.sql': `CREATE INDEX "by_user_and_time" ON "speaking_attempts" ("user_id", "created_at" DESC NULLS LAST);
--> statement-breakpoint
CREATE TABLE "reading_attempts" ("user_id" text NOT NULL, "created_at" timestamp NOT NULL);
--> statement-breakpoint
CREATE INDEX "reading_history" ON "reading_attempts" ("user_id", "created_at");
--> statement-breakpoint
DROP INDEX "reading_history";`,
  })

const placesIn = (report: Report): Record<string, readonly string[]> =>
  Object.fromEntries(
    report.findings.map(({ fingerprint, locations = [] }) => [fingerprint, locations.map(({ file, line }) => `${file}:${line}`)]),
  )

const EXPECTED = {
  // The index that is there sorts the wrong way.
  'attempts-user-history:public.speaking_attempts:(user_id, created_at desc)': [
    'src/db/attempts.ts:8',
    'drizzle/0001_more.sql:1',
  ],
  // None is there: the table in the schema, and what dropped the index among the migrations.
  'attempts-user-history:public.reading_attempts:(user_id, created_at desc)': [
    'src/db/attempts.ts:11',
    'drizzle/0001_more.sql:7',
  ],
  'redundant-indexes:public.speaking_attempts:by_user': ['src/db/attempts.ts:7', 'drizzle/0000_init.sql:7'],
}

test('findings of migrations have their places, in the Drizzle schema first', async () => {
  const { stdout, stderr } = await runMain(['check', '--migrations', 'drizzle', ...RULES], { cwd: repository() })
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as Report
  expect(placesIn(report)).toEqual(EXPECTED)
  expect(report.notes).toEqual([])
})

test('those of a server have them too, where the folder of its migrations is named', async () => {
  const server = await startServer(18)
  try {
    const cwd = repository()
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query('create table speaking_attempts (user_id text not null, created_at timestamp not null)')
    await client.query('create index by_user on speaking_attempts (user_id)')
    await client.end()
    const of = async (...args: readonly string[]): Promise<Report> =>
      JSON.parse((await runMain(['check', server.url, ...args, ...RULES], { cwd })).stdout) as Report
    const key = 'attempts-user-history:public.speaking_attempts:(user_id, created_at desc)'
    // What the server has in the way is what is said of it.
    expect(placesIn(await of('--migrations', 'drizzle'))[key]).toEqual(['src/db/attempts.ts:7', 'drizzle/0000_init.sql:7'])
    expect(Object.values(placesIn(await of()))).toEqual([[], []])
  } finally {
    await server.stop()
  }
})

test('a schema that cannot be read costs its places and not the audit', async () => {
  const cwd = temporaryFolder({
    'drizzle.config.ts': 'export default {',
    'sql/1.sql': 'create table reading_attempts (user_id text, created_at timestamp);',
  })
  const { code, stdout } = await runMain(['check', '--migrations', join(cwd, 'sql'), ...RULES], { cwd })
  const report = JSON.parse(stdout) as Report
  expect([code, report.findings.map(({ locations }) => locations)]).toEqual([1, [[{ file: 'sql/1.sql', line: 1 }]]])
  expect(report.notes).toMatchObject([{ severity: 'warn', file: 'drizzle.config.ts', line: 1 }])
})
