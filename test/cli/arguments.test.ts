import { describe, expect, test } from 'vitest'
import { besideOf, originOf } from '../../src/cli/origin.ts'
import { outcomeOf } from '../../src/cli/outcome.ts'
import { outputsOf } from '../../src/cli/outputs.ts'
import { redact } from '../../src/cli/redact.ts'
import { settingsOf } from '../../src/cli/settings.ts'
import { wantsColor, type Io } from '../../src/cli/io.ts'
import { unmeasured } from '../../src/report/unmeasured.ts'
import { report } from '../report/sample.ts'

describe('the source', () => {
  test('one explicit source, else what the environment names', () => {
    expect(originOf(undefined, {})).toEqual({ kind: 'server', target: undefined })
    expect(originOf('postgres://db/app', {})).toEqual({ kind: 'server', target: 'postgres://db/app' })
    expect(originOf(undefined, { demo: true })).toEqual({ kind: 'demo' })
    expect(originOf(undefined, { snapshot: 'a.json' })).toEqual({ kind: 'snapshot', file: 'a.json' })
    expect(originOf(undefined, { schema: 'schema.ts' })).toEqual({ kind: 'schema', file: 'schema.ts' })
    expect(originOf(undefined, { migrations: 'drizzle' })).toEqual({ kind: 'migrations', folder: 'drizzle' })
  })

  test.each([
    ['postgres://db/app', { migrations: 'd' }, 'server', { migrations: 'd', schema: null }],
    ['postgres://db/app', { schema: 's.ts' }, 'server', { migrations: null, schema: 's.ts' }],
    ['postgres://db/app', { migrations: 'd', schema: 's.ts' }, 'server', { migrations: 'd', schema: 's.ts' }],
    [undefined, { snapshot: 'a.json', migrations: 'd', schema: 's.ts' }, 'snapshot', { migrations: 'd', schema: 's.ts' }],
    [undefined, { migrations: 'd', schema: 's.ts' }, 'migrations', { migrations: null, schema: 's.ts' }],
    [undefined, { schema: 's.ts' }, 'schema', { migrations: null, schema: null }],
    [undefined, {}, 'server', { migrations: null, schema: null }],
  ] as const)('%s with %j audits the %s, beside others', (url, options, kind, beside) => {
    const origin = originOf(url, options)
    expect(origin.kind).toBe(kind)
    expect(besideOf(origin, options)).toEqual(beside)
  })

  test.each([
    ['postgres://me:secret@db/app', { demo: true }, 'a URL and --demo are'],
    [undefined, { demo: true, snapshot: 'a' }, '--demo and --snapshot are'],
    [undefined, { demo: true, schema: 'b' }, '--demo and --schema are'],
    ['postgres://db', { migrations: 'a', snapshot: 'b' }, 'a URL and --snapshot and --migrations are'],
    [undefined, { migrations: 'a', sample: { intervals: 4, seconds: 1 } }, '--migrations is none'],
    ['postgres://db', { schema: 'a', workload: 'b' }, '--workload is for a schema without one'],
  ] as const)('%s with %j is a usage error', (url, options, message) => {
    expect(() => originOf(url, options)).toThrow(message)
    expect(() => originOf(url, options)).not.toThrow('secret')
  })
})

describe('the reports', () => {
  test('the nth --output belongs to the nth --format', () => {
    expect(outputsOf([], [])).toEqual([{ format: 'table', file: null }])
    expect(outputsOf([], ['a.txt'])).toEqual([{ format: 'table', file: 'a.txt' }])
    expect(outputsOf(['json', 'table'], ['a.json'])).toEqual([
      { format: 'json', file: 'a.json' },
      { format: 'table', file: null },
    ])
    expect(outputsOf(['table', 'json'], ['-', 'a.json'])).toEqual([
      { format: 'table', file: null },
      { format: 'json', file: 'a.json' },
    ])
  })

  test.each([
    [['table', 'json'], [], 'would share stdout'],
    [['json'], ['a', 'b'], 'There are 2 --output and 1 reports'],
    [['json', 'table'], ['a', 'a'], 'Two reports would go to a'],
  ] as const)('%j to %j is a usage error', (formats, files, message) => {
    expect(() => outputsOf(formats, files)).toThrow(message)
  })
})

const found = (error: number, warn: number, info: number) => ({
  ...report,
  skips: [],
  summary: { ...report.summary, findings: { error, warn, info } },
})

describe('the exit code', () => {
  const options = { failOn: 'error', failOnStale: false, requireAll: false, unmeasured: null } as const
  test.each([
    [found(0, 9, 9), 'error', 0],
    [found(1, 0, 0), 'error', 1],
    [found(0, 1, 0), 'warn', 1],
    [found(1, 0, 0), 'warn', 1],
    [found(0, 0, 9), 'warn', 0],
    [found(0, 0, 1), 'info', 1],
    [found(9, 9, 9), 'never', 0],
    [found(0, 0, 0), 'info', 0],
  ] as const)('%#', (of, failOn, code) => {
    expect(outcomeOf(of, { ...options, failOn }).code).toBe(code)
  })

  test('skips count only with --require-all, and then more than findings', () => {
    expect(outcomeOf(report, options).code).toBe(1)
    expect(outcomeOf(report, { ...options, requireAll: true })).toEqual({
      code: 2,
      sentence: '--require-all: 3 things could not be measured, for the reasons in the report.',
    })
    expect(outcomeOf(found(1, 0, 0), { ...options, requireAll: true }).code).toBe(1)
  })

  test('a baseline that accepts what is gone counts only with --fail-on-stale', () => {
    const gone = [{ fingerprint: 'a:public.b:c', reason: null, now: null }]
    const stale = { ...found(0, 0, 0), baseline: { file: 'accepted.yaml', tool: '0.1.0', stale: gone } }
    expect(outcomeOf(stale, options).code).toBe(0)
    expect(outcomeOf(stale, { ...options, failOnStale: true, failOn: 'never' })).toEqual({
      code: 1,
      sentence: 'accepted.yaml accepts 1 finding that is gone (--fail-on-stale), which --update-baseline prunes.',
    })
    expect(outcomeOf({ ...stale, baseline: { ...stale.baseline, stale: [] } }, { ...options, failOnStale: true }).code).toBe(0)
    expect(outcomeOf({ ...found(2, 0, 0), baseline: stale.baseline }, { ...options, failOnStale: true }).sentence).toMatch(
      /^2 errors .*; accepted/,
    )
    const two = { ...stale.baseline, stale: [...gone, ...gone] }
    expect(outcomeOf({ ...stale, baseline: two }, { ...options, failOnStale: true }).sentence).toContain(
      '2 findings that are gone',
    )
  })

  test.each([
    [found(1, 5, 0), 'error', '1 error (--fail-on error).'],
    [found(2, 5, 0), 'error', '2 errors (--fail-on error).'],
    [found(2, 5, 0), 'warn', '7 errors and warnings (--fail-on warn).'],
    [found(0, 1, 0), 'warn', '1 error or warning (--fail-on warn).'],
    [found(0, 0, 3), 'info', '3 findings (--fail-on info).'],
    [found(0, 5, 0), 'error', 'No error (--fail-on error).'],
    [found(9, 9, 9), 'never', 'Findings do not change the exit code (--fail-on never).'],
    [{ ...found(0, 0, 0), summary: { findings: found(0, 0, 0).summary.findings } }, 'error', 'No error (--fail-on error).'],
  ] as const)('is said in a sentence: %#', (of, failOn, sentence) => {
    expect(outcomeOf(of, { ...options, failOn }).sentence).toBe(sentence)
  })

  test('one thing that could not be measured is one', () => {
    const { sentence } = outcomeOf({ ...report, skips: report.skips.slice(0, 1) }, { ...options, requireAll: true })
    expect(sentence).toMatch(/^--require-all: 1 thing could not/)
  })

  test('what is accepted does not count, and yet it is not said that there is nothing', () => {
    const { summary } = found(0, 0, 0)
    const accepted = { ...report, summary: { ...summary, accepted: { baseline: 0, suppression: 0, unchanged: 1 } } }
    expect(outcomeOf(accepted, options)).toEqual({ code: 0, sentence: 'No new error (--fail-on error).' })
  })

  test('an audit that measured nothing fails, whatever --fail-on says', () => {
    expect(outcomeOf(found(0, 0, 0), { ...options, failOn: 'never', unmeasured: 'Nothing.' })).toEqual({
      code: 2,
      sentence: 'Nothing.',
    })
  })

  test('an empty database is not clean, unless only the server was asked about', () => {
    const rule = { tables: ['orders'] } as unknown as Parameters<typeof unmeasured>[1][number]
    expect(unmeasured(report, [rule], 0)).toContain('has no tables')
    expect(unmeasured(report, [rule], 1)).toBeNull()
    expect(unmeasured(report, [{ ...rule, tables: [] }], 0)).toBeNull()
    const none = { ...report, summary: { ...report.summary, rules: { total: 3, measured: 0 } } }
    expect(unmeasured(none, [rule], 1)).toContain('all 3 rules were skipped')
  })
})

test('arguments beat the config, the config beats the defaults', () => {
  const config = { text: { failOn: 'warn', schemas: ['app'], lockTimeout: 5 } } as unknown as NonNullable<
    Parameters<typeof settingsOf>[1]
  >
  expect(settingsOf({ color: true }, null)).toMatchObject({
    failOn: 'error',
    checkData: false,
    statementTimeout: 30_000,
    lockTimeout: 2000,
  })
  expect(settingsOf({ color: true }, config)).toMatchObject({ failOn: 'warn', lockTimeout: 5, evaluate: { schemas: ['app'] } })
  expect(settingsOf({ color: true, failOn: 'never', schemas: ['x'] }, config)).toMatchObject({
    failOn: 'never',
    evaluate: { schemas: ['x'] },
  })
})

const io = (isTTY: boolean, env: Io['env']): Io => ({ stdout: { isTTY }, env }) as unknown as Io

test('colour: a terminal, FORCE_COLOR in its place, and never against NO_COLOR or --no-color', () => {
  expect(wantsColor(io(true, {}), true)).toBe(true)
  expect(wantsColor(io(false, {}), true)).toBe(false)
  expect(wantsColor(io(true, {}), false)).toBe(false)
  expect(wantsColor(io(true, { NO_COLOR: '1' }), true)).toBe(false)
  expect(wantsColor(io(true, { NO_COLOR: '' }), true)).toBe(true)
  expect(wantsColor(io(false, { FORCE_COLOR: '1' }), true)).toBe(true)
  expect(wantsColor(io(true, { FORCE_COLOR: '0' }), true)).toBe(false)
  expect(wantsColor(io(false, { FORCE_COLOR: '1', NO_COLOR: '1' }), true)).toBe(false)
  expect(wantsColor(io(true, { TERM: 'dumb' }), true)).toBe(false)
})

test('a URL or a password in a message is left out', () => {
  expect(redact("unknown option '--x=postgres://me:secret@db/app'")).toBe("unknown option '--x=<url>'")
  expect(redact("bad: host=db password='a b' user=x")).toBe('bad: host=db password=<password> user=x')
})
