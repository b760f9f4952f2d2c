import { expect, test } from 'vitest'
import { fixReport } from '../../src/cli/fix-report.ts'
import { backfill, definition, planOf, statement } from '../fix/statement.ts'

const table = { schema: 'public', name: 'attempts' }
const users = { schema: 'public', name: 'users' }
const plan = planOf({
  steps: [
    definition('table', {
      title: 'table public.question_stats',
      up: [statement('CREATE TABLE', { lock: { mode: 'SHARE ROW EXCLUSIVE', table: users }, blocks: 'writes' })],
      drizzle: { table: { schema: 'public', name: 'question_stats' }, line: 'pgTable' },
    }),
    definition('function', { title: 'function public.set_updated_at()', up: [statement('CREATE FUNCTION')] }),
    definition('column', {
      title: 'column score integer on public.attempts',
      up: [statement('ALTER TABLE', { lock: { mode: 'ACCESS EXCLUSIVE', table }, blocks: 'reads and writes' })],
    }),
    backfill(),
    definition('index', {
      title: 'index attempts_score_idx on public.attempts (question_id, is_public, score DESC NULLS LAST)',
      up: [
        statement('CREATE INDEX', {
          lock: { mode: 'SHARE UPDATE EXCLUSIVE', table },
          blocks: 'schema changes',
          transactional: false,
          hazards: ['index-build'],
          estimate: { rows: 20_000, bytes: 3_250_000 },
        }),
      ],
    }),
  ],
  questions: [
    {
      fingerprint: 'duration-bounds:public.attempts:duration_ms',
      title: 'Nothing keeps duration_ms of attempts\u001b[31m between 30000 and 300000.',
      question: '12 rows are below 30000. Are they wrong, or is the bound?',
      evidence: [],
      examples: [],
    },
  ],
  proof: {
    outcome: 'partly',
    on: 'PostgreSQL 18.1, embedded',
    statements: 31,
    closed: ['a', 'b', 'c'],
    remarks: ['no row could be made for public.attempts'],
  },
})

const options = {
  color: false,
  findings: 4,
  files: ['migrations/a name that is long enough to be wrapped, had it not to be copied.up.sql'],
  next: ['psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f "migrations/a name that is long enough.up.sql"'],
  closing: 'Exit 0: the files are written.',
}

test.each([80, 120])('on %i columns', async (columns) => {
  const text = fixReport(plan, { ...options, columns })
  await expect(text).toMatchFileSnapshot(`goldens/fix-${columns}.txt`)
  const laidOut = text.split('\n').filter((line) => !line.includes('migrations/'))
  expect(Math.max(...laidOut.map((line) => line.length))).toBeLessThanOrEqual(columns)
  expect(text).not.toContain('\u001b')
})

test('a proof that was not tried says why', () => {
  expect(fixReport(planOf({ steps: plan.steps }), { ...options, columns: 80 })).toContain(
    'Proof    NOT PROVEN: --no-verify was given\n',
  )
})
