import { describe, expect, test } from 'vitest'
import type { Finding, Result } from '../../src/finding.ts'
import { acceptedBy, type Baseline, fingerprintIn } from '../../src/gate/baseline.ts'
import { compared } from '../../src/gate/compare.ts'
import type { LookedAt } from '../../src/gate/looked-at.ts'
import { staleIn } from '../../src/gate/stale.ts'
import { suppress, type Suppression } from '../../src/gate/suppress.ts'
import { updatedBaseline } from '../../src/gate/updated-baseline.ts'
import { finding as findingOf } from '../report/sample.ts'

const TODAY = '2025-01-25'

/** `rule table subject`, and the columns that it is about. */
function found(text: string, columns?: readonly string[]): Finding {
  const [rule = '', relation = '', ...subject] = text.split(' ')
  return findingOf({
    rule,
    severity: 'error',
    verdict: 'missing',
    object: { schema: 'public', relation, kind: 'index', ...(columns ? { columns } : {}) },
    subject: subject.join(' '),
    message: 'Nothing serves it.',
    remedy: 'Do.',
  })
}

const entry = (text: string, reason: string | null = 'why not') => {
  const [rule = '', object = '', ...subject] = text.split(' ')
  return { rule, object, subject: subject.join(' '), reason }
}

const baselineOf = (...texts: readonly string[]): Baseline => ({
  file: 'accepted.yaml',
  tool: '0.1.0',
  entries: texts.map((text) => entry(text)),
})

const skip = (rule: string, relation: string, kind: Result['object']['kind'] = 'table'): Result => ({
  rule,
  plan: null,
  object: { schema: 'public', relation, kind },
  subject: 'x',
  status: 'skipped',
  reason: 'unread',
})

const lookedAt = ({
  ran = ['r', 's'],
  skipped = [],
  schemas = [],
}: { ran?: string[]; skipped?: Result[]; schemas?: string[] } = {}): LookedAt => ({
  known: new Set(['r', 's']),
  ran: new Set(ran),
  narrowed: schemas.length > 0,
  isLeftOut: (schema) => schemas.length > 0 && !schemas.includes(schema),
  skipped: new Map(['r', 's'].map((id) => [id, skipped.filter(({ rule }) => rule === id)])),
})

describe('a baseline', () => {
  test.each([
    { what: 'the finding itself', texts: ['r public.t (a)'], by: 'baseline' },
    { what: 'another subject', texts: ['r public.t (b)'], by: undefined },
    { what: 'another table', texts: ['r public.u (a)'], by: undefined },
    { what: 'the table of another schema', texts: ['r other.t (a)'], by: undefined },
    { what: 'another rule', texts: ['s public.t (a)'], by: undefined },
  ])('with $what accepts it: $by', ({ texts, by }) => {
    expect(acceptedBy([found('r t (a)')], baselineOf(...texts))[0]?.accepted?.by).toBe(by)
  })

  test('leaves to a suppression what that has taken', () => {
    const suppressed = { ...found('r t (a)'), accepted: { by: 'suppression', reason: 'x', expires: null } } as const
    expect(acceptedBy([suppressed], baselineOf('r public.t (a)'))).toEqual([suppressed])
  })

  test.each<{ what: string; findings?: readonly string[]; seen?: LookedAt; entry?: string; stale: boolean }>([
    { what: 'whose finding is gone', stale: true },
    { what: 'whose finding is there', findings: ['r t (a)'], stale: false },
    { what: 'whose rule did not run', seen: lookedAt({ ran: ['s'] }), stale: false },
    { what: 'whose rule is no longer there', entry: 'gone public.t (a)', stale: true },
    { what: 'whose table was skipped', seen: lookedAt({ skipped: [skip('r', 't')] }), stale: false },
    { what: 'while another table was skipped', seen: lookedAt({ skipped: [skip('r', 'u')] }), stale: true },
    { what: 'while another rule was skipped', seen: lookedAt({ skipped: [skip('s', 't')] }), stale: true },
    { what: 'whose database was skipped', seen: lookedAt({ skipped: [skip('r', '', 'database')] }), stale: false },
    { what: 'whose schema was left out', seen: lookedAt({ schemas: ['other'] }), stale: false },
    { what: 'whose schema was asked for', seen: lookedAt({ schemas: ['public'] }), stale: true },
  ])('entry $what is stale: $stale', ({ findings = [], seen = lookedAt(), entry: text = 'r public.t (a)', stale }) => {
    const all = findings.map((each) => found(each))
    expect(staleIn(baselineOf(text), all, seen)).toHaveLength(stale ? 1 : 0)
  })

  test.each<{ what: string; entries: readonly string[]; findings: readonly string[]; now: readonly (string | null)[] }>([
    { what: 'the only new one there', entries: ['r public.t (a)'], findings: ['r t (b)'], now: ['r:public.t:(b)'] },
    { what: 'none of another table', entries: ['r public.t (a)'], findings: ['r u (b)'], now: [null] },
    { what: 'none of another rule', entries: ['r public.t (a)'], findings: ['s t (b)'], now: [null] },
    { what: 'none of two', entries: ['r public.t (a)'], findings: ['r t (b)', 'r t (c)'], now: [null] },
    {
      what: 'the only new one of its rule, beside one of another rule that is gone',
      entries: ['r public.t (a)', 's public.t (d)'],
      findings: ['r t (b)'],
      now: ['r:public.t:(b)', null],
    },
    { what: 'none for two', entries: ['r public.t (a)', 'r public.t (d)'], findings: ['r t (b)'], now: [null, null] },
    { what: 'none that is accepted', entries: ['r public.t (a)', 'r public.t (b)'], findings: ['r t (b)'], now: [null] },
  ])('says what a stale entry may be now: $what', ({ entries, findings, now }) => {
    const baseline = baselineOf(...entries)
    const accepted = acceptedBy(
      findings.map((each) => found(each)),
      baseline,
    )
    expect(staleIn(baseline, accepted, lookedAt()).map((stale) => stale.now?.fingerprint ?? null)).toEqual(now)
  })

  test('is updated: what is new is added, what is gone or suppressed goes, what was not looked at stays, and reasons are kept', () => {
    const old = baselineOf(
      'r public.gone (a)',
      'r public.kept (a)',
      'r public.hidden (a)',
      'r public.moved (a)',
      'r public.unread (a)',
    )
    const findings = suppress(
      [found('r kept (a)'), found('r hidden (a)'), found('r moved (b)'), found('s new (a)')],
      [{ rule: null, tables: ['hidden'], columns: [], reason: 'so', expires: null, line: 1 }],
      TODAY,
      lookedAt(),
    ).findings
    const accepted = acceptedBy(findings, old)
    const seen = lookedAt({ skipped: [skip('r', 'unread')] })
    const { entries, added, removed } = updatedBaseline(old, accepted, staleIn(old, accepted, seen), 'new today')
    expect(entries.map((each) => `${fingerprintIn(each)} ${each.reason}`)).toEqual([
      'r:public.kept:(a) why not',
      'r:public.moved:(b) why not',
      'r:public.unread:(a) why not',
      's:public.new:(a) new today',
    ])
    expect(added.map(fingerprintIn)).toEqual(['r:public.moved:(b)', 's:public.new:(a)'])
    expect(removed.map(fingerprintIn)).toEqual(['r:public.gone:(a)', 'r:public.hidden:(a)', 'r:public.moved:(a)'])
  })
})

const suppressionOf = (parts: Partial<Suppression>): Suppression => ({
  rule: null,
  tables: [],
  columns: [],
  reason: 'it is so',
  expires: null,
  line: 7,
  ...parts,
})

describe('a suppression', () => {
  const about = found('r writing_attempts (a)', ['user_id', 'created_at'])

  test.each<{ what: string; parts: Partial<Suppression>; by: 'suppression' | undefined }>([
    { what: 'of its rule', parts: { rule: 'r' }, by: 'suppression' },
    { what: 'of another rule', parts: { rule: 's' }, by: undefined },
    { what: 'of its table', parts: { tables: ['writing_attempts'] }, by: 'suppression' },
    { what: 'of tables like it', parts: { tables: ['users', '*_attempts'] }, by: 'suppression' },
    { what: 'of its table in its schema', parts: { tables: ['public.writing_*'] }, by: 'suppression' },
    { what: 'of its table in another schema', parts: { tables: ['other.writing_*'] }, by: undefined },
    { what: 'of other tables', parts: { tables: ['reading_*'] }, by: undefined },
    { what: 'of one of its columns', parts: { columns: ['user_id'] }, by: 'suppression' },
    { what: 'of columns like one', parts: { columns: ['*_at'] }, by: 'suppression' },
    { what: 'of other columns', parts: { columns: ['score'] }, by: undefined },
    { what: 'of its rule on another table', parts: { rule: 'r', tables: ['users'] }, by: undefined },
    { what: 'of its rule and another column', parts: { rule: 'r', columns: ['score'] }, by: undefined },
    { what: 'that holds until today', parts: { rule: 'r', expires: TODAY }, by: 'suppression' },
    { what: 'that held until yesterday', parts: { rule: 'r', expires: '2025-01-24' }, by: undefined },
  ])('$what: $by', ({ parts, by }) => {
    const { findings } = suppress([about], [suppressionOf(parts)], TODAY, lookedAt())
    expect(findings[0]?.accepted?.by).toBe(by)
  })

  test('of columns does not mean a finding that is about none', () => {
    expect(
      suppress([found('r t (a)')], [suppressionOf({ columns: ['*'] })], TODAY, lookedAt()).findings[0]?.accepted,
    ).toBeUndefined()
  })

  test.each<{ what: string; parts: Partial<Suppression>; seen?: LookedAt; state: string | undefined }>([
    { what: 'does something', parts: { rule: 'r' }, state: undefined },
    { what: 'does nothing', parts: { rule: 's' }, state: 'unused' },
    { what: 'has expired, though it would do something', parts: { rule: 'r', expires: '2025-01-24' }, state: 'expired' },
    { what: 'has a rule that did not run', parts: { rule: 's' }, seen: lookedAt({ ran: ['r'] }), state: undefined },
    {
      what: 'does nothing while another rule did not run',
      parts: { rule: 's' },
      seen: lookedAt({ ran: ['s'] }),
      state: 'unused',
    },
    { what: 'means any rule while one did not run', parts: { tables: ['t'] }, seen: lookedAt({ ran: ['r'] }), state: undefined },
    {
      what: 'means a table that was skipped',
      parts: { rule: 's', tables: ['t'] },
      seen: lookedAt({ skipped: [skip('s', 't')] }),
      state: undefined,
    },
    {
      what: 'means another table than was skipped',
      parts: { rule: 's', tables: ['u'] },
      seen: lookedAt({ skipped: [skip('s', 't')] }),
      state: 'unused',
    },
    {
      what: 'does nothing in the schemas that were asked for',
      parts: { rule: 's' },
      seen: lookedAt({ schemas: ['public'] }),
      state: undefined,
    },
  ])('that $what is $state', ({ parts, seen = lookedAt(), state }) => {
    expect(suppress([about], [suppressionOf(parts)], TODAY, seen).idle[0]?.state).toBe(state)
  })

  test('that is idle is named as the config has it', () => {
    const { idle } = suppress(
      [],
      [
        suppressionOf({ rule: 's', tables: ['a', 'b_*'], columns: ['c'] }),
        suppressionOf({ columns: ['d'] }),
        suppressionOf({ rule: 's' }),
      ],
      TODAY,
      lookedAt(),
    )
    expect(idle).toEqual([
      { label: 's on a, b_* (c)', line: 7, state: 'unused', expires: null },
      { label: 'every rule (d)', line: 7, state: 'unused', expires: null },
      { label: 's', line: 7, state: 'unused', expires: null },
    ])
  })
})

const baseWith = (...texts: readonly string[]) => ({ results: [], findings: texts.map((text) => found(text)) })

describe('a comparison', () => {
  test('marks what is new and what was there, by fingerprint', () => {
    const { findings } = compared(
      [found('r t (a)'), found('r t (b)'), found('s t (a)')],
      baseWith('r t (a)', 'r u (b)'),
      lookedAt(),
    )
    expect(findings.map(({ fingerprint, change }) => `${fingerprint} ${change}`)).toEqual([
      'r:public.t:(a) unchanged',
      'r:public.t:(b) introduced',
      's:public.t:(a) introduced',
    ])
  })

  test.each<{ what: string; seen?: LookedAt; now?: string; fixed: number }>([
    { what: 'is gone', fixed: 1 },
    { what: 'is there', now: 'r t (a)', fixed: 0 },
    { what: 'could not be measured this time', seen: lookedAt({ skipped: [skip('r', 't')] }), fixed: 0 },
    { what: 'is gone while another table could not be measured', seen: lookedAt({ skipped: [skip('r', 'u')] }), fixed: 1 },
    { what: 'is of a rule that did not run', seen: lookedAt({ ran: ['s'] }), fixed: 0 },
  ])('a finding of the base that $what counts as fixed: $fixed', ({ seen = lookedAt(), now, fixed }) => {
    expect(compared(now === undefined ? [] : [found(now)], baseWith('r t (a)'), seen).fixed).toHaveLength(fixed)
  })
})
