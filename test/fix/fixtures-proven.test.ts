import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { prove } from '../../src/scratch/prove.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { fixturesOf } from '../checks/fixture.ts'
import { NOT_UNDONE } from './fixture-lists.ts'
import { planFixture } from './fixture-run.ts'
import { plain, shippedRules } from './plan/planned.ts'
import { rebuild } from './steps/harness.ts'

const rules = await shippedRules()
let original: Embedded
let copy: Embedded
beforeAll(async () => {
  ;[original, copy] = await Promise.all([startEmbedded(), startEmbedded()])
})
afterAll(() => Promise.all([original.close(), copy.close()]))

const start = async () => {
  await rebuild(copy, [])
  return { ...copy, close: async () => {} }
}

/** Rows are made up on a copy: where none lacks its value, closing the finding cannot be shown. */
const expected = (name: string): string => (NOT_UNDONE.filled.some((each) => each === name) ? 'partly' : 'proven')

test.each(Object.values(NOT_UNDONE).flat())('what is not undone on purpose is no failure of the proof: %s', async (name) => {
  const fixture = rules.flatMap(({ id }) => fixturesOf(id)).find((each) => `${each.rule} ${each.name}` === name)
  if (!fixture) throw new Error(`there is no fixture ${name}`)
  const { plan, snapshot, scripts } = await planFixture(original, fixture, rules)
  const { outcome, remarks } = await prove({ plan, snapshot, rules, evaluate: plain, scripts, start })
  expect([outcome, ...remarks.filter((remark) => !remark.endsWith('so closing it was not shown'))]).toEqual([expected(name)])
})
