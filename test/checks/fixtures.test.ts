import { format, resolveConfig } from 'prettier'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import type { Evaluation } from '../../src/evaluate.ts'
import type { Finding, Result } from '../../src/finding.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser, parseStatements } from '../../src/sql/parse.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { audit, collected, runSql } from './audit.ts'
import { besides } from './fixture-sources.ts'
import { type Fixture, fixtureFolders, fixturesOf, strayFiles } from './fixture.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })

/** Of the fixtures before, nothing is left: what they keep in other schemas would count. */
const EMPTY = `do $$ declare it text; begin
  for it in select nspname from pg_namespace where nspname <> 'information_schema' and left(nspname, 3) <> 'pg_' loop
    execute format('drop schema %I cascade', it);
  end loop;
end $$; create schema public`

let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['moddatetime', 'citext'] })
})
afterAll(() => embedded.close())

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const fixtures = fixturesOf(rule.id)

  test('has bad and good fixtures, and nothing beside them', () => {
    expect(fixtures.filter(({ name }) => name.startsWith('bad-')).length).toBeGreaterThan(0)
    expect(fixtures.filter(({ name }) => name.startsWith('good-')).length).toBeGreaterThan(0)
    expect(strayFiles(rule.id)).toEqual([])
  })

  test.each(fixtures.map((fixture) => ({ name: fixture.name, fixture })))('$name', async ({ fixture }) => {
    const built = async (sql: string): Promise<Snapshot> => {
      await embedded.simple(EMPTY)
      await runSql(embedded, sql)
      return collected(embedded)
    }
    const beside = await besides(fixture, built)
    await built(fixture.sql)
    const evaluation = await audit(embedded, rule, { ...fixture, beside, rules })
    if (fixture.name.startsWith('bad-')) {
      expect(evaluation.findings.map(said).toSorted()).toEqual(fixture.expected.toSorted())
      expect(fixture.expected.length).toBeGreaterThan(0)
    } else {
      expect(evaluation.findings.map(said)).toEqual([])
      expect(evaluation.results.map(heard)).toEqual(expect.arrayContaining([...fixture.expected]))
    }
    await expect(await golden(fixture, evaluation)).toMatchFileSnapshot(fixture.golden)
    for (const finding of evaluation.findings) await remedyHolds(finding, fixture, beside)
  })

  /** Where the remedy is SQL, or ends in SQL that follows a condition, running it silences the finding. */
  async function remedyHolds(finding: Finding, fixture: Fixture, beside: Pick<Snapshot, 'declared' | 'base'>): Promise<void> {
    const sql = [finding.remedy, finding.remedy.slice(finding.remedy.lastIndexOf(': ') + 2)].find(isSql)
    if (fixture.overlay !== null || sql === undefined) return
    await runSql(embedded, sql)
    const after = await audit(embedded, rule, { ...fixture, beside, rules })
    expect(after.findings.map(({ fingerprint }) => fingerprint)).not.toContain(finding.fingerprint)
  }
})

test('every folder of fixtures is named after a rule', () => {
  expect(fixtureFolders().filter((folder) => !rules.some(({ id }) => id === folder))).toEqual([])
})

const said = ({ verdict, subject }: Finding): string => `${verdict} ${subject}`
const heard = ({ status, verdict, subject }: Result): string => `${verdict ?? status} ${subject}`

function isSql(text: string): boolean {
  // A remedy may leave a name to its reader.
  if (text.includes('…')) return false
  try {
    return parseStatements(text).stmts?.every(({ stmt }) => stmt && !('SelectStmt' in stmt)) ?? false
  } catch {
    return false
  }
}

async function golden({ golden: file, name }: Fixture, { findings, results }: Evaluation): Promise<string> {
  // Without the evidence: counters and sizes differ from run to run.
  const reported = findings.map(({ object, verdict, severity, subject, message, remedy }) => ({
    table: object.relation,
    verdict,
    severity,
    subject,
    message,
    remedy,
  }))
  const held = results.map(({ object, ...result }) =>
    [object.relation, heard({ object, ...result }), result.reason].filter(Boolean).join(': '),
  )
  const content = { findings: reported, ...(name.startsWith('good-') && { results: held }) }
  return format(JSON.stringify(content), { ...(await resolveConfig(file)), parser: 'json' })
}
