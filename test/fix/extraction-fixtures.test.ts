import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { GUARDS } from '../../src/fix/guards.ts'
import { runSql } from '../checks/audit.ts'
import { fixturesOf } from '../checks/fixture.ts'
import { auditNow, counted, makeAll, undoAll, wholePlan } from './extraction-world.ts'
import { shippedRules } from './plan/planned.ts'
import { catalogOf } from './steps/harness.ts'

const rules = await shippedRules()
const CHECKS = ['columns', 'jsonb-column', 'filled', 'bounds', 'table']

/** Those whose rows, or whose meaning, only people can judge. */
const ASKED: readonly string[] = [
  'credits-bounds bad-rows-break-it',
  'duration-bounds bad-short-recordings',
  'jsonb-scores bad-column-of-text',
  'jsonb-scores bad-other-tables',
  'progress-snapshots bad-a-view',
  'progress-snapshots bad-no-users',
  'progress-snapshots bad-types',
  'score-bounds bad-rows-break-it',
  'score-columns-speaking bad-money',
  'scores-filled bad-fraction',
  'scores-filled bad-other-key',
]

/** Rows that were looked at stay looked at, and an index that was built again stays valid: neither is undone. */
const asIfValid = (line: string): string =>
  line.startsWith('index ') ? line.replace(/ [tf] [tf] ([tf])/u, ' $1') : line.replace(' NOT VALID', '')

let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['moddatetime', 'citext'] })
  for (const guard of GUARDS) await embedded.simple(guard)
})
afterAll(() => embedded.close())

describe.each(rules.filter(({ check }) => CHECKS.includes(check)).map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const bad = fixturesOf(rule.id).filter(({ name, overlay }) => name.startsWith('bad-') && overlay === null)

  test.each(bad.map((fixture) => ({ name: fixture.name, fixture })))(
    '$name is settled or asked about, and the way back leads back',
    async ({ fixture }) => {
      await embedded.simple('drop schema public cascade; create schema public')
      await runSql(embedded, fixture.sql)
      const before = await catalogOf(embedded)
      const plan = wholePlan(await counted(embedded, rules), rules, { only: [rule.id] })
      await makeAll(embedded, plan)
      const left = (await auditNow(embedded, rules)).findings.filter((finding) => finding.rule === rule.id)
      const asked = plan.questions.map(({ fingerprint }) => fingerprint)
      expect(left.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !asked.includes(fingerprint))).toEqual([])
      const made = await catalogOf(embedded)
      await makeAll(embedded, plan)
      expect(await catalogOf(embedded)).toEqual(made)
      await undoAll(embedded, plan)
      expect((await catalogOf(embedded)).map(asIfValid)).toEqual(before.map(asIfValid))
      expect(asked.some((fingerprint) => fingerprint.startsWith(`${rule.id}:`))).toBe(
        ASKED.includes(`${rule.id} ${fixture.name}`),
      )
    },
  )
})
