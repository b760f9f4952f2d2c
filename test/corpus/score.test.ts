import { expect, it } from 'vitest'
import { accuracyOf, accuracyText } from '../../bench/accuracy-nplusone.ts'
import type { Report } from '../../bench/corpus/report.ts'
import type { Saved } from '../../bench/corpus/saved.ts'
import type { Expected } from '../../bench/corpus/scenario.ts'
import { score } from '../../bench/corpus/score.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { workloadOf } from '../checks/fixture-workload.ts'

const family = (relation: string, columns: string[], lists: string[], also: string[] = []): Expected => ({
  kind: 'many-to-one',
  lists,
  lookup: { relation, columns },
  also,
  counted: { lists: 2, rows: 40, lookups: 40 },
})

const saved: Saved = {
  id: 'one',
  kind: 'many-to-one',
  seed: 1,
  domain: 'shop',
  dialect: 'by hand',
  server: '18.0',
  labels: {
    expected: [family('customers', ['id'], ['orders']), family('billing.events', ['invoice_id'], ['billing.invoices'], ['kind'])],
    innocent: [
      { kind: 'session by token', relation: 'sessions', columns: ['token'] },
      { kind: 'health check', relation: null, columns: [] },
    ],
    unjudged: [family('products', ['id'], ['reviews'])],
  },
  snapshots: [{ workload: { available: false, reason: '' } } as Snapshot],
}

const report = (relation: string, columns: string[], lists: string[]): Report => ({
  lookup: { relation, columns },
  lists,
  confidence: 'suspected',
})

const scored = (...reports: Report[]): { right: number; wrong: number; missed: number } => {
  const { right, wrong, missed } = score(() => reports, [saved], false)
  return { right, wrong, missed }
}

it.each([
  ['nothing', [], { right: 0, wrong: 0, missed: 2 }],
  ['a family', [report('customers', ['id'], ['orders'])], { right: 1, wrong: 0, missed: 1 }],
  [
    'a family twice',
    [report('customers', ['id'], ['orders']), report('customers', ['id'], ['x'])],
    { right: 1, wrong: 0, missed: 1 },
  ],
  [
    'a schema that goes without saying',
    [report('public.customers', ['id'], ['public.orders'])],
    { right: 1, wrong: 0, missed: 1 },
  ],
  ['a constant column too', [report('billing.events', ['kind', 'invoice_id'], ['invoices'])], { right: 1, wrong: 0, missed: 1 }],
  ['another column', [report('billing.events', ['invoice_id', 'id'], ['billing.invoices'])], { right: 0, wrong: 1, missed: 2 }],
  ['another list', [report('customers', ['id'], ['reviews'])], { right: 0, wrong: 1, missed: 2 }],
  ['a look-alike', [report('sessions', ['token'], ['users'])], { right: 0, wrong: 1, missed: 2 }],
  ['what has no label', [report('orders', ['id'], ['order_lines'])], { right: 0, wrong: 1, missed: 2 }],
  ['what came out too small', [report('products', ['id'], ['reviews'])], { right: 0, wrong: 0, missed: 2 }],
])('a report of %s', (_, reports, expected) => {
  expect(scored(...reports)).toEqual(expected)
})

it('gives one snapshot and all of them, with and without the times of first calls, and says which seeds they are', () => {
  const seen: (number | undefined)[][] = []
  const detect = (snapshots: readonly Snapshot[]): readonly Report[] => {
    seen.push(snapshots.map(({ workload }) => (workload.available ? workload.statements[0]?.since : undefined)))
    return []
  }
  const snapshot = workloadOf(null, [{ query: 'select 1', since: 5 }]) as Snapshot
  const two = { ...saved, snapshots: [snapshot, snapshot] }
  expect(accuracyText(accuracyOf(detect, 'tuning', [two]))).toContain('the tuning ones')
  expect(seen).toEqual([[5], [5, 5], [undefined], [undefined, undefined]])
  expect(() => accuracyOf(detect, 'final', [two])).toThrow('one is not of the final seeds')
})
