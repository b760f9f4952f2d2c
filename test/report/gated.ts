import type { Finding } from '../../src/finding.ts'
import type { Statement } from '../../src/fix/step.ts'
import type { Ending } from '../../src/report/ending.ts'
import type { Report } from '../../src/report/report.ts'
import type { Repository } from '../../src/report/repository.ts'
import type { Rule } from '../../src/rule.ts'
import { finding, report } from './sample.ts'

const about = (relation: string, kind: Finding['object']['kind']) => ({ schema: 'public', relation, kind }) as const

const statement = (sql: string, rest: Partial<Statement>): Statement => ({
  sql,
  lock: { mode: 'ACCESS EXCLUSIVE', table: { schema: 'public', name: 'writing_attempts' } },
  blocks: 'reads and writes',
  transactional: true,
  hazards: [],
  estimate: { rows: null, bytes: null },
  ...rest,
})

const column: Finding = {
  ...finding({
    rule: 'score-columns-writing',
    severity: 'error',
    verdict: 'missing',
    object: { ...about('writing_attempts', 'column'), columns: ['overall_score'] },
    subject: 'overall_score',
    message: 'writing_attempts has no column overall_score.',
    remedy: 'ALTER TABLE public.writing_attempts ADD COLUMN overall_score integer;',
  }),
  evidence: { rows: 20_000, keys: ['total', 'over`all'], sampled: null },
  change: 'introduced',
  locations: [
    { file: 'db/schema.ts', line: 12 },
    { file: 'drizzle/0001_first.sql', line: 3 },
  ],
  fix: {
    kind: 'statements',
    statements: [
      statement('ALTER TABLE public.writing_attempts ADD COLUMN overall_score integer', {}),
      statement(
        'UPDATE public.writing_attempts SET overall_score = 1\nWHERE overall_score IS NULL; -- in batches of 5,000 rows',
        {
          lock: { mode: 'ROW EXCLUSIVE', table: { schema: 'public', name: 'writing_attempts' } },
          blocks: 'nothing',
          estimate: { rows: 20_000, bytes: 3_000_000 },
        },
      ),
      statement('CREATE INDEX CONCURRENTLY writing_score_idx ON public.writing_attempts (overall_score)', {
        lock: { mode: 'SHARE UPDATE EXCLUSIVE', table: { schema: 'public', name: 'writing_attempts' } },
        blocks: 'schema changes',
        transactional: false,
        hazards: ['index-build'],
      }),
    ],
  },
}

const question: Finding = {
  ...finding({
    rule: 'score-bounds',
    severity: 'warn',
    verdict: 'weaker',
    object: about('listening_attempts', 'constraint'),
    subject: 'overall_score between 10 and 90',
    message: 'Nothing keeps overall_score of listening_attempts between 10 and 90.',
    remedy: 'Count the rows first.',
  }),
  change: 'introduced',
  fix: {
    kind: 'manual',
    question: 'Are 3 rows below 10 wrong, or the promise?',
    examples: ['SELECT count(*) FROM public.listening_attempts;'],
  },
}

const old = (subject: string, rest: Partial<Finding>): Finding => ({
  ...finding({
    rule: 'score-bounds',
    severity: 'error',
    verdict: 'missing',
    object: about('reading_attempts', 'constraint'),
    subject,
    message: `Nothing keeps ${subject} of reading_attempts.`,
    remedy: '',
  }),
  ...rest,
})

const findings = [
  ...report.findings,
  column,
  question,
  old('fluency', { accepted: { by: 'baseline', reason: null } }),
  old('grammar', { accepted: { by: 'baseline', reason: 'old exams; see #12' } }),
  old('spelling', { accepted: { by: 'suppression', reason: 'until the import is gone', expires: '2027-01-31' } }),
  old('total', { change: 'unchanged' }),
].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))

/** The sample as a gate reports it: compared, with findings that are accepted, located and fixed, and with fixes. */
export const gated: Report = {
  ...report,
  summary: {
    ...report.summary,
    findings: { error: 3, warn: 3, info: 1 },
    accepted: { baseline: 2, suppression: 1, unchanged: 1 },
  },
  findings,
  results: [
    ...report.results.filter(({ status }) => status !== 'fail'),
    ...findings.map(({ rule, plan, object, subject, verdict }) => ({
      rule,
      plan,
      object,
      subject,
      status: 'fail' as const,
      verdict,
    })),
  ],
  against: { base: 'main', fixed: [old('vocabulary', {})] },
  baseline: {
    file: 'pte-db-audit.baseline.yaml',
    tool: '0.1.0',
    stale: [
      { fingerprint: 'score-bounds:public.gone:total', reason: 'never mind', now: null },
      { fingerprint: 'score-bounds:public.moved:total', reason: null, now: 'score-bounds:public.moved:total from 10 to 90' },
    ],
  },
  suppressions: [{ label: 'score-bounds on writing_*', line: 14, state: 'expired', expires: '2024-12-31' }],
}

export const ending: Ending = { code: 1, sentence: '3 errors (--fail-on error).', failing: ['error'] }

export const repository: Repository = { prefix: 'packages/api', fallback: 'packages/api/pte-db-audit.yaml' }

export const rules: readonly Rule[] = [...new Set(gated.results.map(({ rule }) => rule))].toSorted().map((id) => ({
  id,
  plan: '1.1',
  phase: null,
  priority: null,
  severity: 'warn',
  summary: `What ${id} promises`,
  why: 'The page is slow without it.\nAnd <b>nobody</b> knows [why](https://example.com).',
  check: 'index',
  tables: [],
  params: {},
  file: `rules/plan/${id}.yaml`,
}))
