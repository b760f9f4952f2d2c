import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { renderPlan } from '../../src/fix/render/plan.ts'
import type { Plan } from '../../src/fix/step.ts'
import { packageRoot } from '../../src/package-root.ts'
import { readPlan } from '../../src/source/plan-file.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { backfill, definition, planOf, statement } from './statement.ts'

const table = { schema: 'public', name: 'attempts' }
const plan: Plan = planOf({
  steps: [
    definition('index', {
      up: [statement('CREATE INDEX', { lock: { mode: 'SHARE UPDATE EXCLUSIVE', table }, hazards: ['index-build'] })],
      clear: statement('DROP INDEX'),
      drizzle: { table, line: `index('x')` },
    }),
    backfill(),
  ],
  requires: [{ table, columns: ['scores'] }],
  questions: [{ fingerprint: 'a', title: 'b', question: 'c', evidence: ['d'], examples: ['e'] }],
  alsoClosed: [{ fingerprint: 'f', by: 'a' }],
})

const written = (content: string): string => join(temporaryFolder({ 'x.plan.json': content }), 'x.plan.json')
const changed = (parts: object): string => JSON.stringify({ ...plan, ...parts })

test('a plan comes back as it was written, and is what the JSON Schema says', async () => {
  const text = renderPlan(plan)
  expect(await readPlan(written(text))).toEqual(plan)
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'plan.schema.json'), 'utf8')) as object
  const valid = new Ajv({ strict: false }).compile(schema)
  expect(valid(JSON.parse(text)), JSON.stringify(valid.errors)).toBe(true)
  expect(valid(JSON.parse(changed({ steps: [{}] })))).toBe(false)
})

test('the order of members does not depend on how the plan was made', () => {
  const turned = Object.fromEntries(Object.entries(plan).toReversed()) as unknown as Plan
  expect(renderPlan(turned)).toBe(renderPlan(plan))
})

test.each([
  ['{', /is cut off or damaged \(.*\): write it again with pte-db-audit fix --style plan$/u],
  ['[]', /is no plan of pte-db-audit/u],
  ['null', /is no plan of pte-db-audit/u],
  [changed({ version: 2 }), /is a plan of version 2, and this pte-db-audit reads version 1: update pte-db-audit$/u],
  [changed({ extra: 1 }), /has the wrong shape at extra:/u],
  [changed({ steps: [{ ...plan.steps[1], batchRows: 0 }] }), /has the wrong shape at steps\.0\.batchRows:/u],
  [changed({ steps: [{ ...plan.steps[0], up: [{ ...statement('x'), sql: '' }] }] }), /at steps\.0\.up\.0\.sql:/u],
  [changed({ steps: [plan.steps[1], plan.steps[1]] }), /at steps: Two steps have the same id/u],
])('%.40s is told with its place and the remedy', async (content, message) => {
  await expect(readPlan(written(content))).rejects.toThrow(message)
})

test('a file that is not there and one that is a folder', async () => {
  const folder = temporaryFolder({})
  mkdirSync(join(folder, 'plan'))
  await expect(readPlan(join(folder, 'none.json'))).rejects.toThrow(/^there is no file .*none\.json: give the path of a plan/u)
  await expect(readPlan(join(folder, 'plan'))).rejects.toThrow(/is a directory: give the plan's file$/u)
})

test('a URL in the place of the plan is not repeated', async () => {
  const url = join(temporaryFolder({}), 'postgres://me:secret@db.example.com/app')
  await expect(readPlan(url)).rejects.toThrow('The plan comes first, then the URL. Write: pte-db-audit apply <plan> <url>')
})

test('a text that is no JSON at all is no plan', async () => {
  const file = join(temporaryFolder({ 'script.sql': '-- up\nselect 1;\n' }), 'script.sql')
  await expect(readPlan(file)).rejects.toThrow(/script\.sql is no plan of pte-db-audit: write it again/u)
})
