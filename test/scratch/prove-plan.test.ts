import { expect, test } from 'vitest'
import { prove } from '../../src/scratch/prove.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { planFixture } from '../fix/fixture-run.ts'
import { plain, shippedRules } from '../fix/plan/planned.ts'

const shipped = await shippedRules()

test('made-up rows keep to a CHECK that the plan is about to make, which its guards are needed for', async () => {
  const rules = shipped.filter(({ id }) => id === 'duration-bounds')
  const fixture = {
    rule: 'duration-bounds',
    name: 'bad-alone',
    sql: 'create table speaking_attempts (id uuid primary key, duration_ms integer not null)',
    expected: [],
    checkData: true,
    overlay: null,
    sources: null,
    base: null,
    golden: '',
  }
  const database = await startEmbedded()
  const { plan, snapshot, findings, scripts } = await planFixture(database, fixture, rules)
  await database.close()
  const proof = await prove({ plan, snapshot, rules, evaluate: plain, scripts })
  expect(proof).toMatchObject({ outcome: 'proven', closed: findings.map(({ fingerprint }) => fingerprint), remarks: [] })
})
