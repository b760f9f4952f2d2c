import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import type { Finding } from '../../src/finding.ts'
import type { Report } from '../../src/report/report.ts'
import { exportSchema } from '../../src/source/schema/export-schema.ts'
import { sqlPart } from '../../src/source/schema/sql-part.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type TestServer, startServer } from '../server.ts'
import { folderOf, journalOf } from '../source/migrations-folder.ts'
import { runMain } from './run-main.ts'

// The oldest server against the embedded 18: what the two print differently must be no drift.
let server: TestServer
let client: Client
beforeAll(async () => {
  server = await startServer(13)
  await loadParser()
})
afterAll(() => server.stop())
beforeEach(async () => {
  client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query('drop schema if exists drizzle cascade; drop schema if exists app cascade; drop schema public cascade')
  await client.query('create schema public')
})
afterEach(() => client.end())

/** Everything that majors print, or keep, in their own way. */
const TABLES = `import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, integer, jsonb, numeric, pgEnum, pgSchema, pgSequence, pgTable, primaryKey, serial,
  text, timestamp, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core'
export const status = pgEnum('order_status', ['open', 'paid'])
export const numbers = pgSequence('numbers', { startWith: 100 })
export const app = pgSchema('app')
export const users = app.table('users', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  email: varchar({ length: 255 }).notNull().unique(),
  seen: timestamp({ withTimezone: true }).notNull().defaultNow(),
  local: timestamp({ precision: 3 }).default(sql\`(now() at time zone 'utc')\`),
  day: numeric().generatedAlwaysAs(sql\`extract(epoch from interval '1 day')\`),
})
export const orders = pgTable('orders', {
  id: serial().primaryKey(),
  userId: integer('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  status: status().notNull().default('open'),
  kind: varchar({ length: 20 }).notNull().default('web'),
  total: numeric({ precision: 10, scale: 2 }).notNull().default('0'),
  tags: text().array().notNull().default(sql\`'{}'\`),
  data: jsonb().default({}),
  active: boolean().default(true),
}, (t) => [
  index('orders_user_idx').on(t.userId, t.total.desc()).where(sql\`\${t.status} = 'open' and \${t.kind} in ('web', 'shop')\`),
  index('orders_kind_idx').on(t.kind),
  index('orders_part_idx').on(sql\`substring(\${t.kind} from 1 for 2)\`),
  uniqueIndex('orders_lower_idx').on(sql\`lower(\${t.kind})\`, t.id),
  check('orders_total_check', sql\`\${t.total} between 0 and 1000 and \${t.kind} <> ''\`),
])
export const parts = pgTable('parts', { a: integer(), b: integer(), c: integer() }, (t) => [
  primaryKey({ columns: [t.a, t.b] }),
  unique('parts_c').on(t.c),
  foreignKey({ columns: [t.c], foreignColumns: [orders.id], name: 'parts_order' }).onUpdate('restrict'),
])
`

interface Project {
  readonly folder: string
  /** Writes one more migration to its folder. */
  readonly migration: (tag: string, sql: string) => void
  readonly schema: (text: string) => void
}

/** A repository whose first migration is what its schema says. */
async function project(): Promise<Project> {
  const folder = folderOf({ 'package.json': '{}', 'schema.ts': TABLES, 'drizzle/meta/_journal.json': journalOf() })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['drizzle-orm', 'drizzle-kit'])
    symlinkSync(join(packageRoot, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  const tags: string[] = []
  const migration = (tag: string, sql: string): void => {
    tags.push(tag)
    writeFileSync(join(folder, 'drizzle', `${tag}.sql`), sql)
    writeFileSync(join(folder, 'drizzle/meta/_journal.json'), journalOf(...tags))
  }
  const { stdout } = await exportSchema(join(folder, 'schema.ts'), folder, undefined)
  migration('0000_init', sqlPart(stdout) ?? '')
  return { folder, migration, schema: (text) => writeFileSync(join(folder, 'schema.ts'), text) }
}

const run = (folder: string): Promise<void> => migrate(drizzle(client), { migrationsFolder: join(folder, 'drizzle') })

async function drift(cwd: string, ...args: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await runMain(['check', ...args, '--only', 'schema-drift', '--format', 'json'], { cwd })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Report
}

const found = ({ findings }: Report): readonly string[] =>
  findings.map(({ verdict, object, subject }) => `${verdict} ${object.relation} ${subject}`)
const withoutPlaces = (finding: Finding): Finding => ({ ...finding, locations: [] })
const BOTH = ['--migrations', 'drizzle', '--schema', 'schema.ts'] as const

test('a repository in step: the server, the migrations and the schema say the same, whatever the majors', async () => {
  const { folder } = await project()
  await run(folder)
  const report = await drift(folder, server.url, ...BOTH)
  expect(found(report)).toEqual([])
  expect(report.results.map(({ object, status, verdict }) => `${object.schema}.${object.relation} ${status} ${verdict}`)).toEqual(
    ['app.users pass present', 'public.orders pass present', 'public.parts pass present'],
  )
})

test('a repository out of step: each difference once, with who is ahead and what to do', async () => {
  const { folder, migration, schema } = await project()
  await run(folder)
  migration('0001_refunds', 'create table refunds (id serial primary key);\n')
  schema(
    TABLES.replace('  active: boolean', '  note: text(),\n  active: boolean').replace(
      "  index('orders_user",
      "  sql`CHECK (${t.total} >= 0)` as never,\n  index('orders_user",
    ) + `export const refunds = pgTable('refunds', { id: serial().primaryKey() })\n`,
  )
  await client.query(
    `drop index orders_kind_idx; create index by_hand on orders (data); alter index orders_user_idx rename to renamed`,
  )

  const report = await drift(folder, server.url, ...BOTH, '--save-snapshot', 'saved.json')
  const expected = [
    'missing orders column note',
    'undeclared orders index by_hand',
    'missing orders index orders_kind_idx',
    'missing orders never arrives: sql`CHECK (${t.total} >= 0)`',
    'pending refunds table',
  ]
  expect(found(report)).toEqual(expected)
  expect(report.findings.map(({ severity, remedy, fix }) => [severity, fix?.kind, remedy])).toEqual([
    ['error', 'manual', 'Run drizzle-kit generate and commit what it writes'],
    ['warn', 'manual', 'Declare it; or review, then: DROP INDEX CONCURRENTLY public.by_hand;'],
    ['error', 'manual', 'CREATE INDEX CONCURRENTLY orders_kind_idx ON public.orders USING btree (kind);'],
    ['error', 'manual', "Write in its place: check('orders_total_check', sql`${t.total} >= 0`)"],
    ['error', 'manual', 'run the pending migrations: 0001_refunds'],
  ])
  expect(report.findings[3]).toMatchObject({ confidence: 'code', locations: [{ file: 'schema.ts', line: 25 }] })
  expect(report.results.find(({ verdict }) => verdict === 'equivalent')).toMatchObject({
    subject: 'index orders_user_idx',
    reason: 'renamed is the same under another name',
  })

  // A saved snapshot is the same audit again, but for the places in files that it does not name, and takes sources of its own.
  const again = await drift(folder, '--snapshot', 'saved.json')
  expect(again.findings.map(withoutPlaces)).toEqual(report.findings.map(withoutPlaces))
  const withoutMigrations = await drift(folder, '--snapshot', 'saved.json', '--schema', 'schema.ts')
  expect(found(withoutMigrations)).toEqual([...expected.slice(0, 4), 'missing refunds table'])

  const { code, stdout } = await runMain(['fix', '--snapshot', 'saved.json', '--only', 'schema-drift', '--quiet'], {
    cwd: folder,
  })
  expect(code).toBe(0)
  const told = stdout.split(/\s+/u).join(' ')
  expect(told).toContain('4 findings: 0 steps, 4 questions')
  expect(told).toContain('Left out: 1 that migrations of the folder close once they run.')
})

test('a migration that came late is passed over: what it makes is missing, and not pending', async () => {
  const { folder, migration } = await project()
  migration('0001_late', 'create table late (id int primary key);\n')
  migration('0002_newest', 'create table newest (id int primary key);\n')
  await run(folder)
  await client.query(`drop table late; delete from drizzle.__drizzle_migrations where created_at = 1700000000001`)
  const report = await drift(folder, server.url, '--migrations', 'drizzle')
  expect(report.findings.map(({ verdict, message }) => `${verdict}: ${message}`)).toEqual([
    "missing: Table late waits for 0001_late, which drizzle-orm's migrator passes over here, for a newer migration has run.",
  ])
})
