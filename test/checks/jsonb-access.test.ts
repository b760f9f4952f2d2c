import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { type Evaluation, evaluate } from '../../src/evaluate.ts'
import { queriesOf } from '../../src/queries.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Answer, Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { collected, laidOver, runSql } from './audit.ts'
import { workloadOf } from './fixture-workload.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })
const rule = rules.find(({ id }) => id === 'jsonb-access')!
const options = { names: { tables: {}, columns: {} }, schemas: [] }
const SERVER = { server: { embedded: false, superuser: true, role: 'audit' }, source: { kind: 'server' } }

let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())
beforeEach(() => embedded.simple('drop schema public cascade; create schema public'))

async function audited(queries: readonly string[], checkData = false): Promise<Evaluation> {
  const statements = queries.map((query) => ({ query, calls: 100, meanTime: 10 }))
  const snapshot = laidOver(await collected(embedded), workloadOf(SERVER, statements)) as Snapshot
  const answers: Record<string, Answer> = {}
  for (const query of queriesOf(snapshot, [rule], options, checkData)) {
    const rows: (readonly (string | null)[])[] = []
    await embedded.simple(query.sql, (_statement, row) => rows.push(row))
    answers[query.key] = { columns: [], rows: rows.slice(0, query.maxRows), truncated: rows.length > query.maxRows }
  }
  return evaluate({ ...snapshot, answers }, rules, options)
}

const found = ({ findings }: Evaluation) => findings.filter((finding) => finding.rule === rule.id)

test('keys come from where they can be known, and from nowhere else', async () => {
  await runSql(
    embedded,
    `create table events (id bigint primary key, meta jsonb, note text, total int generated always as ((meta ->> 'total')::int) stored);
     create index events_views on events (((meta ->> 'views')::int)) where meta ->> 'kind' = 'x';
     create view popular as select id, (meta ->> 'views')::int as views from events where meta #>> '{stats,deep}' is not null;
     create materialized view liked as select id, meta -> 'likes' as likes from events;
     create function stamp() returns trigger language plpgsql as $$ begin new.note := new.meta ->> 'stamped'; return new; end $$;
     create trigger stamp before insert on events for each row execute function stamp();
     insert into events (id, meta) select n, jsonb_build_object('sampled', n, 'user ' || n, true) from generate_series(1, 40) n;
     insert into events (id, meta) values (41, '[]'), (42, '{"sampled": "x"}'), (43, null)`,
  )
  const [finding] = found(await audited(['select id from events where (meta ->> $1)::int > $2 order by meta ->> $1'], true))
  expect(finding?.evidence).toEqual({
    type: 'jsonb',
    calls: 100,
    share_of_calls: 1,
    total_ms: 1000,
    share_of_time: 1,
    clauses: ['WHERE', 'ORDER BY'],
    operators: ['->>'],
    asked_as: ['integer', 'text'],
    keys: [
      'kind: index events_views',
      'likes: view liked',
      'sampled: rows (number or string)',
      'stamped: function stamp',
      'stats: view popular',
      'total: column total',
      'views: index events_views, view popular',
    ],
    keys_note:
      'pg_stat_statements keeps $1 where a statement names a key: the keys here are those that the schema, views, functions or sampled rows name',
    indexes: [
      `CREATE INDEX events_views ON public.events USING btree ((((meta ->> 'views'::text))::integer)) WHERE ((meta ->> 'kind'::text) = 'x'::text): finds and sorts by that expression alone, and only rows of its condition`,
    ],
    statements: ['select id from events where (meta ->> $1)::int > $2 order by meta ->> $1'],
    more_statements: 0,
    counted_since: '1969-12-01T00:00:00.000Z',
  })
  expect(finding?.confidence).toBe('workload')
})

test('rows are not looked into without --check-data, nor for what nobody asks for', async () => {
  await runSql(
    embedded,
    `create table events (id bigint primary key, meta jsonb, raw json); insert into events values (1, '{"a": 1}', '{"b": 1}')`,
  )
  const queries = ['select id from events where meta ->> $1 = $2', 'select raw ->> $1 from events']
  expect(found(await audited(queries)).map(({ evidence }) => evidence['keys'])).toEqual([[]])
  expect(found(await audited(queries, true)).map(({ evidence }) => evidence['keys'])).toEqual([['a: rows (number)']])
})

test('a key that stands in a statement is taken from it', async () => {
  await runSql(embedded, 'create table events (id bigint primary key, meta jsonb)')
  const [finding] = found(await audited([`select id from events where meta ->> 'kind' = $1`]))
  expect(finding?.evidence['keys']).toEqual(['kind: a statement'])
})

test('five statements are named, those that take the most time first', async () => {
  await runSql(embedded, 'create table events (id bigint primary key, meta jsonb, a int, b int, c int, d int, e int)')
  const filters = ['a', 'b', 'c', 'd', 'e', 'id']
  const [finding] = found(await audited(filters.map((column) => `select ${column} from events where meta ->> $1 = $2`)))
  expect(finding?.evidence['statements']).toHaveLength(5)
  expect(finding?.evidence).toMatchObject({ more_statements: 1, calls: 600 })
})

test('says which rule reports the column already', async () => {
  await runSql(embedded, 'create table speaking_attempts (id uuid primary key, scores jsonb, settings jsonb)')
  const findings = found(
    await audited(['select id from speaking_attempts where scores ->> $1 = $2 and (settings ->> $3)::int > $4']),
  )
  expect(findings.map(({ subject, evidence }) => [subject, evidence['related_rule']])).toEqual([
    ['scores', 'jsonb-scores'],
    ['settings', undefined],
  ])
})

test.each([
  ['create table events (id bigint primary key, meta jsonb)', 'select id from events where meta @> $1 and meta @? $2'],
  ['create table events (id bigint primary key, meta jsonb)', 'select id from events where meta ? $1'],
  ['create table "Events" (id bigint primary key, "Meta Data" jsonb)', 'select id from "Events" where "Meta Data" @> $1'],
  ['create table events (id bigint, at date, meta jsonb) partition by range (at)', 'select id from events where meta @> $1'],
])('the index that it prints silences it: %s, %s', async (table, query) => {
  await runSql(embedded, table)
  const [finding] = found(await audited([query]))
  await runSql(embedded, finding?.remedy ?? '')
  expect(found(await audited([query]))).toEqual([])
})

test.each([
  ['select id from events where meta @> $1', 'events_meta'],
  ['select id from events where meta ? $1', 'events_meta'],
  ['select id from events where (meta ->> $1) = $2', null],
  ['select id from events where meta <@ $1', null],
  ['select id from events where jsonb_exists(meta, $1)', null],
])('the planner agrees on what GIN finds: %s', async (query, index) => {
  await runSql(
    embedded,
    'create table events (id bigint primary key, meta jsonb); create index events_meta on events using gin (meta)',
  )
  const rows: (readonly (string | null)[])[] = []
  await embedded.simple(`set enable_seqscan = off; explain (generic_plan) ${query}`, (_statement, row) => rows.push(row))
  expect(rows.some(([line]) => line?.includes('Bitmap Index Scan on events_meta'))).toBe(index !== null)
  expect(found(await audited([query]))).toHaveLength(index === null ? 1 : 0)
})
