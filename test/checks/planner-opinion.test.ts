import { beforeAll, expect, test } from 'vitest'
import { opinionOn } from '../../src/checks/planner-opinion.ts'
import type { IndexProof } from '../../src/index-proof.ts'
import { loadParser } from '../../src/sql/parse.ts'

beforeAll(loadParser)

const planned = (used: boolean, cost: { before: number; after: number } | null = null): IndexProof => ({
  outcome: 'planned',
  by: 'embedded',
  on: 'PostgreSQL 18.1, embedded',
  before: [],
  after: [],
  used,
  cost,
  remarks: [],
})
const unplanned: IndexProof = { outcome: 'not planned', by: 'embedded', on: null, reason: 'no statistics' }
const opinion = (...proofs: readonly IndexProof[]): string =>
  opinionOn(proofs.map((proof, at) => ({ statement: `select ${at}`, proof }))).kind

test.each([
  ['nobody asked', [], 'unknown'],
  ['read for the statement', [planned(true)], 'proven'],
  ['read for one of two', [planned(false), planned(true)], 'proven'],
  ['read, and saves a fifth', [planned(true, { before: 100, after: 80 })], 'proven'],
  ['read, and saves less', [planned(true, { before: 100, after: 81 })], 'refused'],
  ['not read', [planned(false)], 'refused'],
  ['cheaper, but not read', [planned(false, { before: 100, after: 10 })], 'refused'],
  ['not read where it could be planned, and not planned elsewhere', [planned(false), unplanned], 'unknown'],
  ['read where it could be planned', [unplanned, planned(true)], 'proven'],
  ['not planned', [unplanned], 'unknown'],
] as const)('%s', (_what, proofs, expected) => {
  expect(opinion(...proofs)).toBe(expected)
})

test('the proof is that of the first statement for which it is read, and says how many there were', () => {
  const found = opinionOn(
    [planned(false), planned(true), planned(true)].map((proof, at) => ({ statement: `select ${at}`, proof })),
  )
  expect(found).toMatchObject({
    kind: 'proven',
    proof: { statement: 'select 1' },
    evidence: { statements_planned: 3, statements_that_read_it: 2 },
  })
})
