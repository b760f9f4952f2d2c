import type { Finding, Result } from '../../src/finding.ts'
import { fingerprintOf } from '../../src/finding.ts'
import type { Report } from '../../src/report/report.ts'

type Fact = Pick<Finding, 'rule' | 'severity' | 'verdict' | 'object' | 'subject' | 'message' | 'remedy'>

export const finding = (fact: Fact): Finding => ({
  check: 'index',
  plan: '1.1',
  why: 'The page is slow without it.',
  evidence: {},
  confidence: 'catalog',
  fingerprint: fingerprintOf(fact.rule, fact.object, fact.subject),
  docs: `pte-db-audit explain ${fact.rule}`,
  ...fact,
})

const about = (relation: string, schema = 'public') => ({ schema, relation, kind: 'index' }) as const

const longName = `"${'w'.repeat(63)}"`

const findings = [
  finding({
    rule: 'attempts-user-history',
    severity: 'error',
    verdict: 'wrong-order',
    object: about('speaking_attempts'),
    subject: '(user_id, created_at desc)',
    message:
      "speaking_attempts_user_created sorts created_at DESC NULLS LAST, which is not the order of the query: every visit sorts all of a user's attempts.",
    remedy:
      'create index concurrently "speaking_attempts_user_created_idx" on "public"."speaking_attempts" ("user_id", "created_at")',
  }),
  finding({
    rule: 'score-bounds',
    severity: 'warn',
    verdict: 'weaker',
    object: { ...about('speaking_attempts'), kind: 'constraint', name: 'score_min' },
    subject: 'overall_score between 10 and 90',
    message: 'Only the lower bound of overall_score is checked: a score of 900 would be stored.',
    remedy: 'Count the rows outside 10..90 first: do they mean something?',
  }),
  finding({
    rule: 'redundant-indexes',
    severity: 'info',
    verdict: 'redundant',
    object: about('speaking_attempts'),
    subject: 'idx_user',
    message: 'idx_user repeats the first key of idx_user_type.',
    remedy: '',
  }),
  finding({
    rule: 'attempts-user-history',
    severity: 'error',
    verdict: 'missing',
    object: about('naïve 表 🙂\u001b[31m\n', 'app'),
    subject: '(user_id, created_at desc)',
    message: `Nothing serves it; ${longName} is nearest, and "a\u009bb\u202ec" is not. 列の名前はとても長いので、折り返しが必要です。とても長い。`,
    remedy: `create index concurrently on "app".${longName} ("user_id")`,
  }),
  finding({
    rule: 'monitoring-slow-log',
    severity: 'warn',
    verdict: 'missing',
    object: { schema: '', relation: '', kind: 'setting', name: 'log_min_duration_statement' },
    subject: 'log_min_duration_statement',
    message: 'Slow statements are not logged.',
    remedy: 'alter system set log_min_duration_statement = 1000',
  }),
].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))

const result = (rule: string, relation: string, rest: Partial<Result> & Pick<Result, 'status'>): Result => ({
  rule,
  plan: '1.1',
  object: about(relation),
  subject: 'x',
  ...rest,
})

const results = [
  ...findings.map(({ rule, plan, object, subject, verdict }): Result => ({
    rule,
    plan,
    object,
    subject,
    status: 'fail',
    verdict,
  })),
  result('activity-user', 'activity_logs', { status: 'pass', verdict: 'present' }),
  result('activity-action', 'activity_logs', { status: 'pass', verdict: 'covered', reason: 'idx_action_created_user serves it' }),
  ...['question_stats', 'user_progress_snapshots'].map((table) =>
    result('question-stats', table, { status: 'not-applicable', reason: 'there is no such table' }),
  ),
  result('snapshots-fresh', 'user_progress_snapshots', { status: 'skipped', reason: 'pass --check-data to count rows' }),
  result('scores-filled', 'speaking_attempts', { status: 'skipped', reason: 'pass --check-data to count rows' }),
]

/** A report with one of everything: every severity, names that would break a terminal, skips, notes. */
export const report: Report = {
  version: 1,
  tool: { name: 'pte-db-audit', version: '0.1.0' },
  source: {
    kind: 'server',
    label: 'app on db.example.com:5432',
    server: { version: '15.18 (Debian 15.18-0+deb12u1)', versionNumber: 150018, database: 'app', embedded: false },
    collectedAt: '2025-01-25T12:00:00.000Z',
  },
  summary: {
    findings: { error: 2, warn: 2, info: 1 },
    accepted: { baseline: 0, suppression: 0, unchanged: 0 },
    results: { pass: 2, fail: 5, notApplicable: 2, skipped: 2 },
    rules: { total: 9, measured: 6 },
  },
  results,
  findings,
  skips: [
    { rule: null, object: null, subject: 'replication', reason: 'this role may not read pg_stat_replication; grant pg_monitor' },
    ...results
      .filter(({ status }) => status === 'skipped')
      .map(({ rule, object, subject, reason = '' }) => ({ rule, object, subject, reason })),
  ],
  notes: [{ severity: 'warn', message: 'is not in the journal and was not run', file: 'drizzle/0009_extra.sql', line: null }],
  workload: {
    statements: 1234,
    calls: 56_789,
    time: 98_765.4,
    understood: { calls: 0.999, time: 0.94 },
    leftOut: [
      { reason: 'a utility statement, whose text may hold secrets', entries: 30, calls: 40, time: 100 },
      { reason: 'the text belongs to another role and is hidden from this one', entries: 2, calls: 20, time: 5825 },
    ],
    countedTogether: { statements: 7, calls: 0.125, time: 0.02 },
    watched: { seconds: 120, calls: 4321 },
    countedSince: '2025-01-01T00:00:00.000Z',
  },
  against: null,
  baseline: null,
  suppressions: [],
}
