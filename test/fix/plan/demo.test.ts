import { expect, test } from 'vitest'
import { openDemo } from '../../../src/demo/open.ts'
import { evaluate } from '../../../src/evaluate.ts'
import { queriesOf } from '../../../src/queries.ts'
import type { Answer } from '../../../src/snapshot.ts'
import { collected } from '../../checks/audit.ts'
import { linesOf, plain, planFor, shippedRules } from './planned.ts'

test('the demo is settled but for what its rows and its owner decide', async () => {
  const rules = await shippedRules()
  const demo = await openDemo()
  const bare = await collected(demo)
  const answers: Record<string, Answer> = {}
  for (const query of queriesOf(bare, rules, plain, true)) {
    const rows: (readonly (string | null)[])[] = []
    await demo.simple(query.sql, (_statement, row) => rows.push(row))
    answers[query.key] = { columns: [], rows: rows.slice(0, query.maxRows), truncated: false }
  }
  await demo.close()
  const snapshot = { ...bare, answers }
  const plan = planFor(snapshot, rules)

  const after = evaluate(plan.after, rules, plain).findings.map(({ fingerprint }) => fingerprint)
  const asked = plan.questions.map(({ fingerprint }) => fingerprint)
  // Beside the findings that are left, the golden has indexes that may have become superfluous.
  expect(asked.filter((each) => after.includes(each))).toEqual(after)
  const along = plan.alsoClosed.map(({ fingerprint, by }) => `${fingerprint} by ${by}`)
  const text = [...linesOf(plan), '', 'asked:', ...asked, '', 'closed along the way:', ...along, ''].join('\n')
  await expect(text).toMatchFileSnapshot('goldens/demo.txt')
})
