import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import type { Report } from '../../src/report/report.ts'
import { renderTable } from '../../src/report/table.ts'
import { finding, report } from './sample.ts'

const closing = ['Exit 1: 2 errors (--fail-on error).']
const table = (columns: number, color = false, of: Report = report): string => renderTable(of, { columns, color, closing })

const golden = (name: string): string => join(packageRoot, 'test', 'report', 'goldens', name)

describe('the table', () => {
  test.each([80, 120])('at %i columns', async (columns) => {
    await expect(table(columns)).toMatchFileSnapshot(golden(`table-${columns}.txt`))
  })

  test.each([60, 80, 100, 120, 140])('no line is wider than %i columns, whatever the names', (columns) => {
    for (const line of table(columns).split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
  })

  test('a narrow or a huge terminal gets a width that can be read', () => {
    expect(table(20)).toBe(table(60))
    expect(table(500)).toBe(table(140))
  })

  test('nothing that a terminal would obey comes from the database', () => {
    expect(table(80)).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
    // With colour there are escapes, and all of them are colours.
    expect(stripVTControlCharacters(table(80, true))).toBe(table(80))
  })

  test('without findings it says so, and what holds', () => {
    const clean = table(80, false, {
      ...report,
      findings: [],
      summary: { ...report.summary, findings: { error: 0, warn: 0, info: 0 } },
    })
    expect(clean).toMatch(/Findings +none/)
  })

  test('the reasons of a role without rights are counted, not repeated', () => {
    const skips = Array.from({ length: 5000 }, (_, at) => ({
      rule: 'a-rule',
      object: null,
      subject: null,
      reason: `reason ${at}`,
    }))
    expect(table(80, false, { ...report, skips }).split('\n').length).toBeLessThan(120)
    expect(table(80, false, { ...report, skips })).toContain('… and 4,988 more: see --format json')
  })

  test('is linear in the size of the report', () => {
    const tables = Array.from({ length: 20_000 }, (_, at) =>
      finding({
        rule: 'attempts-user-history',
        severity: 'error',
        verdict: 'missing',
        object: { schema: 'public', relation: `t${at}`, kind: 'index' },
        subject: 'x',
        message: 'Nothing serves it.',
        remedy: 'create index concurrently',
      }),
    )
    expect(table(80, false, { ...report, findings: tables }).split('\n').length).toBeGreaterThan(60_000)
  })
})
