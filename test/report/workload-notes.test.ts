import { expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import { workloadNotes } from '../../src/report/workload-notes.ts'

const notes = (rest: Partial<Finding>) => workloadNotes({ confidence: 'workload', evidence: {}, ...rest } as Finding)

test.each([
  ['a statement', { query: 'select 1', calls: 1200, share_of_time: 0.256 }, '1,200 calls, 26 % of the time: select 1'],
  ['the first lookup', { lookups: ['select a', 'select b'], calls: 1 }, '1 call: select a'],
  ['the first of several', { statements: ['select c'], share_of_time: 0 }, '0 % of the time: select c'],
  ['a long one', { query: 'x'.repeat(161) }, `${'x'.repeat(159)}…`],
  ['one that just fits', { query: 'x'.repeat(160) }, 'x'.repeat(160)],
])('names %s', (_what, evidence, text) => {
  expect(notes({ evidence })).toEqual([['statement', text]])
})

test('what the catalogs say has no statement', () => {
  expect(notes({ confidence: 'catalog', evidence: { query: 'select 1' } })).toEqual([])
  expect(notes({ evidence: { statements: [] } })).toEqual([])
})

test('a condition that a rule has is told, and where it comes from', () => {
  expect(notes({ evidence: { partial_where: 'is_active = true', partial_by_rule: 'active-questions' } })).toEqual([
    ['smaller', 'a partial index, WHERE is_active = true, if that is sent as a constant (as active-questions has it)'],
  ])
  expect(notes({ evidence: { partial_where: null, partial_by_rule: null } })).toEqual([])
})

test('a proof names the planner, and what it saves where that is known', () => {
  const proof = { by: 'embedded', on: 'PostgreSQL 18.1, embedded', statement: '', before: [], after: [], remarks: [] } as const
  expect(notes({ proof: { ...proof, cost: { before: 12_125.4, after: 16 } } })).toEqual([
    ['proof', 'PostgreSQL 18.1, embedded, reads it; the plan costs 16 instead of 12,125'],
  ])
  expect(notes({ proof: { ...proof, cost: null } })).toEqual([['proof', 'PostgreSQL 18.1, embedded, reads it']])
})
