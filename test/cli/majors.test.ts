import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type DatabaseError } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { preparation } from '../../src/demo/preparation.ts'
import type { Report } from '../../src/report/report.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { type Major, startServer } from '../server.ts'
import { COUNTED_RULES } from './counted-rules.ts'
import { type Ended, runBin } from './run-bin.ts'

const cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** The demo's schema and rows on a real server of that major, audited by the built command. */
async function checkOn(major: Major): Promise<Ended> {
  const server = await startServer(major)
  try {
    await prepare(server.url)
    return await runBin(['check', server.url, '--check-data', '--format', 'json'], { cwd })
  } finally {
    await server.stop()
  }
}

async function prepare(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const { sql, fails } of preparation) {
      const error = await client.query(sql).then(
        () => null,
        (thrown: DatabaseError) => thrown,
      )
      if (error?.code !== fails) throw new Error(`${error?.message} in ${sql.slice(0, 200)}`, { cause: error })
    }
  } finally {
    await client.end()
  }
}

/** One line a result; what the settings of a machine and the use of a server decide is no matter of the major. */
const verdictsOf = (report: Report): string =>
  report.results
    .filter(({ rule }) => !rule.startsWith('monitoring-') && !COUNTED_RULES.includes(rule))
    .map(({ rule, object, subject, status, verdict }) =>
      `${rule} | ${object.relation} | ${subject} | ${status} ${verdict ?? ''}`.trim(),
    )
    .join('\n')

describe('the demo is judged alike', () => {
  it('embedded', async () => {
    const { code, stdout } = await runBin(['check', '--demo', '--check-data', '--format', 'json'], { cwd })
    expect(code).toBe(1)
    await expect(verdictsOf(JSON.parse(stdout) as Report)).toMatchFileSnapshot('goldens/demo-verdicts.txt')
  })

  it.each(majorsUnderTest)('on PostgreSQL %i', { timeout: 120_000 }, async (major) => {
    const { code, stdout, stderr } = await checkOn(major)
    expect([code, stderr]).toEqual([1, ''])
    const report = JSON.parse(stdout) as Report
    expect(Math.trunc(report.source.server.versionNumber / 10_000)).toBe(major)
    await expect(verdictsOf(report)).toMatchFileSnapshot('goldens/demo-verdicts.txt')
  })
})
