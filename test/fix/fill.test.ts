import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import type { EvaluateOptions } from '../../src/evaluate.ts'
import type { Plan } from '../../src/fix/step.ts'
import type { Rule } from '../../src/rule.ts'
import { runSql } from '../checks/audit.ts'
import { auditNow, counted, makeAll, undoAll, wholePlan } from './extraction-world.ts'
import { plain, shippedRules } from './plan/planned.ts'
import { DATABASES, openSession, type Session, valueOf } from './session.ts'
import { catalogOf, rebuild } from './steps/harness.ts'

const rules = await shippedRules()
const FILLED = ['progress-snapshots', 'question-stats']

/** Two skills, one of them with its score in a document; a recording in milliseconds; users that the attempts do not reference. */
const WORLD = `
  create table users (id text primary key);
  insert into users values ('ann'), ('bob'), ('cleo');
  create table speaking_attempts (id integer primary key, user_id text, question_id uuid, scores jsonb, duration_ms integer, created_at timestamp);
  create table writing_attempts (id integer primary key, user_id text, question_id uuid, overall_score integer, time_taken_ms integer, created_at timestamptz);
  insert into speaking_attempts values
    (1, 'ann', '00000000-0000-0000-0000-000000000001', '{"total": 60}', 60000, '2025-01-01 10:00'),
    (2, 'ann', '00000000-0000-0000-0000-000000000001', '{"total": "71"}', 150000, '2025-01-02 23:59:59'),
    (3, 'bob', '00000000-0000-0000-0000-000000000001', '{"total": "n/a"}', null, '2025-01-02 10:00'),
    (4, 'ann', '00000000-0000-0000-0000-000000000002', '{"total": 80}', 1000, '2025-01-03 00:00'),
    (5, 'gone', '00000000-0000-0000-0000-000000000002', '{"total": 90}', 1000, '2025-01-01'),
    (6, null, null, '{"total": 90}', 1000, '2025-01-01');
  insert into writing_attempts values
    (1, 'ann', '00000000-0000-0000-0000-000000000001', 65, 30000, '2025-01-02 12:00+00'),
    (2, 'bob', '00000000-0000-0000-0000-000000000001', 2000000000, -5, '2025-01-02 12:00+00');
`

/** The plan for the two tables alone, made; gives it. */
async function fixed(connection: Connection, of: readonly Rule[] = rules, options: EvaluateOptions = plain) {
  const plan = wholePlan(await counted(connection, of, options), of, { only: FILLED, options })
  await makeAll(connection, plan)
  return plan
}

const table = async (connection: Connection, sql: string): Promise<readonly string[]> =>
  (await rowsOf(connection, sql)).map((row) => row.map((value) => value ?? '-').join(' '))

const PROGRESS = `select user_id, snapshot_date::date, total_attempts, speaking_attempts, writing_attempts, reading_attempts,
  avg_speaking_score, avg_writing_score, avg_reading_score, total_study_time_minutes, unique_days_active
  from user_progress_snapshots order by 1, 2`
const STATS = `select question_type, right(question_id::text, 1), total_attempts, unique_users, avg_score, pass_rate, calculated_difficulty
  from question_stats order by 1, 2`

const notes = ({ steps }: Plan): readonly string[] => steps.flatMap(({ note }) => note ?? [])

describe.each(DATABASES)('functions that fill tables on %s', (database) => {
  let session: Session
  beforeAll(async () => {
    session = await openSession(database)
    await session.connection.simple(`set timezone = 'UTC'`)
  })
  afterAll(() => session.stop())

  test('count what was done until the end of a day, and write the same rows again', async () => {
    const { connection } = session
    await rebuild(connection, [])
    await runSql(connection, WORLD)
    const before = await catalogOf(connection)
    const plan = await fixed(connection)
    const progress = [
      'ann 2025-01-02 3 2 1 0 65.50 65.00 - 4 2',
      // An absurd score counts as none, and a negative time too.
      'bob 2025-01-02 2 1 1 0 - - - 0 1',
    ]
    expect(await valueOf(connection, `refresh_user_progress_snapshots('2025-01-02')`)).toBe('2')
    expect(await table(connection, PROGRESS)).toEqual(progress)
    const ids = 'select id, created_at from user_progress_snapshots order by user_id'
    const first = await table(connection, ids)
    await connection.simple(`update user_progress_snapshots set total_attempts = 99, avg_writing_score = null`)
    expect(await valueOf(connection, `refresh_user_progress_snapshots('2025-01-02')`)).toBe('2')
    expect(await table(connection, PROGRESS)).toEqual(progress)
    expect(await table(connection, ids)).toEqual(first)
    expect(await valueOf(connection, `refresh_user_progress_snapshots('2025-01-01')`)).toBe('1')
    expect(await table(connection, PROGRESS)).toEqual(['ann 2025-01-01 1 1 0 0 60.00 - - 1 1', ...progress])
    expect(await valueOf(connection, 'refresh_user_progress_snapshots()')).toBe('2')

    const stats = ['speaking 1 3 2 65.50 50.00 Medium', 'speaking 2 1 1 90.00 100.00 Easy', 'writing 1 2 2 65.00 0.00 Medium']
    expect(await valueOf(connection, `refresh_question_stats('2025-01-02')`)).toBe('3')
    expect(await table(connection, STATS)).toEqual(stats)
    expect(await valueOf(connection, `refresh_question_stats('2025-01-02')`)).toBe('3')
    expect(await table(connection, STATS)).toEqual(stats)
    await connection.simple(`select refresh_question_stats('2025-01-02', pass_mark => 70, easy_from => 95, hard_below => 66)`)
    expect(await table(connection, STATS)).toEqual([
      'speaking 1 3 2 65.50 50.00 Hard',
      'speaking 2 1 1 90.00 100.00 Medium',
      'writing 1 2 2 65.00 0.00 Hard',
    ])
    await connection.simple('select refresh_question_stats()')
    expect(await table(connection, STATS)).toContain('speaking 2 2 2 85.00 100.00 Easy')

    // Nothing else has these rows: somebody has to say that they may go.
    await undoAll(connection, plan)
    expect(await table(connection, STATS)).toContain('speaking 2 2 2 85.00 100.00 Easy')
    await connection.simple('delete from user_progress_snapshots; delete from question_stats')
    await undoAll(connection, plan)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('go by the types and the names that ids have here', async () => {
    const { connection } = session
    await rebuild(connection, [])
    await runSql(
      connection,
      `create schema app;
       create table app."User" ("uId" bigint primary key);
       insert into app."User" values (7);
       create table app."Talk's" (id integer primary key, "who" integer, "what" bigint, overall_score numeric, "when" date);
       insert into app."Talk's" values (1, 7, 12, 70.5, '2025-01-02'), (2, 7, 12, 40, '2025-01-02');
       create table app.writing_attempts (id integer primary key, "who" bigint, "what" text, overall_score numeric, "when" date);
       insert into app.writing_attempts values (1, 7, 'x', 45, '2025-01-02')`,
    )
    const options: EvaluateOptions = {
      schemas: ['app'],
      names: {
        tables: { users: 'User', speaking_attempts: "Talk's", question_stats: 'Question "Stats"' },
        columns: { 'users.id': 'uId', user_id: 'who', question_id: 'what', created_at: 'when' },
      },
    }
    await fixed(connection, rules, options)
    await connection.simple('set search_path = pg_catalog')
    expect(await valueOf(connection, `app.refresh_user_progress_snapshots('2025-01-02')`)).toBe('1')
    expect(await valueOf(connection, `app.refresh_question_stats('2025-01-02')`)).toBe('2')
    await connection.simple('set search_path = default')
    expect(
      await table(connection, 'select who, pg_typeof(who), total_attempts, unique_days_active from app.user_progress_snapshots'),
    ).toEqual(['7 bigint 3 1'])
    expect(
      await table(
        connection,
        'select what, question_type, calculated_difficulty, unique_users from app."Question ""Stats""" order by 2',
      ),
    ).toEqual(['12 speaking Medium 1', 'x writing Hard 1'])
    const left = (await auditNow(connection, rules, options)).findings.filter(({ rule }) => FILLED.includes(rule))
    expect(left.map(({ fingerprint }) => fingerprint)).toEqual([])
  })

  test('are scheduled where pg_cron is, and nowhere else', async () => {
    const { connection } = session
    await rebuild(connection, [])
    await runSql(
      connection,
      `${WORLD}
       create schema cron;
       create table cron.job (jobname text, schedule text, command text);
       create function cron.schedule(text, text, text) returns bigint language sql as 'insert into cron.job values ($1, $2, $3) returning 1::bigint';
       create function cron.unschedule(text) returns boolean language sql as 'delete from cron.job where jobname = $1 returning true';`,
    )
    const snapshot = await counted(connection, rules)
    const cron = { name: 'pg_cron', version: '1.6', schema: 'pg_catalog', standIn: false } as const
    const plan = wholePlan({ ...snapshot, extensions: [...snapshot.extensions, cron] }, rules, { only: FILLED })
    await makeAll(connection, plan)
    await makeAll(connection, plan)
    const jobs = 'select * from cron.job order by 1'
    expect(await table(connection, jobs)).toEqual([
      'refresh_question_stats 20 0 * * * SELECT public.refresh_question_stats()',
      'refresh_user_progress_snapshots 10 0 * * * SELECT public.refresh_user_progress_snapshots()',
    ])
    await undoAll(connection, plan)
    expect(await table(connection, jobs)).toEqual([])
    // On a copy without the extension there is nothing to schedule, and nothing fails.
    await connection.simple('drop schema cron cascade')
    await makeAll(connection, plan)
    await undoAll(connection, plan)
    expect(notes(plan).filter((note) => note.includes('crontab'))).toEqual([])
    const without = wholePlan(snapshot, rules, { only: FILLED })
    expect(without.steps.filter(({ title }) => title.includes('pg_cron'))).toEqual([])
    expect(notes(without).filter((note) => note.includes('10 0 * * * psql'))).toHaveLength(1)
  })

  test('are left out where nothing says who made an attempt, or when', async () => {
    const { connection } = session
    await rebuild(connection, [
      'create table users (id text primary key)',
      'create table speaking_attempts (id integer primary key, user_id text, overall_score integer)',
      'create table writing_attempts (id integer primary key, created_at timestamp, overall_score integer)',
    ])
    const plan = await fixed(connection)
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'table public.question_stats',
      'table public.user_progress_snapshots',
      'function public.update_updated_at_column',
      'trigger public.question_stats.update_question_stats_updated_at',
    ])
  })

  test('are not written for a rule that names none', async () => {
    const { connection } = session
    await rebuild(connection, [])
    await runSql(connection, WORLD)
    const own = rules.map((rule): Rule => {
      if (!FILLED.includes(rule.id)) return rule
      const { fill, ...params } = rule.params as { readonly fill: unknown }
      expect(fill).toBeDefined()
      return { ...rule, params }
    })
    const plan = await fixed(connection, own)
    expect(plan.steps.map(({ id }) => id).filter((id) => id.includes('refresh'))).toEqual([])
  })
})
