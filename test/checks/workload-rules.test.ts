import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import type { Evaluation } from '../../src/evaluate.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import { connect } from '../../src/source/server.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type Major, startServer, type TestServer } from '../server.ts'
import { audit } from './audit.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })

/** Rules on counters that a server has really counted, with limits that a short test reaches. */
describe.each([13, 18] as const)('PostgreSQL %i', (major: Major) => {
  let server: TestServer
  let connection: Connection
  // Fixtures are collected in 1970, before a server has reset anything.
  const held = (id: string, params: object, overlay: object = {}): Promise<Evaluation> => {
    const rule = rules.find((each) => each.id === id)
    if (!rule) throw new Error(`there is no rule ${id}`)
    return audit(
      connection,
      { ...rule, params: { ...(rule.params as object), ...params } },
      {
        overlay: { collectedAt: new Date(Date.now() + 60_000).toISOString(), ...overlay },
      },
    )
  }

  beforeAll(async () => {
    server = await startServer(major, { settings: { track_io_timing: 'on' } })
    connection = await connect(server.url, {})
    await connection.simple('create extension pg_stat_statements')
    await connection.simple(`create table questions (id int primary key, type text not null, title text not null);
      create index questions_title_idx on questions (title); create index questions_type_idx on questions (type);
      insert into questions select n, 't' || n % 5, repeat(md5(n::text), 20) from generate_series(1, 5000) n; analyze questions`)
    await connection.simple('select pg_stat_statements_reset()')
    for (let call = 0; call < 20; call++)
      await connection.simple(
        `/* user@example.com */ select title from questions where type = 't${call % 5}' /*route='%2Fquestions'*/ order by title`,
      )
    await connection.simple('select count(*) from questions')
    // A session hands its counters over once a second at most, and before 15 through a process of its own.
    await vi.waitUntil(async () => (await rowsOf(connection, 'select idx_scan from pg_stat_user_tables'))[0]?.[0] === '20', {
      timeout: 20_000,
      interval: 200,
    })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  test('a slow statement is told with what it costs', async () => {
    const { findings } = await held('slow-statements', { meanMs: 0, minHours: 0 })
    expect(findings).toHaveLength(1)
    const { object, subject, confidence, severity, evidence } = findings[0] as (typeof findings)[0]
    expect({ object, subject, confidence, severity }).toEqual({
      object: { schema: 'public', relation: 'questions', kind: 'query' },
      subject: 'select questions (type =) order by title returning title',
      confidence: 'workload',
      severity: 'warn',
    })
    expect(evidence).toMatchObject({
      query: 'select title from questions where type = $1 order by title',
      found_by: ['mean'],
      calls: 20,
      rows_per_call: 1000,
      rank_by_time: 1,
      rank_by_calls: 1,
      rank_by_blocks: 1,
      rank_by_temp: null,
      roles: ['postgres'],
      tags: ['route=/questions'],
    })
    const { mean_ms: mean, max_ms: max, estimated_p95_ms: p95, estimated_p99_ms: p99, total_ms: total } = evidence
    expect(Number(total)).toBeCloseTo(Number(mean) * 20, 0)
    expect(Number(p95)).toBeLessThanOrEqual(Number(p99))
    expect(Number(p99)).toBeLessThanOrEqual(Number(max))
    expect(Number(evidence['share_of_time'])).toBeGreaterThan(0)
    expect(Number(evidence['blocks_hit_per_call'])).toBeGreaterThan(0)
  })

  test('nothing is slow by the limits of the rule, and a minute of counting is no time', async () => {
    expect((await held('slow-statements', { minHours: 0 })).results).toMatchObject([{ status: 'pass' }])
    const { results } = await held('slow-statements', {})
    // pg_stat_statements says since 1.9 when it was reset.
    expect(results).toMatchObject([{ status: major < 14 ? 'pass' : 'skipped' }])
  })

  test('a read of a table that is not written is for a cache', async () => {
    const limits = {
      minHours: 0,
      minCallsPerMinute: 0,
      minShare: 0,
      ttlSeconds: 100_000,
      maxWritesPerMinute: 1e9,
      maxWritesPerCall: 1e9,
    }
    const { findings, results } = await held('cache-reads', limits)
    if (major < 14)
      expect(results).toMatchObject([{ status: 'skipped', reason: expect.stringContaining('since when') as string }])
    else expect(findings.map(({ subject }) => subject)).toContain('select questions (type =) order by title returning title')
    // The 5,000 rows that were loaded are writes.
    if (major >= 14) expect((await held('cache-reads', { ...limits, maxWritesPerCall: 10 })).findings).toEqual([])
  })

  test('index usage and cache hits are what the server counted', async () => {
    const limits = { minHours: 0, minBytes: 0, minBlocks: 1, minScans: 1, above: 100 }
    const { findings } = await held('hit-rates', limits)
    const usage = findings.find(({ object, subject }) => object.relation === 'questions' && subject === 'index usage')
    expect(usage?.evidence).toMatchObject({ index_scans: 20, sequential_scans: expect.any(Number) as number })
    expect(findings.map(({ subject }) => subject)).toContain('cache hit')
  })

  test('an index that was not used is told from one that was', async () => {
    const { results } = await held('unused-indexes', { minDays: 0, minBytes: 0 })
    // Of indexes that nothing has used, the one that a statement sorts by stays.
    expect(results.map(({ subject, status }) => `${subject} ${status}`)).toEqual(['questions_title_idx pass'])
    const unread = { workload: { available: false, reason: 'not read' }, database: { statsReset: '2025-01-25T00:00:00.000Z' } }
    const { findings } = await held('unused-indexes', { minBytes: 0 }, unread)
    expect(findings.map(({ subject }) => subject)).toEqual(['questions_title_idx'])
  })
})
