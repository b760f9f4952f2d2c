import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { runMain } from './run-main.ts'

const cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

async function demo(...args: readonly string[]): Promise<Report> {
  const { stdout } = await runMain(['check', '--demo', '--format', 'json', '--fail-on', 'never', ...args], { cwd })
  return JSON.parse(stdout) as Report
}

test('the demo has N+1, JSONB that is read, a list without an end, a slow statement, and says what it calls slow', async () => {
  const { findings, notes } = await demo()
  const rules = new Set(findings.filter(({ confidence }) => confidence !== 'catalog').map(({ rule }) => rule))
  expect([...rules]).toEqual(expect.arrayContaining(['jsonb-access', 'pagination', 'repeated-lookups', 'slow-statements']))
  const lookups = findings.filter(({ rule }) => rule === 'repeated-lookups')
  expect(lookups.map(({ object }) => object.relation).toSorted()).toEqual(['reading_attempts', 'speaking_questions', 'users'])
  // The lists of the demo come first, one message of them, and then what is looked up.
  for (const { evidence } of lookups) expect(evidence['first_called_after_ms']).toBeGreaterThan(0)
  expect(notes.map(({ message }) => message)).toContain(
    'The demo is small, so its statements are slow from 100 ms and 2 calls on (slow-statements).',
  )
})

test('a config says otherwise', async () => {
  writeFileSync(join(cwd, 'pte-db-audit.yaml'), 'overrides:\n  slow-statements: { params: { meanMs: 600000 } }\n')
  expect((await demo('--only', 'slow-statements')).findings).toEqual([])
})
