import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { difference, withoutInvalid } from '../../src/scratch/prove-state.ts'
import { splitStatements } from '../../src/sql/split.ts'
import { type Fixture, fixturesOf } from '../checks/fixture.ts'
import { FIXTURE_DATABASES, type FixtureDatabase, openFixtureDatabase } from './fixture-database.ts'
import { ASKED, ASKED_AND_FIXED, BROUGHT, isAsked, NOT_UNDONE, SINCE_18 } from './fixture-lists.ts'
import { planFixture, runFixture } from './fixture-run.ts'
import { lintedOf } from './fixture-statements.ts'
import { isOpen, lineOf, type Linted, lintAll } from './lint.ts'
import { ARGUED } from './lint-argued.ts'
import { shippedRules } from './plan/planned.ts'

const rules = await shippedRules()
const bad = rules.flatMap(({ id }) => fixturesOf(id).filter(({ name }) => name.startsWith('bad-')))
const nameOf = ({ rule, name }: Fixture): string => `${rule} ${name}`
const fingerprints = (all: readonly { readonly fingerprint: string }[]): readonly string[] =>
  all.map(({ fingerprint }) => fingerprint)

test('every fixture that is named for what it is exists', () => {
  const named = [...ASKED, ...ASKED_AND_FIXED, ...Object.values(NOT_UNDONE).flat(), ...SINCE_18]
  expect(named.filter((each) => !bad.some((fixture) => nameOf(fixture) === each))).toEqual([])
})

describe.each(FIXTURE_DATABASES)('%s', (which) => {
  let database: FixtureDatabase
  beforeAll(async () => {
    database = await openFixtureDatabase(which)
  })
  afterAll(() => database.stop())
  const written = new Map<string, Linted>()
  let dumped = 0

  const here = bad.filter((fixture) => which === 'embedded' || which >= 18 || !SINCE_18.includes(nameOf(fixture)))
  test.each(here.map((fixture) => [nameOf(fixture), fixture] as const))('%s', async (fixtureName, fixture) => {
    const { connection, dump } = database
    const planned = await planFixture(connection, fixture, rules)
    const { plan } = planned
    const own = fingerprints(planned.findings).filter((each) => each.startsWith(`${fixture.rule}:`))
    const asked = fingerprints(plan.questions)
    const closes = [...plan.steps.flatMap((step) => step.closes), ...fingerprints(plan.alsoClosed)]
    expect(own.length).toBeGreaterThan(0)
    expect(own.filter((each) => closes.includes(each) === asked.includes(each))).toEqual([])
    expect(own.some((each) => asked.includes(each))).toBe(isAsked(fixtureName))
    expect(plan.steps.length > 0).toBe(!isAsked(fixtureName) || ASKED_AND_FIXED.includes(fixtureName))
    if (plan.steps.length === 0) {
      for (const script of Object.values(planned.scripts)) expect(splitStatements(script)).toEqual([])
      return
    }
    // pgfence has the parser of 17.
    if (!SINCE_18.includes(fixtureName)) for (const linted of lintedOf(planned)) written.set(JSON.stringify(linted), linted)

    const { before, up, upAgain, down, findings, dumps } = await runFixture(connection, planned, fixture, rules, dump)
    const after = fingerprints(findings)
    expect(closes.filter((each) => after.includes(each))).toEqual([])
    const brought = after.filter((each) => !fingerprints(planned.findings).includes(each) && !asked.includes(each))
    expect(brought.map((each) => `${fixtureName} brings ${each}`)).toEqual(
      BROUGHT.filter((each) => each.startsWith(`${fixtureName} `)),
    )
    expect(difference(up.catalog, upAgain.catalog)).toBe(null)
    expect(difference(up.rows, upAgain.rows)).toBe(null)
    expect(difference(before.documents, up.documents)).toBe(null)
    expect(difference(before.documents, down.documents)).toBe(null)
    const is = (kind: keyof typeof NOT_UNDONE): boolean => NOT_UNDONE[kind].some((each) => each === fixtureName)
    expect(difference(...withoutInvalid(before, down))).toBe(null)
    expect(difference(before.catalog, down.catalog) !== null).toBe(is('rebuilt') || is('validated'))
    expect(difference(before.rows, down.rows) !== null).toBe(is('filled'))
    if (dumps.length === 0 || is('rebuilt') || is('validated')) return
    expect(dumps[1]).toBe(dumps[0])
    dumped++
  })

  if (which !== 'embedded')
    test('pg_dump writes the same before and after', ({ skip }) => {
      if (database.withoutDump !== null) skip(database.withoutDump)
      expect(dumped).toBeGreaterThan(0)
    })

  if (which === 'embedded')
    test('linters find nothing that is not argued in the scripts and in the statements inside their guards', async () => {
      const issues = await lintAll([...written.values()])
      expect(issues.filter(isOpen).map(lineOf)).toEqual([])
      const unused = ARGUED.flatMap((argued) =>
        argued.rules.filter((rule) => !issues.some((issue) => issue.rule === rule && argued.covers(issue))),
      )
      expect(unused).toEqual([])
    })
})
