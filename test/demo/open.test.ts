import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf, type Connection, type TextRow } from '../../src/collect/connection.ts'
import { openDemo } from '../../src/demo/open.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'

const COUNTERS = 'select relname, seq_scan, idx_scan, n_tup_ins from pg_stat_user_tables order by relname'

const folder = mkdtempSync(join(tmpdir(), 'pte-demo-'))
const progress: string[] = []
let demo: Embedded
let hashes: Record<string, string>
let counters: TextRow[]

beforeAll(async () => {
  process.env['PTE_DB_AUDIT_CACHE'] = folder
  demo = await openDemo({ onProgress: (text) => progress.push(text) })
  counters = await rowsOf(demo, COUNTERS)
  hashes = await tableHashes(demo)
})

afterAll(async () => {
  delete process.env['PTE_DB_AUDIT_CACHE']
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
})

const first = async (sql: string, connection: Connection = demo): Promise<(string | null)[]> =>
  (await rowsOf(connection, sql)).map(([value]) => value ?? null)

/** Every row of every table, in one hash per table. */
async function tableHashes(connection: Connection): Promise<Record<string, string>> {
  const tables = await first(
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    connection,
  )
  const selects = tables.map(
    (table) => `select '${table}', count(*) || ' rows ' || md5(string_agg(t::text, '|' order by t::text)) from "${table}" t`,
  )
  const rows = await rowsOf(connection, `${selects.join(' union all ')} order by 1`)
  return Object.fromEntries(rows.map(([table, hash]) => [table ?? '', hash ?? 'no rows']))
}

/** The plan of a select while the named way of running it is priced out. */
const plan = async (off: string, select: string): Promise<string> =>
  (await first(`set ${off} = off; explain ${select}; reset ${off}`)).join('\n')

const history = (order: string): Promise<string> =>
  plan('enable_sort', `select id from speaking_attempts where user_id = 'u17' order by created_at ${order}`)

const condition = (table: string, where: string): Promise<string> =>
  plan('enable_seqscan', `select id from ${table} where ${where}`)

const countersOf = (table: string): readonly (string | null)[] | undefined => counters.find(([name]) => name === table)?.slice(1)

const indexKeys = (table: string): Promise<(string | null)[]> =>
  first(`select split_part(pg_get_indexdef(indexrelid), 'USING ', 2) from pg_index where indrelid = '${table}'::regclass`)

const calls = async (query: string): Promise<{ calls: number; rows: number }> => {
  const [row] = await rowsOf(demo, `select calls, rows from pg_stat_statements where query like '${query}'`)
  return { calls: Number(row?.[0]), rows: Number(row?.[1]) }
}

test('the first run says what it does, the later ones only what they repeat', () => {
  expect(progress).toEqual(['preparing the demo database (once)…', 'running the workload of the demo database…'])
})

test('about thirty tables of all modules, each with rows', () => {
  expect(Object.keys(hashes)).toHaveLength(34)
  expect(Object.values(hashes)).not.toContain('no rows')
  expect(hashes['speaking_attempts']).toMatch(/^8000 rows /)
})

test('rows keep their foreign keys although they were loaded without looking', async () => {
  const keys = await rowsOf(
    demo,
    `select conrelid::regclass, confrelid::regclass, a.attname, f.attname from pg_constraint c
     join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
     join pg_attribute f on f.attrelid = confrelid and f.attnum = confkey[1] where contype = 'f'`, // foreign key
  )
  expect(keys.length).toBeGreaterThan(30)
  const orphans = keys.map(
    ([table, referenced, column, key]) =>
      `select '${table}.${column}' from ${table} t where ${column} is not null
       and not exists (select from ${referenced} r where r.${key} = t.${column})`,
  )
  expect(await first(orphans.join(' union all '))).toEqual([])
})

test('the lookups inside a loop are called as often as the lists around it returned rows', async () => {
  const list = await calls('select % from "speaking_attempts" where "speaking_attempts"."user_id" = $1')
  const lookup = await calls('select % from "speaking_questions" where "speaking_questions"."id" = $1')
  expect(list.calls).toBe(16)
  expect(lookup.calls).toBe(list.rows)
  expect(lookup.calls).toBeGreaterThan(400)

  const posts = await calls('select % from "forum_posts" where "forum_posts"."category_id" = $1 order by%')
  expect(await calls('select % from "users" where "users"."id" = $1 limit $2')).toEqual({ calls: posts.rows, rows: posts.rows })
})

test('look-alikes: a session by its token has no list around it, a batch returns many rows at once', async () => {
  expect(await calls('select % from "sessions" where "sessions"."token" = $1 limit $2')).toEqual({ calls: 120, rows: 120 })
  expect(await calls('select % from "listening_questions" where "listening_questions"."id" =%any(%')).toEqual({
    calls: 10,
    rows: 200,
  })
})

test('the workload holds no statement of the preparation', async () => {
  expect(
    await first(
      "select query from pg_stat_statements where query ilike any('{create %,%demo\\_%,%pg_stat_statements_reset%,vacuum%}')",
    ),
  ).toEqual([])
})

test('the counters hold the workload and nothing else', () => {
  expect(countersOf('speaking_questions')?.map(Number)).toEqual([expect.any(Number), expect.any(Number), 0])
  expect(Number(countersOf('speaking_questions')?.[1])).toBeGreaterThan(400)
  expect(countersOf('activity_logs')?.[2]).toBe('12')
  expect(countersOf('vocabulary')).toEqual(['0', '0', '0'])
})

test('one index is invalid because its build failed', async () => {
  expect(await first('select indexrelid::regclass from pg_index where not indisvalid')).toEqual([
    'activity_logs_user_created_idx',
  ])
})

test('the index that the plan recommends cannot be read in the order that the plan queries', async () => {
  expect(await history('desc')).toContain('Sort Key')
  expect(await history('desc nulls last')).not.toContain('Sort Key')
})

test('partial indexes whose predicate is too narrow are passed over', async () => {
  const typed = "type = 'reorder_paragraphs' and difficulty = 'Hard' and is_active = true"
  expect(await condition('reading_questions', typed)).not.toContain('reading_questions_free_type_idx')
  expect(await condition('reading_questions', `${typed} and is_premium = false`)).toContain('reading_questions_free_type_idx')
  expect(await condition('listening_questions', 'bookmarked = true')).not.toContain('listening_questions_bookmarked_idx')
  expect(await condition('listening_questions', 'bookmarked is true')).toContain('listening_questions_bookmarked_idx')
})

test('indexes: the coverage that the plan takes for granted has its gaps, and none of its new ones is complete', async () => {
  expect(await indexKeys('speaking_attempts')).not.toContain('btree (created_at)')
  expect(await indexKeys('reading_attempts')).toContain('btree (created_at)')
  expect(await indexKeys('writing_questions')).not.toContain('gin (tags)')
  expect(await indexKeys('listening_questions')).not.toContain('btree (type)')
  expect(await indexKeys('ai_credit_usage')).toEqual(
    expect.arrayContaining(['btree (user_id)', 'btree (user_id, created_at DESC)']), // the first is redundant
  )
})

test('constraints: one bound, not validated, within the plan and wider than it', async () => {
  const rows = await rowsOf(
    demo,
    `select conrelid::regclass::text, convalidated, pg_get_constraintdef(oid) from pg_constraint
     where contype = 'c' and connamespace = 'public'::regnamespace and conrelid <> 'forum_votes'::regclass order by 1`, // CHECK
  )
  expect(rows).toEqual([
    ['mock_test_results', 't', 'CHECK (((overall_score >= 10) AND (overall_score <= 90)))'],
    ['speaking_attempts', 't', 'CHECK ((duration_ms <= 300000))'],
    ['user_progress', 't', 'CHECK (((overall_score >= 0) AND (overall_score <= 90)))'],
    ['users', 'f', 'CHECK ((ai_credits_used <= daily_ai_credits)) NOT VALID'],
  ])
  expect(await first('select count(*) from speaking_attempts where duration_ms < 30000')).toEqual(['666'])
  expect(await first('select count(*) from users where daily_ai_credits = -1')).toEqual(['8'])
  expect(await first('select count(*) from users where ai_credits_used > daily_ai_credits')).toEqual(['11'])
})

test('triggers: two that work, one disabled, one for some columns only', async () => {
  const rows = await rowsOf(
    demo,
    `select tgrelid::regclass::text, tgenabled, cardinality(tgattr::int2[]) from pg_trigger where not tgisinternal order by 1`,
  )
  expect(rows).toEqual([
    ['forum_posts', 'D', '0'], // disabled
    ['teams', 'O', '0'], // origin: fires
    ['user_profiles', 'O', '2'],
    ['users', 'O', '0'],
  ])
})

test('scores: values that no cast to integer takes, keys that changed their name, and a generated column', async () => {
  const odd = await first(
    `select distinct coalesce(scores -> 'total', '"absent"')::text from speaking_attempts
     where jsonb_typeof(scores -> 'total') is distinct from 'number' or (scores ->> 'total') like '%.%' order by 1`,
  )
  expect(odd).toEqual(['"72"', '"absent"', '"n/a"', '72.5', 'null'])
  const keys = await first("select distinct jsonb_object_keys(scores) from writing_attempts where scores <> '{}' order by 1")
  expect(keys).toEqual(['content', 'grammar', 'overall', 'spelling', 'structure', 'total', 'vocabulary'])
  expect(await first('select count(*) from listening_attempts where total_score is not null')).toEqual(['3920'])
})

test('from the cache: the same rows, the workload run again', async () => {
  const texts: string[] = []
  const again = await openDemo({ onProgress: (text) => texts.push(text) })
  try {
    expect(texts).toEqual(['running the workload of the demo database…'])
    expect(await rowsOf(again, COUNTERS)).toEqual(counters)
    expect(await tableHashes(again)).toEqual(hashes)
    const statements = "select query, calls, rows from pg_stat_statements where query like '%\"%' order by query, calls"
    expect(await rowsOf(again, statements)).toEqual(await rowsOf(demo, statements))
  } finally {
    await again.close()
  }
})

test('a cache that is no data directory is made again, with the same rows', async () => {
  const [cached] = readdirSync(folder).filter((name) => name.startsWith('demo-'))
  writeFileSync(join(folder, cached ?? ''), gzipSync('not a data directory'))
  const texts: string[] = []
  const again = await openDemo({ onProgress: (text) => texts.push(text) })
  try {
    expect(texts[0]).toBe('preparing the demo database (once)…')
    expect(await tableHashes(again)).toEqual(hashes)
  } finally {
    await again.close()
  }
})

test('a signal ends it', async () => {
  const controller = new AbortController()
  const opening = openDemo({ signal: controller.signal, onProgress: () => setTimeout(() => controller.abort(), 100) })
  await expect(opening).rejects.toMatchObject({ kind: 'interrupted' })
})
