import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { jsonSchemas, schemaText } from '../../scripts/schemas.ts'
import { packageRoot } from '../../src/package-root.ts'
import { report } from '../report/sample.ts'

const ajv = new Ajv({ allErrors: true, strict: false })
const validator = (name: string) => ajv.compile(JSON.parse(readFileSync(join(packageRoot, 'schemas', name), 'utf8')) as object)
const rules = readdirSync(join(packageRoot, 'rules'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
)
const ruleOf = (file: string): Record<string, unknown> =>
  parse(readFileSync(join(packageRoot, 'rules', file), 'utf8')) as Record<string, unknown>

test.each(Object.entries(jsonSchemas()))('schemas/%s is current: `npm run schemas` writes it', (name, schema) => {
  expect(readFileSync(join(packageRoot, 'schemas', name), 'utf8')).toBe(schemaText(schema))
})

describe('rule.schema.json', () => {
  const valid = validator('rule.schema.json')

  test.each(rules)('takes rules/%s', (file) => {
    expect(valid(ruleOf(file)), JSON.stringify(valid.errors)).toBe(true)
  })

  test('refuses an unknown key, an unknown check, params of another check, a table check without tables', () => {
    const rule = ruleOf('plan/attempts-user-history.yaml')
    expect(valid(rule)).toBe(true)
    expect(valid({ ...rule, tabels: [] })).toBe(false)
    expect(valid({ ...rule, check: 'horoscope' })).toBe(false)
    expect(valid({ ...rule, params: { ordre: [] } })).toBe(false)
    const { tables: _, ...without } = rule
    expect(valid(without)).toBe(false)
  })
})

test('config.schema.json takes a config with everything in it and no unknown key', () => {
  const valid = validator('config.schema.json')
  const config = {
    rules: ['own'],
    schemas: ['app_*'],
    names: { tables: { users: 'user' }, columns: { user_id: 'userId' } },
    overrides: {
      'score-bounds': { severity: 'warn', params: { min: 0 }, tables: ['t'] },
      leaderboard: { off: true, reason: 'none' },
    },
    failOn: 'warn',
    statementTimeout: 1000,
    lockTimeout: 100,
    checkData: true,
  }
  expect(valid(config), JSON.stringify(valid.errors)).toBe(true)
  expect(valid({ ...config, schema: [] })).toBe(false)
})

test('report.schema.json takes a report as --format json prints it', () => {
  const valid = validator('report.schema.json')
  expect(valid(JSON.parse(JSON.stringify(report))), JSON.stringify(valid.errors)).toBe(true)
  expect(valid({ ...report, version: 2 })).toBe(false)
})
