import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import type { Log } from 'sarif'
import { beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { packageRoot } from '../../src/package-root.ts'
import { renderGithub } from '../../src/report/github.ts'
import { renderGitlab } from '../../src/report/gitlab.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { ending, gated, repository, rules } from './gated.ts'
import { renderAll } from './render-all.ts'
import { runnerCommand } from './runner-command.ts'
import { finding, report } from './sample.ts'
import { validSarif } from './sarif-schema.ts'

beforeAll(loadParser)

const golden = (name: string): string => join(packageRoot, 'test', 'report', 'goldens', name)

test.each([
  ['table', 'gated-table.txt'],
  ['sarif', 'gated-sarif.txt'],
  ['junit', 'gated-junit.xml'],
  ['gitlab', 'gated-gitlab.txt'],
  ['github', 'gated-github.txt'],
  ['markdown', 'gated-markdown.txt'],
] as const)('%s as it was', async (format, name) => {
  await expect(renderAll(gated)[format]).toMatchFileSnapshot(golden(name))
})

const resultsOf = (sarif: string) => (JSON.parse(sarif) as Log).runs[0]?.results ?? []
const sarifOf = (of = gated, at = repository): string => renderSarif(of, { rules, ending, repository: at })

/** The fingerprints of the results when all are said on one line of one file. */
const printsAt = (line: number) => {
  const findings = gated.findings.map((each) => ({ ...each, locations: [{ file: 'schema.ts', line }] }))
  return resultsOf(sarifOf({ ...gated, findings })).map(({ partialFingerprints }) => partialFingerprints)
}

describe('sarif', () => {
  test.each([gated, report, { ...report, findings: [] }])('is valid by its schema', (of) => {
    expect(validSarif(JSON.parse(sarifOf(of))), JSON.stringify(validSarif.errors)).toBe(true)
  })

  test('every result has a file of the repository: GitHub refuses a file with one that has none', () => {
    for (const { locations } of resultsOf(sarifOf()))
      expect(locations?.[0]?.physicalLocation?.artifactLocation).toMatchObject({
        uri: expect.stringMatching(/^packages\/api\/[^/]/) as string,
        uriBaseId: '%SRCROOT%',
      })
  })

  test.each([
    ['/etc/passwd', 'pte-db-audit.yaml'],
    ['C:/schema.ts', 'pte-db-audit.yaml'],
    ['../../schema.ts', 'pte-db-audit.yaml'],
    ['../schema.ts', 'schema.ts'],
    ['a b/100%/é:#?.ts', 'api/a%20b/100%25/%C3%A9%3A%23%3F.ts'],
  ])('a finding in %s is shown in %s', (file, uri) => {
    const located = {
      ...gated,
      findings: gated.findings.slice(0, 1).map((each) => ({ ...each, locations: [{ file, line: 2 }] })),
    }
    const [result] = resultsOf(sarifOf(located, { prefix: 'api', fallback: 'pte-db-audit.yaml' }))
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri)
  })

  test('what was accepted is suppressed with its reason, and where any is, every result says whether it is', () => {
    const suppressions = resultsOf(sarifOf()).map((result) => result.suppressions)
    expect(suppressions.flatMap((each) => each ?? []).map(({ justification }) => justification)).toEqual([
      'It is in the baseline.',
      'old exams; see #12',
      'until the import is gone (until 2027-01-31)',
    ])
    expect(suppressions).not.toContain(undefined)
    expect(resultsOf(sarifOf(report)).every((result) => result.suppressions === undefined)).toBe(true)
  })

  test('what is fixed is no result, and the state against the base is known only with one', () => {
    expect(resultsOf(sarifOf()).map(({ baselineState }) => baselineState)).toContain('unchanged')
    expect(sarifOf()).not.toContain('vocabulary')
    expect(resultsOf(sarifOf(report)).every(({ baselineState }) => baselineState === undefined)).toBe(true)
  })

  test('fingerprints tell findings of one rule on one line apart, and stay when the line moves', () => {
    expect(new Set(printsAt(1).map((each) => each?.['primaryLocationLineHash'])).size).toBe(gated.findings.length)
    expect(printsAt(1)).toEqual(printsAt(99))
  })

  test('an audit that failed says so, and what was not measured is a notification, never a result', () => {
    const failed = renderSarif(gated, { rules, ending: { ...ending, code: 2 }, repository })
    const [invocation] = (JSON.parse(failed) as Log).runs[0]?.invocations ?? []
    expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 })
    expect(invocation?.toolExecutionNotifications).toHaveLength(gated.skips.length)
  })

  test('no more results than GitHub takes, the gravest, and it says how many are left out', () => {
    const many = Array.from({ length: 25_010 }, (_, at) =>
      finding({
        rule: 'score-bounds',
        severity: at < 20 ? 'info' : 'error',
        verdict: 'missing',
        object: { schema: 'public', relation: `t${at}`, kind: 'index' },
        subject: 'x',
        message: 'm',
        remedy: '',
      }),
    )
    const sarif = sarifOf({ ...report, findings: many })
    expect(resultsOf(sarif)).toHaveLength(25_000)
    expect(resultsOf(sarif).filter(({ level }) => level === 'note')).toHaveLength(10)
    expect(sarif).toContain('10 findings of the lowest severities are left out')
  })
})

describe('junit', () => {
  const schema = readFileSync(join(packageRoot, 'test', 'report', 'schemas', 'jenkins-junit.xsd'), 'utf8')

  test.each([gated, { ...report, results: [], findings: [], skips: [] }])('is valid by the schema of Jenkins', async (of) => {
    const { valid, errors } = await validateXML({ xml: renderAll(of).junit, schema })
    expect(valid, JSON.stringify(errors)).toBe(true)
  })

  test('every result is a test; what does not count is skipped, with the reason; no two have one name', () => {
    const { junit } = renderAll({ ...gated, results: [...gated.results, ...gated.results.slice(0, 1)] })
    const names = [...junit.matchAll(/<testcase (name="[^"]*" classname="[^"]*")/g)].map(([, name]) => name)
    expect(names).toHaveLength(gated.results.length + 2)
    expect(new Set(names).size).toBe(names.length)
    expect(junit.match(/<failure /g)).toHaveLength(7)
    expect(junit).toContain('<skipped>Accepted by the baseline: old exams; see #12. Nothing keeps grammar')
    expect(junit).toContain('<skipped>Not measured: pass --check-data to count rows</skipped>')
    expect(junit).toContain('<skipped>Not applicable: there is no such table</skipped>')
  })
})

/** The table of properties in the documentation of GitLab, and that the fingerprints differ. */
const validGitlab = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    additionalProperties: false,
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{40}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\.?/)' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
})

describe('gitlab', () => {
  const issues = JSON.parse(renderGitlab(gated, repository)) as readonly { readonly fingerprint: string }[]

  test('is what GitLab documents, each finding by a fingerprint of its own', () => {
    expect(validGitlab(issues), JSON.stringify(validGitlab.errors)).toBe(true)
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
  })

  test('what is accepted is left out, what was there before is not: GitLab compares by itself', () => {
    expect(issues).toHaveLength(gated.findings.length - 3)
  })
})

const linesOf = (of = gated): readonly string[] => renderGithub(of, { ending, repository }).trimEnd().split('\n')

describe('github', () => {
  test('annotates what counts, with the file where one is known, and ends with the verdict', () => {
    const commands = linesOf().map(runnerCommand)
    expect(commands.filter((command) => command?.name === 'error')).toHaveLength(3)
    expect(commands).toContainEqual({
      name: 'error',
      properties: { file: 'packages/api/db/schema.ts', line: '12', title: 'score-columns-writing: missing' },
      data: 'writing_attempts has no column overall_score.\nFix: ALTER TABLE public.writing_attempts ADD COLUMN overall_score integer;',
    })
    expect(linesOf().at(-1)).toBe('Exit 1: 3 errors (--fail-on error).')
  })

  test.each([10, 11, 500])('of %i errors at most ten are annotated, and the last one says how many are left', (number) => {
    const findings = Array.from({ length: number }, (_, at) => ({
      ...gated.findings[0]!,
      severity: 'error' as const,
      fingerprint: `${at}`,
    }))
    const errors = linesOf({ ...gated, findings }).filter((line) => line.startsWith('::error'))
    expect(errors).toHaveLength(10)
    expect(errors.at(-1)?.includes('more')).toBe(number > 10)
    if (number > 10) expect(errors.at(-1)).toContain(`The other ${number - 9} errors`)
  })

  test('nothing that does not count is annotated', () => {
    const uncounted = gated.findings.filter(({ accepted, change }) => accepted ?? change === 'unchanged')
    expect(linesOf({ ...gated, findings: uncounted }).filter((line) => line.startsWith('::error'))).toEqual([])
  })
})
