import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { runMain } from '../cli/run-main.ts'
import { type Major, startServer, type TestServer } from '../server.ts'
import { openProject, type Project } from './drizzle-project/project.ts'
import { runScript } from './run-script.ts'

const ROWS = `
  insert into users (id) select 'u' || n from generate_series(1, 20) n;
  insert into speaking_questions (title, type, difficulty) select 'q' || n, 'read_aloud', 'Easy' from generate_series(1, 5) n;
  insert into speaking_attempts (user_id, question_id, type, duration_ms, scores)
  select 'u' || 1 + n % 20, (select id from speaking_questions limit 1), 'read_aloud', 60000,
    case n % 5 when 0 then '{}' when 1 then '{"overall_score": "n/a"}' else jsonb_build_object('overall_score', 10 + n % 80) end
  from generate_series(1, 500) n;
  analyze`

async function sql(url: string, text: string): Promise<readonly (readonly unknown[])[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
    return rows
  } finally {
    await client.end()
  }
}

let databases = 0
async function newDatabase(server: TestServer): Promise<string> {
  const name = `drizzle_${++databases}`
  await sql(server.url, `create database ${name}`)
  return Object.assign(new URL(server.url), { pathname: `/${name}` }).href
}

/** What is left, but for settings of the server. */
async function left(args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await runMain(['check', ...args, '--format', 'json'])
  if (stdout === '') throw new Error(stderr)
  const { findings } = JSON.parse(stdout) as Report
  return findings.filter(({ rule }) => !rule.startsWith('monitoring-')).map(({ fingerprint }) => fingerprint)
}

describe.each<Major>([13, 18])('a project of drizzle-kit 0.x, on PostgreSQL %i', (major) => {
  let server: TestServer
  let project: Project
  let url: string
  let stdout: string
  /** Has run the first migration, and has another index by a name of the plan. */
  let taken: string
  const file = (path: string): string => join(project.folder, 'drizzle', path)
  const fix = (...args: readonly string[]) =>
    runMain(['fix', url, '--style', 'drizzle', '--out', 'drizzle', '--check-data', '--include', 'drops', ...args], {
      cwd: project.folder,
    })

  beforeAll(async () => {
    server = await startServer(major)
    project = openProject()
    url = await newDatabase(server)
    await project.kit('generate', '--name', 'init')
    await project.kit('migrate', url)
    await sql(url, ROWS)
    taken = await newDatabase(server)
    await project.kit('migrate', taken)
    await sql(taken, 'create index speaking_attempts_user_created_idx on speaking_attempts (created_at)')
    const ran = await fix()
    if (ran.code !== 0) throw new Error(`${ran.stdout}${ran.stderr}`)
    ;({ stdout } = ran)
  }, 120_000)
  afterAll(async () => {
    project.remove()
    await server.stop()
  })

  test('gets a migration with its snapshot, an entry of the journal, a plan and a rollback', () => {
    expect(readdirSync(file('')).toSorted()).toEqual([
      '0000_init.sql',
      '0001_pte-db-audit-fix.down.sql',
      '0001_pte-db-audit-fix.plan.json',
      '0001_pte-db-audit-fix.sql',
      'meta',
    ])
    expect(readdirSync(file('meta')).toSorted()).toEqual(['0000_snapshot.json', '0001_snapshot.json', '_journal.json'])
    const { entries } = JSON.parse(readFileSync(file('meta/_journal.json'), 'utf8')) as {
      entries: readonly { tag: string; when: number; idx: number }[]
    }
    expect(entries.map(({ idx, tag }) => [idx, tag])).toEqual([
      [0, '0000_init'],
      [1, '0001_pte-db-audit-fix'],
    ])
    // The clock of the tests stands long before drizzle-kit's.
    expect(entries[1]!.when).toBe(entries[0]!.when + 1)
    expect(stdout).toMatch(/Proof +PROVEN on PostgreSQL 18\.\d+, embedded/u)
    const migration = readFileSync(file('0001_pte-db-audit-fix.sql'), 'utf8')
    expect(migration).not.toMatch(/CONCURRENTLY|^COMMIT|NOT VALID/mu)
    expect(migration).toContain("--     overallScore: integer('overall_score'),")
  })

  test('has nothing left to generate once the printed lines are in the schema', async () => {
    expect(await project.kit('generate')).not.toContain('No schema changes')
    project.undoGenerate()
    project.editSchema(stdout)
    expect(await project.kit('generate')).toContain('No schema changes')
  })

  test('is held in its folder', async () => {
    expect(await left(['--migrations', file('')])).toEqual([])
  })

  test('is held on an empty database by migrate alone, where push finds nothing', async () => {
    const empty = await newDatabase(server)
    await project.kit('migrate', empty)
    expect(await left([empty])).toEqual([])
    const pushed = await project.kit('push', empty, '--verbose')
    // drizzle-kit reads the columns of a unique constraint in no order, and makes some of its own anew each time.
    expect(pushed.split('\n').filter((line) => /^(?:ALTER|CREATE|DROP) /u.test(line) && !/_key"/u.test(line))).toEqual([])
  })

  test('is stopped by another object of that name, and leaves nothing behind', async () => {
    // drizzle-kit ends with 1 and does not say why; drizzle-orm does.
    await expect(project.kit('migrate', taken)).rejects.toThrow()
    const client = new Client({ connectionString: taken })
    await client.connect()
    const migrated = migrate(drizzle(client), { migrationsFolder: file('') }).finally(() => client.end())
    await expect(migrated).rejects.toMatchObject({
      cause: { message: 'The index public.speaking_attempts_user_created_idx is there already with another definition.' },
    })
    expect(await sql(taken, 'select count(*) from drizzle.__drizzle_migrations')).toEqual([['1']])
    expect(await sql(taken, `select to_regclass('question_stats')`)).toEqual([[null]])
  })

  test('is held on the server by apply, then migrate, which finds all of it done', async () => {
    const applied = await runMain(['apply', file('0001_pte-db-audit-fix.plan.json'), url, '--yes', '--quiet'])
    expect([applied.code, applied.stderr]).toEqual([0, ''])
    const made = `select oid, relfilenode from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace order by 1`
    const before = await sql(url, made)
    await project.kit('migrate', url)
    expect(await sql(url, made)).toEqual(before)
    await sql(url, 'select refresh_user_progress_snapshots(current_date)')
    expect(await left([url, '--check-data'])).toEqual([])
    expect(await sql(url, 'select count(overall_score) from speaking_attempts')).toEqual([['300']])
  })

  test('gets nothing when it runs again, and no second migration of a name', async () => {
    const { code, stderr } = await fix()
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/has the migration 0001_pte-db-audit-fix already; give this one another --name\.\n$/u),
    ])
    const again = await fix('--name', 'again', '--skip', 'snapshots-fresh')
    expect(again.stdout).toContain('Exit 0: nothing is written, for there is no statement to run.')
    expect(readdirSync(file('meta'))).toHaveLength(3)
  })

  test('is undone by the rollback', async () => {
    await runScript(url, readFileSync(file('0001_pte-db-audit-fix.down.sql'), 'utf8'))
    expect(await left([url])).toContain('attempts-user-history:public.speaking_attempts:(user_id, created_at desc)')
    expect(existsSync(file('0001_pte-db-audit-fix.sql'))).toBe(true)
  })
})
