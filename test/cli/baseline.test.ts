import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { runMain } from './run-main.ts'

const TABLE =
  'create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null, scores jsonb);'
const INDEX = 'create index on speaking_attempts (user_id, created_at desc);'
const NAME = 'pte-db-audit.baseline.yaml'

let cwd: string
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  for (const [name, sql] of [
    ['before', TABLE],
    ['after', `${TABLE}\n${INDEX}`],
  ] as const) {
    writeFileSync(join(cwd, '0001.sql'), sql)
    const { code, stderr } = await runMain(
      ['check', '--migrations', '.', '--save-snapshot', `${name}.json`, '--fail-on', 'never'],
      { cwd },
    )
    expect(code, stderr).toBe(0)
  }
})
beforeEach(() => {
  for (const name of [NAME, 'pte-db-audit.yaml', 'other.yaml']) rmSync(join(cwd, name), { force: true })
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const check = (snapshot: 'before' | 'after', ...args: readonly string[]) =>
  runMain(['check', '--snapshot', `${snapshot}.json`, ...args], { cwd })
const reportOf = async (snapshot: 'before' | 'after', ...args: readonly string[]): Promise<Report> =>
  JSON.parse((await check(snapshot, '--format', 'json', ...args)).stdout) as Report
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)

const HISTORY = 'attempts-user-history:public.speaking_attempts:(user_id, created_at desc)'
const COVERED = 'coverage-attempts-user:public.speaking_attempts:(user_id)'

describe('a baseline', () => {
  test('is written, accepts what was there, and says what it added', async () => {
    const { code, stdout, stderr } = await check('before', '--update-baseline')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Accepted +\d+ by the baseline/)
    expect(stderr).toContain(`+ ${HISTORY}\n`)
    expect(stderr).toMatch(/pte-db-audit\.baseline\.yaml: \d+ findings accepted, \d+ added, 0 removed\n$/)
    expect(read(NAME)).toContain(`  - rule: attempts-user-history
    object: public.speaking_attempts
    subject: (user_id, created_at desc)
    reason: was there on 2025-01-25
`)
    expect((await check('before')).code).toBe(0)
    expect((await check('before', '--no-baseline')).code).toBe(1)
  })

  test('does not change when nothing has', async () => {
    await check('before', '--update-baseline', '--reason', 'older than the plan')
    const before = read(NAME)
    expect(before).toContain('reason: older than the plan')
    const { stderr } = await check('before', '--update-baseline')
    expect(stderr).toMatch(/^pte-db-audit\.baseline\.yaml: \d+ findings accepted, 0 added, 0 removed\n$/)
    expect(read(NAME)).toBe(before)
  })

  test('keeps the reasons that people gave, prunes what is gone, and fails for it only when told to', async () => {
    await check('before', '--update-baseline')
    const reason = 'the table is going away'
    write(NAME, read(NAME).replaceAll('was there on 2025-01-25', reason))
    const gone = await check('after')
    expect([gone.code, gone.stdout]).toEqual([
      0,
      expect.stringMatching(/Stale baseline +attempts-user-history:public\.speaking_attempts:\(user_id,\n/) as string,
    ])
    expect((await check('after', '--fail-on-stale')).code).toBe(1)
    const { code, stderr } = await check('after', '--update-baseline', '--fail-on-stale')
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^- attempts-user-history:.*\n.* accepted, 0 added, 2 removed\n$/s) as string,
    ])
    expect(read(NAME)).not.toContain('attempts-user-history')
    expect(read(NAME)).toContain(reason)
  })

  test('fails for what is new, and for that alone', async () => {
    await check('after', '--update-baseline')
    const { findings, summary } = await reportOf('before')
    expect(findings.filter(({ accepted }) => !accepted).map(({ fingerprint }) => fingerprint)).toEqual([HISTORY, COVERED])
    expect(summary.findings.error).toBe(1)
    expect((await check('before')).code).toBe(1)
  })

  test('says nothing of rules that did not run, and keeps what they accepted', async () => {
    await check('before', '--update-baseline')
    expect((await reportOf('after', '--only', 'jsonb-scores')).baseline?.stale).toEqual([])
    await check('after', '--only', 'jsonb-scores', '--update-baseline')
    expect(read(NAME)).toContain('attempts-user-history')
  })

  test('is not written by a run that measured nothing', async () => {
    const { code, stderr } = await check('before', '--update-baseline', '--schemas', 'nothing')
    expect([code, stderr]).toEqual([2, expect.stringContaining('has no tables') as string])
    expect(() => read(NAME)).toThrow('ENOENT')
  })

  test('of a config is read from where that is', async () => {
    write('pte-db-audit.yaml', 'baseline: other.yaml\n')
    expect((await check('before')).stderr).toContain(
      'The baseline other.yaml does not exist. Write it with --update-baseline, or name another.',
    )
    await check('before', '--update-baseline')
    expect(read('other.yaml')).toContain('attempts-user-history')
    expect((await check('before')).code).toBe(0)
  })

  test.each([
    ['', 'is empty'],
    ['version: 2\ntool: 9.0.0\naccepted: []\n', `${NAME}:1:10 version: 2 is not one of 1.`],
    ['version: 1\ntool: 0.1.0\naccepted:\n  - { rule: a, object: public.b }\n', `${NAME}:4:5 accepted[0]`],
    ['version: 1\ntool: 0.1.0\naccepted:\n  - { rule: a, object: public.b, subject: c, why: d }\n', '"why" is not a key here.'],
  ])('with a mistake ends the run before it audits: %j', async (text, said) => {
    write(NAME, text)
    const { code, stderr } = await check('before')
    expect([code, stderr]).toEqual([2, expect.stringContaining(said) as string])
  })

  test('--no-baseline and --update-baseline contradict each other', async () => {
    expect((await check('before', '--no-baseline', '--update-baseline')).stderr).toContain('contradict each other')
  })
})

describe('suppressions', () => {
  test('take findings out of the gate, and those that do nothing are told', async () => {
    write(
      'pte-db-audit.yaml',
      `suppressions:
  - { rule: attempts-user-history, tables: [speaking_*], reason: It is a demo., expires: 2025-01-25 }
  - { rule: jsonb-scores, reason: Later., expires: 2025-01-24 }
  - { rule: score-bounds, tables: [users], reason: Never mind. }
`,
    )
    const { findings, suppressions } = await reportOf('before')
    expect(findings.find(({ fingerprint }) => fingerprint === HISTORY)?.accepted).toEqual({
      by: 'suppression',
      reason: 'It is a demo.',
      expires: '2025-01-25',
    })
    expect(findings.find(({ rule }) => rule === 'jsonb-scores')?.accepted).toBeUndefined()
    expect(suppressions).toEqual([
      { label: 'jsonb-scores', line: 3, state: 'expired', expires: '2025-01-24' },
      { label: 'score-bounds on users', line: 4, state: 'unused', expires: null },
    ])
  })

  test.each([
    ['{ rule: score-bound, reason: x }', 'suppressions[0].rule: "score-bound" is not a rule. Did you mean "score-bounds"?'],
    ['{ rule: score-bounds }', 'suppressions[0]'],
    ['{ rule: score-bounds, reason: " " }', 'is empty. Say why.'],
    ['{ reason: x }', 'would suppress everything. Name a rule, tables or columns.'],
    ['{ rule: score-bounds, reason: x, expires: 2025-02-30 }', 'is not a day. Write the last day on which it holds'],
    ['{ rule: score-bounds, reason: x, expires: soon }', 'is not a day.'],
  ])('with a mistake: %s', async (text, said) => {
    write('pte-db-audit.yaml', `suppressions:\n  - ${text}\n`)
    const { code, stderr } = await check('before')
    expect([code, stderr]).toEqual([2, expect.stringContaining(said) as string])
  })
})
