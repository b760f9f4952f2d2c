import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogOf } from '../../src/scratch/catalog-of.ts'
import { connect } from '../../src/source/server.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { splitStatements } from '../../src/sql/split.ts'
import { startServer, type Major, type TestServer } from '../server.ts'
import { runMain } from './run-main.ts'

/** Something for every kind of step: columns out of a document, a trigger, indexes, one with the wrong order, a CHECK. */
const BEFORE = `
  create table users (id text primary key, updated_at timestamp not null default now());
  create table speaking_attempts (id uuid primary key default gen_random_uuid(), user_id text not null references users,
    scores jsonb, created_at timestamp not null default now());
  create index mine on speaking_attempts (user_id, created_at desc nulls last);
  insert into users select n::text from generate_series(1, 5) n;
  insert into speaking_attempts (user_id, scores)
    select n % 5 + 1, case n % 4 when 0 then '{"overall": "n/a"}' when 1 then null else jsonb_build_object('overall', 10 + n) end
    from generate_series(1, 40) n`

const RULES = ['attempts-user-history', 'score-columns-speaking', 'leaderboard', 'score-bounds', 'updated-at-trigger']
const MAJORS: readonly Major[] = [13, 18]

/** Where a script can be broken off so that something is done and something is not. */
const lengthsOf = (script: readonly string[]): number[] =>
  script.flatMap((statement, at) => (/^(SET|CREATE OR REPLACE)/u.test(statement) || at === script.length - 1 ? [] : [at + 1]))

describe.each(MAJORS)('a migration that is broken off on PostgreSQL %i', (major) => {
  let server: TestServer
  let folder: string
  let up: readonly string[]
  let down: readonly string[]
  beforeAll(async () => {
    await loadParser()
    server = await startServer(major)
    await query('postgres', 'create database before')
    await query('before', BEFORE)
    folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
    const { code, stdout, stderr } = await runMain([
      'fix',
      urlOf('before'),
      '--check-data',
      '--no-verify',
      '--quiet',
      '--out',
      folder,
      '--only',
      RULES.join(','),
    ])
    expect(code, stdout + stderr).toBe(0)
    const read = (direction: string): string[] =>
      splitStatements(readFileSync(join(folder, `pte-db-audit-fix.${direction}.sql`), 'utf8')).map(({ text }) => text)
    up = read('up')
    down = read('down')
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await server.stop()
  })

  const urlOf = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href

  async function query(database: string, ...statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: urlOf(database) })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  /** The catalog and the rows after these scripts, each in a session of its own. */
  async function after(...scripts: readonly (readonly string[])[]): Promise<unknown> {
    await query('postgres', 'drop database if exists copy', 'create database copy template before')
    for (const script of scripts) await query('copy', ...script)
    const connection = await connect(urlOf('copy'), {})
    try {
      const rows: unknown[] = []
      await connection.simple('select * from speaking_attempts order by id', (_, row) => rows.push(row))
      return { catalog: await catalogOf(connection), rows }
    } finally {
      await connection.close()
    }
  }

  test('after any statement is finished by the next run, and nothing is left of it after its rollback', async () => {
    const [whole, before] = [await after(up), await after()]
    expect(await after(up, up)).toEqual(whole)
    expect(await after(up, down)).toEqual(before)
    expect(await after(up, down, down)).toEqual(before)
    for (const length of lengthsOf(up)) {
      expect(await after(up.slice(0, length), up), up[length - 1]).toEqual(whole)
      expect(await after(up.slice(0, length), down), up[length - 1]).toEqual(before)
    }
  })

  test('in its rollback is finished by the next one', async () => {
    const before = await after()
    for (const length of lengthsOf(down)) expect(await after(up, down.slice(0, length), down), down[length - 1]).toEqual(before)
  })
})
