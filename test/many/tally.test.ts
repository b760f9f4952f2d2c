import { expect, test } from 'vitest'
import type { Finding, Result } from '../../src/finding.ts'
import type { Judged } from '../../src/many/judge.ts'
import { newTally } from '../../src/many/tally.ts'
import type { Target } from '../../src/many/target.ts'
import type { Skip, Summary } from '../../src/report/report.ts'
import type { TargetsReport } from '../../src/report/targets-report.ts'
import type { Note } from '../../src/snapshot.ts'

const tenant = (schema: string, database = 'tenants'): Target => ({ name: `${database}/${schema}`, kind: 'schema', schema })
const database = (name: string): Target => ({ name, kind: 'database', schema: null })

const finding = (schema: string, more: Partial<Finding> = {}): Finding => ({
  rule: 'orders-user',
  check: 'index',
  severity: 'warn',
  plan: null,
  verdict: 'missing',
  object: { schema, relation: 'orders', kind: 'table' },
  message: `${schema}.orders has no index`,
  why: '',
  evidence: { rows: schema.length },
  confidence: 'catalog',
  remedy: '',
  subject: '(user_id)',
  fingerprint: '',
  docs: '',
  ...more,
})

interface Found {
  readonly findings?: readonly Finding[]
  readonly results?: readonly Partial<Result>[]
  readonly skips?: readonly Skip[]
  readonly notes?: readonly Note[]
  readonly rules?: readonly string[]
}

function judged({ findings = [], results = [], skips = [], notes = [], rules = ['orders-user'] }: Found): Judged {
  const weighing = { error: 0, warn: findings.length, info: 0 }
  const none = { pass: 0, fail: 0, notApplicable: 0, skipped: 0 }
  const summary = { findings: weighing, accepted: {}, results: none, rules: { total: 1, measured: 1 } } as unknown as Summary
  const server = { version: '18.6', versionNumber: 180006, database: 'app', embedded: false }
  const source = { kind: 'server', label: 'app on a:5432', server, collectedAt: '2025-01-25T12:00:00.000Z' } as const
  return {
    rules,
    findings,
    results: results.map((result) => ({ rule: 'orders-user', subject: '(user_id)', plan: null, ...result }) as Result),
    report: { summary, skips, notes, source },
    unmeasured: null,
  }
}

function reportOf(...added: readonly (readonly [Target, Found])[]): TargetsReport {
  const tally = newTally()
  for (const [target, found] of added) tally.add(target, judged(found))
  return tally.report({ version: '1', rules: 1, notes: [] })
}

const groupsOf = (...added: readonly (readonly [Target, Found])[]): string[] =>
  reportOf(...added).groups.map(({ fingerprint, targets }) => `${fingerprint} in ${targets.join(' ')}`)

const has = (target: Target, more: Partial<Finding> = {}): readonly [Target, Found] => [
  target,
  { findings: [finding(target.schema ?? 'public', more)] },
]

const naming = (schema: string, written: string): readonly [Target, Found] =>
  has({ ...tenant(schema), schema }, { subject: `select ${written}.orders (id =)` })

const orders = (schema: string) => ({ schema, relation: 'orders', kind: 'table' }) as const

const skipOf = (schema: string, reason: string): Skip => ({
  rule: 'orders-user',
  object: { schema, relation: 'orders', kind: 'table' },
  subject: 'indexes',
  reason,
})

const textOf = (added: readonly (readonly [Target, Found])[]): string => JSON.stringify(reportOf(...added))

test('one finding of many schemas is one group, told by the first of them by name', () => {
  const { groups } = reportOf(has(tenant('t3')), has(tenant('t1')), has(tenant('t2')), [tenant('t4'), {}])
  expect(groups).toMatchObject([
    {
      fingerprint: 'orders-user:*.orders:(user_id)',
      targets: ['tenants/t1', 'tenants/t2', 'tenants/t3'],
      of: 4,
      kind: 'schema',
      first: 'tenants/t1',
      message: 't1.orders has no index',
      verdicts: { missing: 3 },
    },
  ])
})

test.each<[string, Partial<Finding>]>([
  ['rule', { rule: 'orders-time' }],
  ['table', { object: { schema: 't2', relation: 'items', kind: 'table' } }],
  ['subject', { subject: '(user_id, created_at)' }],
])('another %s is another group', (_name, more) => {
  expect(groupsOf(has(tenant('t1')), has(tenant('t2'), more))).toHaveLength(2)
})

test.each<[string, Partial<Finding>]>([
  ['verdict', { verdict: 'weaker' }],
  ['severity', { severity: 'error' }],
  ['message', { message: 'something else' }],
  ['evidence', { evidence: {} }],
  ['name of an index', { object: { schema: 't2', relation: 'orders', kind: 'index', name: 'other_idx' } }],
])('another %s is not', (_name, more) => {
  expect(groupsOf(has(tenant('t1')), has(tenant('t2'), more))).toEqual([
    'orders-user:*.orders:(user_id) in tenants/t1 tenants/t2',
  ])
})

test('databases are told apart by the schema, and from tenants', () => {
  const inAudit = { object: { schema: 'audit', relation: 'orders', kind: 'table' } } as const
  expect(groupsOf(has(database('a')), has(database('b')), has(database('c'), inAudit), has(tenant('t1')))).toEqual([
    'orders-user:*.orders:(user_id) in tenants/t1',
    'orders-user:audit.orders:(user_id) in c',
    'orders-user:public.orders:(user_id) in a b',
  ])
})

test('schemas of several databases of tenants share a group', () => {
  expect(groupsOf(has(tenant('t1', 'eu')), has(tenant('t1', 'us')))).toEqual(['orders-user:*.orders:(user_id) in eu/t1 us/t1'])
})

test('a schema within a subject is left out too, quoted or not', () => {
  expect(groupsOf(naming('t1', 't1'), naming('T 2', '"T 2"'))).toEqual([
    'orders-user:*.orders:select orders (id =) in tenants/T 2 tenants/t1',
  ])
})

test('the worst severity and each verdict are counted, and what holds or is not known beside them', () => {
  const { groups, summary } = reportOf(
    has(tenant('t1')),
    has(tenant('t2'), { severity: 'error', verdict: 'weaker' }),
    [tenant('t3'), { results: [{ status: 'pass', object: orders('t3') }] }],
    [tenant('t4'), { results: [{ status: 'skipped', object: orders('t4') }] }],
    [tenant('t5'), { results: [{ status: 'not-applicable', object: orders('t5') }] }],
  )
  expect(groups).toMatchObject([{ severity: 'error', verdicts: { missing: 1, weaker: 1 }, held: 1, unmeasured: 1, of: 5 }])
  expect(summary.groups).toEqual({ error: 1, warn: 0, info: 0 })
  expect(summary.findings).toEqual({ error: 0, warn: 2, info: 0 })
})

test('only targets that a rule was held against are counted behind "of"', () => {
  const [group] = reportOf(
    has(database('a')),
    [database('b'), {}],
    [database('c'), { rules: ['another'] }],
    [tenant('t1'), {}],
  ).groups
  expect(group?.of).toBe(2)
})

test('a finding that nobody counts weighs nothing', () => {
  const accepted = { accepted: { by: 'baseline', reason: null } } as const
  const { groups, summary } = reportOf(has(database('a'), accepted), has(database('b'), accepted))
  expect([groups, summary.groups, summary.accepted]).toEqual([[], { error: 0, warn: 0, info: 0 }, 2])
  expect(reportOf(has(database('a'), accepted), has(database('b'))).summary.groups).toEqual({ error: 0, warn: 1, info: 0 })
})

test('skips and notes are grouped likewise', () => {
  const note: Note = { severity: 'info', message: 'settings are hidden', file: null, line: null }
  const { skips, notes } = reportOf(
    [tenant('t2'), { skips: [skipOf('t2', 't2.orders was not read')], notes: [note, note] }],
    [tenant('t1'), { skips: [skipOf('t1', 't1.orders was not read'), skipOf('t1', 'no counters')], notes: [note] }],
  )
  expect(skips.map(({ reason, targets }) => [reason, ...targets])).toEqual([
    ['no counters', 'tenants/t1'],
    ['t1.orders was not read', 'tenants/t1', 'tenants/t2'],
  ])
  expect(notes).toEqual([{ ...note, targets: ['tenants/t1', 'tenants/t2'] }])
})

test('the order in which targets end is not seen', () => {
  const all = [has(tenant('t3'), { severity: 'error' }), has(tenant('t1')), has(database('a')), [tenant('t2'), {}]] as const
  expect(textOf(all.toReversed())).toBe(textOf(all))
})
