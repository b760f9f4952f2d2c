import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../../src/evaluate.ts'
import type { Result } from '../../src/finding.ts'
import { markPending, outstanding } from '../../src/pending.ts'
import { finding } from '../report/sample.ts'

const object = { schema: 'public', relation: 'orders', kind: 'index' } as const
const result = (status: Result['status'], subject: string, rest: Partial<Result> = {}): Result => ({
  rule: 'r',
  plan: null,
  object,
  subject,
  status,
  ...rest,
})
const broken = (subject: string): Evaluation => ({
  results: [result('fail', subject, { verdict: 'missing' })],
  findings: [
    finding({
      rule: 'r',
      severity: 'error',
      verdict: 'missing',
      object,
      subject,
      message: 'Nothing serves it.',
      remedy: 'create index',
    }),
  ],
})

describe('outstanding migrations', () => {
  const folder = [
    { name: '0000_init', hash: 'a', createdAt: 100 },
    { name: '0001_late', hash: 'b', createdAt: 150 },
    { name: '0002_index', hash: 'c', createdAt: 300 },
  ]

  test('all of them on a database that has run none', () => {
    expect(outstanding(folder, null).pending).toEqual(['0000_init', '0001_late', '0002_index'])
    expect(outstanding(folder, []).pending).toHaveLength(3)
  })

  test('those after the newest that was applied; an older one is passed over, and that is said', () => {
    const { pending, passedOver, notes } = outstanding(folder, [
      { hash: 'a', createdAt: 100 },
      { hash: 'z', createdAt: 200 },
    ])
    expect(pending).toEqual(['0002_index'])
    expect(passedOver).toEqual(['0001_late'])
    expect(notes.map(({ severity, message }) => [severity, message.slice(0, 30)])).toEqual([
      ['warn', '0001_late has not run here and'],
    ])
  })

  test('none when all have run, also when a file was edited afterwards', () => {
    const applied = [
      { hash: 'a', createdAt: 100 },
      { hash: 'edited since', createdAt: 150 },
      { hash: 'c', createdAt: 300 },
    ]
    expect(outstanding(folder, applied)).toEqual({ pending: [], passedOver: [], notes: [] })
  })

  test('by hash alone in a folder without a journal', () => {
    const plain = [
      { name: '1.sql', hash: 'a', createdAt: null },
      { name: '2.sql', hash: 'b', createdAt: null },
    ]
    expect(outstanding(plain, [{ hash: 'a', createdAt: 100 }]).pending).toEqual(['2.sql'])
  })
})

const replayed = (status: Result['status'], subject = 'x'): Evaluation => ({ results: [result(status, subject)], findings: [] })

describe('pending', () => {
  test('what fails here and passes there', () => {
    const { results, findings } = markPending(broken('x'), replayed('pass'), null, ['0002_index'])
    expect(results[0]?.verdict).toBe('pending')
    expect(findings[0]).toMatchObject({
      verdict: 'pending',
      message: 'Nothing serves it; after 0002_index, which this database has not run, it holds.',
      remedy: 'run the pending migrations: 0002_index',
      fingerprint: 'r:public.orders:x',
      evidence: { verdict_now: 'missing', pending_migrations: ['0002_index'] },
    })
  })

  test('not what fails there too, is skipped there, or passes there for another subject', () => {
    for (const there of [replayed('fail'), replayed('skipped'), replayed('not-applicable'), replayed('pass', 'y')])
      expect(markPending(broken('x'), there, null, ['0002_index'])).toEqual(broken('x'))
  })

  test('not what the migrations that ran here have built: it was lost', () => {
    const marked = (applied: Evaluation) => markPending(broken('x'), replayed('pass'), applied, ['0002_index'])
    expect(marked(replayed('pass'))).toEqual(broken('x'))
    for (const applied of [replayed('fail'), replayed('skipped'), replayed('pass', 'y')])
      expect(marked(applied).findings[0]?.verdict).toBe('pending')
  })

  test('nothing that is no failure here', () => {
    const here: Evaluation = { results: [result('pass', 'x'), result('skipped', 'y', { reason: 'not allowed' })], findings: [] }
    expect(markPending(here, { results: [result('pass', 'x'), result('pass', 'y')], findings: [] }, null, ['a'])).toEqual(here)
  })

  test('by their names, up to three', () => {
    const { findings } = markPending(broken('x'), replayed('pass'), null, ['a', 'b', 'c'])
    expect(findings[0]?.remedy).toBe('run the pending migrations: a, b, c')
  })

  test('not when every migration has run: then the folder and the server differ for another reason', () => {
    expect(markPending(broken('x'), replayed('pass'), null, [])).toEqual(broken('x'))
  })

  test('a missing table that the migrations create, whatever its columns are like', () => {
    const there = { results: [result('pass', 'table'), result('fail', 'avg_score')], findings: [] }
    const { findings } = markPending(broken('table'), there, null, ['a', 'b', 'c', 'd'])
    expect(findings[0]?.verdict).toBe('pending')
    expect(findings[0]?.remedy).toBe('run the pending migrations: a, b and 2 more migrations')
  })
})
