import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate.ts'
import type { Finding } from '../../src/finding.ts'
import { withFixes } from '../../src/fix/with-fixes.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import type { Rule } from '../../src/rule.ts'
import { runAll } from './steps/harness.ts'
import { plain, shippedRules, snapshotAfter } from './plan/planned.ts'
import { collected } from '../checks/audit.ts'

let embedded: Embedded
let rules: readonly Rule[]
beforeAll(async () => {
  ;[embedded, rules] = await Promise.all([startEmbedded(), shippedRules()])
})
afterAll(() => embedded.close())

async function fixed(sql: string): Promise<readonly Finding[]> {
  const snapshot = await snapshotAfter(embedded, sql)
  const { findings } = evaluate(snapshot, rules, plain)
  return withFixes({ snapshot, rules, options: plain, findings }, '0.0.0')
}

const of = (findings: readonly Finding[], rule: string): Finding | undefined => findings.find((each) => each.rule === rule)

const HISTORY = `create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null, scores jsonb);
  insert into speaking_attempts values (gen_random_uuid(), 'a', now(), '{"total": 72}')`

test('the statements of a finding run as they stand, and close it', async () => {
  const { fix } = of(await fixed(HISTORY), 'attempts-user-history') ?? {}
  if (fix?.kind !== 'statements') throw new Error('no statements')
  expect(fix.statements.map(({ sql }) => sql)).toEqual([
    'CREATE INDEX CONCURRENTLY speaking_attempts_user_created_idx ON public.speaking_attempts (user_id, created_at DESC)',
    expect.stringContaining('COMMENT ON INDEX') as string,
  ])
  await runAll(embedded, fix.statements)
  expect(of(evaluate(await collected(embedded), rules, plain).findings, 'attempts-user-history')).toBe(undefined)
})

test('columns of a document come with their fill, and no guard is in it', async () => {
  const findings = await fixed(HISTORY)
  const { fix } = of(findings, 'score-columns-speaking') ?? {}
  if (fix?.kind !== 'statements') throw new Error('no statements')
  expect(fix.statements.filter(({ sql }) => sql.startsWith('UPDATE '))).toEqual([
    expect.objectContaining({ lock: { mode: 'ROW EXCLUSIVE', table: { schema: 'public', name: 'speaking_attempts' } } }),
  ])
  expect(JSON.stringify(findings)).not.toContain('pg_temp')
})

test('an index that is left invalid is dropped before it is built again, never kept by IF NOT EXISTS', async () => {
  const findings = await fixed(`${HISTORY};
    create index history on speaking_attempts (user_id, created_at);
    update pg_index set indisvalid = false where indexrelid = 'history'::regclass`)
  const { fix } = of(findings, 'attempts-user-history') ?? {}
  if (fix?.kind !== 'statements') throw new Error('no statements')
  expect(fix.statements.some(({ sql }) => sql.includes('IF NOT EXISTS'))).toBe(false)
  await runAll(embedded, fix.statements)
  expect(of(evaluate(await collected(embedded), rules, plain).findings, 'attempts-user-history')).toBe(undefined)
})

test('what only people can decide is a question', async () => {
  const uncounted = await fixed(`${HISTORY}; alter table speaking_attempts add duration_ms integer`)
  expect(of(uncounted, 'duration-bounds')?.fix).toEqual({
    kind: 'manual',
    question: expect.stringContaining('not counted') as string,
    examples: expect.any(Array) as unknown,
  })
})
