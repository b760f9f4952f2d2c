import { expect, test } from 'vitest'
import type { Rule } from '../../src/rule.ts'
import { selectRules } from '../../src/rules/select.ts'

const rule = (id: string): Rule => ({
  id,
  plan: null,
  phase: null,
  priority: null,
  severity: 'error',
  summary: '',
  why: '',
  check: 'index',
  tables: [],
  params: {},
  file: '',
})
const rules = ['score-bounds', 'leaderboard', 'activity-user'].map(rule)
const off = [{ id: 'credits-bounds', reason: 'no credits here' }]
const select = (selection: Partial<Parameters<typeof selectRules>[2]>): string[] =>
  selectRules(rules, off, { only: [], skip: [], severity: [], ...selection }).map(({ id, severity }) => `${id} ${severity}`)

test('all, only some, without some, weighed differently', () => {
  expect(select({})).toEqual(['score-bounds error', 'leaderboard error', 'activity-user error'])
  expect(select({ only: ['leaderboard', 'score-bounds'], skip: ['leaderboard'] })).toEqual(['score-bounds error'])
  expect(select({ skip: ['leaderboard'], severity: ['score-bounds=info'] })).toEqual(['score-bounds info', 'activity-user error'])
})

test.each([
  [{ only: ['score-bonds'] }, '--only: "score-bonds" is not a rule. Did you mean "score-bounds"?'],
  [{ skip: ['xyzzy'] }, '--skip: "xyzzy" is not a rule. Run "pte-db-audit rules" to see the rules.'],
  [
    { only: ['credits-bounds'] },
    '--only credits-bounds: the config switches this rule off (no credits here). Remove it there first.',
  ],
  [{ severity: ['score-bounds'] }, '--severity: "score-bounds" is not rule=level. Write, for example, score-bounds=warn.'],
  [{ severity: ['score-bounds=loud'] }, '--severity: "loud" is not a severity. Use error, warn or info.'],
  [{ severity: ['score=warn'] }, '--severity: "score" is not a rule.'],
  [{ only: ['leaderboard'], skip: ['leaderboard'] }, 'No rule is left to run.'],
])('%j is a usage error', (selection, message) => {
  expect(() => select(selection)).toThrow(message)
})

test('a rule that is off may be skipped: it is off already', () => {
  expect(select({ skip: ['credits-bounds'] })).toHaveLength(3)
})

test('a URL that an option with several values took for an id is not repeated', () => {
  expect(() => select({ only: ['leaderboard', 'postgres://me:secret@db/app'] })).toThrow(/Write the URL right after "check"/)
})
