import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backfillBlock } from '../../src/fix/render/backfill.ts'
import { startServer, type Major, type TestServer } from '../server.ts'
import { runScript } from './run-script.ts'
import { backfill } from './statement.ts'

const MAJORS: readonly Major[] = [13, 18]

describe.each(MAJORS)('a backfill as a DO block on PostgreSQL %i', (major) => {
  let server: TestServer
  let client: Client
  beforeAll(async () => {
    server = await startServer(major)
    client = new Client({ connectionString: server.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })
  beforeEach(async () => {
    await client.query(`drop table if exists attempts;
      create table attempts (id integer primary key, scores jsonb, score integer);
      insert into attempts select n * 7, jsonb_build_object('total', n) from generate_series(1, 10) n;
      insert into attempts values (-3, '{"total": "n/a"}'), (0, null), (1000, '{}')`)
  })
  const run = (settings: string, step = backfill()): Promise<string[]> =>
    runScript(server.url, `${settings}${backfillBlock(step)};`)
  const value = async (sql: string): Promise<unknown> => Object.values((await client.query(sql)).rows[0] as object)[0]

  test('fills what lacks in transactions of a batch each, and counts what it leaves out', async () => {
    const before = Number(await value('select txid_current()'))
    expect(await run('')).toEqual([
      'fill score of public.attempts from scores: 10 rows filled; 1 rows left out, for they hold no number that fits',
    ])
    expect(await value('select count(*)::int from attempts where score = id / 7 and score > 0')).toBe(10)
    // 13 rows in batches of 3, of which the last has nothing to fill.
    expect(await value('select count(distinct xmin::text)::int from attempts where score is not null')).toBe(4)
    expect(Number(await value('select txid_current()')) - before).toBeLessThan(10)
    expect(await run('')).toEqual([expect.stringContaining(': 0 rows filled; 1 rows left out')])
  })

  test.each([
    ['a rule', 'create rule kept as on update to attempts do instead nothing', 10],
    [
      'a trigger that turns rows back',
      `create or replace function kept() returns trigger language plpgsql as $$begin return case when new.id > 35 then null else new end; end$$;
       create trigger kept before update on attempts for each row execute function kept()`,
      5,
    ],
    [
      'a trigger that empties them again',
      `create or replace function kept() returns trigger language plpgsql as $$begin new.score := null; return new; end$$;
       create trigger kept before update on attempts for each row execute function kept()`,
      10,
    ],
  ])('%s that keeps rows as they are is an error, with their number', async (_, sql, rows) => {
    await client.query(sql)
    await expect(run('')).rejects.toThrow(
      `fill score of public.attempts from scores: ${rows} rows still lack their value: a rule, a trigger or row security keeps them as they are`,
    )
  })

  test('rows that row security hides are an error with the settings of a script', async () => {
    await client.query(`drop role if exists keeper; create role keeper; alter table attempts owner to keeper;
      alter table attempts enable row level security; alter table attempts force row level security;
      create policy few on attempts using (id < 35)`)
    await expect(run('set role keeper; set row_security = off; ')).rejects.toThrow('row-level security')
    await client.query('drop table attempts; drop role keeper')
  })

  test('an empty table is nothing to do', async () => {
    await client.query('truncate attempts')
    expect(await run('')).toEqual([expect.stringContaining(': 0 rows filled; 0 rows left out')])
  })

  test('waits for rows that others hold, holding nothing itself', async () => {
    await client.query('begin; update attempts set score = null where id = 35')
    const running = run(`set lock_timeout = '50ms'; `)
    await sleep(400)
    const other = new Client({ connectionString: server.url })
    await other.connect()
    // 42 is in the batch of 35: it must be free while that batch is tried again.
    await other.query(`set lock_timeout = '3s'; update attempts set score = null where id = 42`)
    await other.end()
    await client.query('commit')
    expect(await running).toEqual([expect.stringContaining(': 10 rows filled')])
    expect(await value('select count(*)::int from attempts where score is null')).toBe(3)
  })

  test('goes on where it was broken off', async () => {
    await client.query(`alter table attempts add constraint small check (score < 5)`)
    await expect(run('')).rejects.toThrow('small')
    expect(await value('select count(score)::int from attempts')).toBe(4)
    await client.query(`alter table attempts drop constraint small`)
    expect(await run('')).toEqual([expect.stringContaining(': 6 rows filled')])
  })

  test('keys of several columns, and names that need quotes', async () => {
    await client.query(`drop table if exists "Backfill""s";
      create table "Backfill""s" ("Key 1" text collate "C", low1 uuid, changed numeric, "do$backfill$" jsonb, primary key ("Key 1", low1));
      insert into "Backfill""s" select chr(65 + n % 3), gen_random_uuid(), null, to_jsonb(n) from generate_series(1, 20) n`)
    const step = backfill({
      title: `fill "it's" \\ %`,
      table: { schema: 'public', name: 'Backfill"s' },
      key: [
        { column: 'Key 1', type: 'text' },
        { column: 'low1', type: 'uuid' },
      ],
      assignments: ['changed = ("do$backfill$" #>> \'{}\')::numeric'],
      lacking: 'changed is null',
      leftOut: 'changed is null',
    })
    expect(await run('', step)).toEqual([`fill "it's" \\ %: 20 rows filled; 0 rows left out, for they hold no number that fits`])
    expect(await value(`select count(distinct xmin::text)::int from "Backfill""s"`)).toBe(7)
  })

  test('a table without a key is filled by one statement', async () => {
    expect(await run('', backfill({ key: [] }))).toEqual([expect.stringContaining(': 10 rows filled; 1 rows left out')])
    expect(await value('select count(distinct xmin::text)::int from attempts where score is not null')).toBe(1)
  })
})
