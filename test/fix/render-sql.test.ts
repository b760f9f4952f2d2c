import { beforeAll, describe, expect, test } from 'vitest'
import { dollarQuote, ensure, GUARDS, undo } from '../../src/fix/guards.ts'
import { renderSql } from '../../src/fix/render/sql.ts'
import type { DefinitionStep } from '../../src/fix/step.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { splitStatements } from '../../src/sql/split.ts'
import { lint } from './lint.ts'
import { backfill, definition, planOf, statement } from './statement.ts'

const table = { schema: 'public', name: 'attempts' }
const strong = { lock: { mode: 'ACCESS EXCLUSIVE', table }, blocks: 'reads and writes' } as const
const build = {
  lock: { mode: 'SHARE UPDATE EXCLUSIVE', table },
  blocks: 'schema changes',
  transactional: false,
  hazards: ['index-build'],
  estimate: { rows: 20_000, bytes: 3_250_000 },
} as const

const column: DefinitionStep = definition('column public.attempts.score', {
  title: 'column score integer on public.attempts',
  plan: ['1.3'],
  closes: ['score-columns:public.attempts:score'],
  up: [statement(ensure(`'absent'`, 'ALTER TABLE public.attempts ADD COLUMN score integer'), strong)],
  down: [statement(undo(`'same'`, 'ALTER TABLE public.attempts DROP COLUMN score'), strong)],
})
const index: DefinitionStep = definition('index public.attempts_score_idx', {
  title: 'index attempts_score_idx on public.attempts (score DESC)',
  plan: ['1.1', '1.3'],
  closes: ['leaderboard:public.attempts:(score desc)'],
  up: [statement('CREATE INDEX CONCURRENTLY IF NOT EXISTS attempts_score_idx ON public.attempts (score DESC)', build)],
  down: [statement('DROP INDEX CONCURRENTLY IF EXISTS public.attempts_score_idx', { ...build, hazards: [] })],
})
const plan = planOf({
  steps: [column, backfill({ fires: ['set_updated_at'] }), index],
  questions: [
    {
      fingerprint: 'score-bounds:public.attempts:score',
      title: 'attempts.score has no bounds.',
      question: 'Are 3 rows below 10 wrong, or is the bound?',
      evidence: ['rows: 3', 'found: 0 to 72'],
      examples: ['SELECT * FROM public.attempts\nWHERE score < 10;'],
    },
  ],
  alsoClosed: [{ fingerprint: 'jsonb-scores:public.attempts:scores', by: 'score-columns:public.attempts:score' }],
  proof: { outcome: 'proven', on: 'PostgreSQL 18.1, embedded', statements: 31, closed: ['a', 'b', 'c'], remarks: [] },
})

beforeAll(loadParser)

const texts = (script: string): string[] => splitStatements(script).map(({ text }) => text)

/** What runs after the settings and guard functions. */
const work = (script: string): string[] =>
  texts(script).filter((text) => !text.includes('$guard$') && !/^SET (?!lock_timeout)/u.test(text))

/** The guard functions have tests of their own. */
const withoutGuards = (script: string): string => GUARDS.reduce((text, guard) => text.replace(`${guard};\n`, ''), script)

describe('a script', () => {
  test('reads as it is meant to: up', async () => {
    await expect(withoutGuards(renderSql(plan).up)).toMatchFileSnapshot('goldens/scores.up.sql')
  })

  test('reads as it is meant to: down', async () => {
    await expect(withoutGuards(renderSql(plan).down)).toMatchFileSnapshot('goldens/scores.down.sql')
  })

  test('is plain SQL that linters have nothing against', async () => {
    const { up, down } = renderSql(plan)
    expect(await lint(up)).toEqual([])
    expect(await lint(down)).toEqual([])
  })

  test('the same plan gives the same bytes', () => {
    expect(renderSql(structuredClone(plan))).toEqual(renderSql(plan))
  })

  test('a build waits for others without a limit, everything else for 2 s at most', () => {
    expect(work(renderSql(plan).up)).toEqual([
      `SET lock_timeout = '2s'`,
      column.up[0]?.sql,
      expect.stringMatching(/^DO \$backfill\$/u),
      'SET lock_timeout = 0',
      index.up[0]?.sql,
      `SET lock_timeout = '2s'`,
    ])
  })

  test('down goes the other way, and a backfill goes with its columns', () => {
    expect(work(renderSql(plan).down)).toEqual([
      `SET lock_timeout = '2s'`,
      'SET lock_timeout = 0',
      index.down[0]?.sql,
      `SET lock_timeout = '2s'`,
      column.down[0]?.sql,
    ])
  })

  test('a plan of questions alone runs nothing', () => {
    const { up, down } = renderSql({ ...plan, steps: [], alsoClosed: [] })
    expect([texts(up), texts(down)]).toEqual([[], []])
    expect(up).toContain('--   Are 3 rows below 10 wrong, or is the bound?')
  })

  test.each([
    ['not tried', ['--no-verify was given'], '-- NOT PROVEN: --no-verify was given\n'],
    [
      'failed',
      ['the rollback forgets an index'],
      '-- NOT PROVEN: it failed on PostgreSQL 18.1, embedded:\n--   - the rollback forgets an index\n',
    ],
    [
      'partly',
      ['no row for a'],
      '-- PROVEN IN PART on PostgreSQL 18.1, embedded: 31 statements, 3 findings closed, rollback exact; but not shown:\n--   - no row for a\n',
    ],
  ] as const)('says at its head what came of the proof: %s', (outcome, remarks, line) => {
    const { up, down } = renderSql({ ...plan, proof: { ...plan.proof, outcome, remarks } })
    expect(up).toContain(line)
    expect(down).toContain(line)
  })
})

describe('hostile names', () => {
  const hostile = `it"s\r\n*/ DROP TABLE x; \\! $sql$ ${'é'.repeat(60)} \u2028 ;--`

  test('never leave a comment', () => {
    const { up, down } = renderSql({
      ...plan,
      source: hostile,
      steps: [
        {
          ...column,
          title: hostile,
          closes: [hostile],
          plan: [hostile],
          up: column.up.map((each) => ({ ...each, lock: { mode: 'SHARE', table: { schema: hostile, name: hostile } } })),
        },
        backfill({ title: hostile, fires: [hostile] }),
      ],
      questions: [{ fingerprint: hostile, title: hostile, question: hostile, evidence: [hostile], examples: [hostile] }],
      alsoClosed: [{ fingerprint: hostile, by: hostile }],
      proof: { outcome: 'partly', on: hostile, statements: 1, closed: [], remarks: [hostile] },
    })
    expect(work(up)).toHaveLength(3)
    expect(work(down)).toHaveLength(2)
    for (const script of [up, down]) {
      expect(script.split(/\r\n|[\r\n]/u).filter((line) => line.startsWith('*/') || line.startsWith('DROP'))).toEqual([])
      expect(texts(script).join(';')).not.toMatch(/^DROP TABLE x/mu)
    }
  })

  test('in statements stay what they are', () => {
    const sql = `COMMENT ON TABLE public.attempts IS 'a; -- \\ $state$ b'`
    const { up } = renderSql({ ...plan, steps: [{ ...column, up: [statement(ensure(`'absent'`, sql))] }] })
    expect(work(up)[1]).toContain(dollarQuote(`\n${sql}\n`, 'ensure'))
  })
})
