import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { difference, withoutInvalid } from '../../src/scratch/prove-state.ts'
import { type Fixture, fixturesOf } from '../checks/fixture.ts'
import { FIXTURE_DATABASES, type FixtureDatabase, openFixtureDatabase } from './fixture-database.ts'
import { NOT_UNDONE, SINCE_18 } from './fixture-lists.ts'
import { planFixture, runFixture } from './fixture-run.ts'
import { shippedRules } from './plan/planned.ts'

// Where columns come out of a document, who keeps them in step is the user's choice; fixtures.test.ts has the trigger.
const rules = await shippedRules()
const bad = rules
  .filter(({ plan }) => plan === '2.1')
  .flatMap(({ id }) => fixturesOf(id).filter(({ name }) => name.startsWith('bad-')))
const nameOf = ({ rule, name }: Fixture): string => `${rule} ${name}`

describe.each(FIXTURE_DATABASES)('%s', (which) => {
  let database: FixtureDatabase
  beforeAll(async () => {
    database = await openFixtureDatabase(which)
  })
  afterAll(() => database.stop())

  describe.each(['generated', 'app'] as const)('kept in step: %s', (sync) => {
    const here = bad.filter((fixture) => which === 'embedded' || which >= 18 || !SINCE_18.includes(nameOf(fixture)))
    let extracted = 0

    test.each(here.map((fixture) => [nameOf(fixture), fixture] as const))('%s', async (fixtureName, fixture) => {
      const planned = await planFixture(database.connection, fixture, rules, sync)
      if (planned.plan.steps.length === 0) return
      if (planned.scripts.up.includes(sync === 'generated' ? 'GENERATED ALWAYS AS' : 'json_integer')) extracted++
      const run = await runFixture(database.connection, planned, fixture, rules, database.dump)

      const closes = planned.plan.steps.flatMap((step) => step.closes)
      const after = run.findings.map(({ fingerprint }) => fingerprint)
      expect(closes.filter((each) => after.includes(each))).toEqual([])
      expect(difference(run.up.catalog, run.upAgain.catalog)).toBe(null)
      expect(difference(run.up.rows, run.upAgain.rows)).toBe(null)
      expect(difference(run.before.documents, run.up.documents)).toBe(null)
      expect(difference(run.before.documents, run.down.documents)).toBe(null)
      expect(difference(...withoutInvalid(run.before, run.down))).toBe(null)
      const filled = NOT_UNDONE.filled.some((each) => each === fixtureName)
      if (!filled) expect(difference(run.before.rows, run.down.rows)).toBe(null)
      // A rewrite of the table makes an invalid index valid, which is then dumped.
      const same = difference(run.before.catalog, run.down.catalog) === null
      if (run.dumps.length > 0 && same) expect(run.dumps[1]).toBe(run.dumps[0])
    })

    test('some were about that', () => expect(extracted).toBeGreaterThan(3))
  })
})
