import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { audit, AuditError, auditReport, type AuditSource, collect, evaluate, loadRules, type Snapshot } from '../../src/index.ts'
import { runMain } from '../cli/run-main.ts'

const HISTORY = 'attempts-user-history:public.speaking_attempts:(user_id, created_at desc)'
const REDUNDANT = 'redundant-indexes:public.speaking_attempts:speaking_attempts_user_id_idx'

let cwd: string
let snapshot: Snapshot
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  mkdirSync(join(cwd, 'drizzle'))
  write(
    'drizzle/0001.sql',
    `create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null);
    create index on speaking_attempts (user_id);
    create index on speaking_attempts (user_id, id);`,
  )
  snapshot = await collect({ migrations: 'drizzle' }, { cwd })
  write('drizzle.json', JSON.stringify(snapshot))
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
afterEach(() => {
  for (const name of ['pte-db-audit.yaml', 'pte-db-audit.baseline.yaml', 'own'])
    rmSync(join(cwd, name), { recursive: true, force: true })
  vi.restoreAllMocks()
})

const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)
const only = ['attempts-user-history', 'redundant-indexes']
const fingerprints = (findings: readonly { readonly fingerprint: string }[]): string[] =>
  findings.map(({ fingerprint }) => fingerprint)
/** What it rejects with, as a test runner shows it. */
const rejection = async (promise: Promise<unknown>): Promise<AuditError> => {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(AuditError)
  return thrown as AuditError
}

describe('audit', () => {
  it('gives what check fails for, with places and without whole fixes', async () => {
    const findings = await audit({ migrations: 'drizzle' }, { cwd, only })
    expect(fingerprints(findings)).toEqual([HISTORY])
    expect(findings[0]).toMatchObject({ locations: [{ file: 'drizzle/0001.sql', line: 2 }] })
    expect(findings[0]).not.toHaveProperty('fix')
  })

  it('gives findings down to failOn, and to that of the configuration', async () => {
    expect(fingerprints(await audit({ snapshot }, { cwd, only, failOn: 'info' }))).toEqual([HISTORY, REDUNDANT])
    write('pte-db-audit.yaml', 'failOn: info\n')
    expect(fingerprints(await audit({ snapshot }, { cwd, only }))).toEqual([HISTORY, REDUNDANT])
    expect(fingerprints(await audit({ snapshot }, { cwd, only, failOn: 'warn' }))).toEqual([HISTORY])
  })

  it('is not silenced by a configuration that keeps exit codes clean', async () => {
    write('pte-db-audit.yaml', 'failOn: never\n')
    expect(fingerprints(await audit({ snapshot }, { cwd, only }))).toEqual([HISTORY])
  })

  it('leaves out what is suppressed', async () => {
    write('pte-db-audit.yaml', 'suppressions: [{ rule: attempts-user-history, reason: few rows }]\n')
    expect(await audit({ snapshot }, { cwd, only })).toEqual([])
    const { findings } = await auditReport({ snapshot }, { cwd, only })
    expect(findings.find(({ fingerprint }) => fingerprint === HISTORY)?.accepted).toMatchObject({ by: 'suppression' })
  })

  it('leaves out what the baseline accepts, unless it is told to accept nothing', async () => {
    const { code, stderr } = await runMain(['check', '--snapshot', 'drizzle.json', '--only', ...only, '--update-baseline'], {
      cwd,
    })
    expect(code, stderr).toBe(0)
    expect(await audit({ snapshot: 'drizzle.json' }, { cwd, only })).toEqual([])
    expect(fingerprints(await audit({ snapshot }, { cwd, only, baseline: false }))).toEqual([HISTORY])
  })

  it('gives only what a comparison introduces', async () => {
    expect(await audit({ snapshot }, { cwd, only, against: 'drizzle.json' })).toEqual([])
  })

  it('weighs rules as severity says, and reads rules of your own', async () => {
    expect(await audit({ snapshot }, { cwd, only, severity: { 'attempts-user-history': 'warn' } })).toEqual([])
    mkdirSync(join(cwd, 'own'))
    write(
      'own/by-date.yaml',
      `{ id: by-date, severity: error, summary: By date, why: Asked, check: index, tables: [speaking_attempts], params: { order: [created_at] } }`,
    )
    expect(await audit({ snapshot }, { cwd, rules: ['own'], only: ['by-date'] })).toMatchObject([{ rule: 'by-date' }])
  })

  it('runs side by side with itself', async () => {
    const both = await Promise.all([
      audit({ migrations: 'drizzle' }, { cwd, only }),
      audit({ snapshot }, { cwd, only, failOn: 'info' }),
    ])
    expect(both.map(fingerprints)).toEqual([[HISTORY], [HISTORY, REDUNDANT]])
  })
})

describe('what could not be measured', () => {
  it('is an error when it is everything, with the reasons', async () => {
    const error = await rejection(audit({ snapshot }, { cwd, only: ['monitoring-archiving'] }))
    expect(error.kind).toBe('nothing-measured')
    expect(error.message).toMatch(/^Nothing was measured: the rule was skipped.*\nmonitoring-archiving: the embedded database/)
  })

  it('is an error when a database has no tables, for the report as well', async () => {
    mkdirSync(join(cwd, 'own'))
    write('own/0001.sql', 'select 1')
    expect((await rejection(auditReport({ migrations: 'own' }, { cwd }))).message).toMatch(
      /^Nothing was measured: own has no tables/,
    )
  })

  it('is in the report otherwise, and an error with requireAll', async () => {
    const some = { cwd, only: [...only, 'monitoring-archiving'] }
    const { skips } = await auditReport({ snapshot }, some)
    expect(skips).toMatchObject([{ rule: 'monitoring-archiving' }])
    const error = await rejection(audit({ snapshot }, { ...some, requireAll: true }))
    expect(error).toMatchObject({ kind: 'nothing-measured', message: expect.stringMatching(/^requireAll: 1 thing/) as string })
    await expect(audit({ snapshot }, { cwd, only, requireAll: true })).resolves.toHaveLength(1)
  })
})

describe('auditReport', () => {
  it('is what check --format json prints', async () => {
    const { stdout } = await runMain(['check', '--snapshot', 'drizzle.json', '--format', 'json', '--only', ...only], { cwd })
    const printed = JSON.parse(stdout) as Awaited<ReturnType<typeof auditReport>>
    const report = await auditReport({ snapshot }, { cwd, only })
    expect(report).toEqual(printed)
    expect(report.findings[0]).toHaveProperty('fix')
  })
})

describe('collect, loadRules and evaluate', () => {
  it('together find what audit finds', async () => {
    const rules = await loadRules({ cwd, only })
    expect(rules.map(({ id }) => id)).toEqual(only)
    const { results, findings } = await evaluate(JSON.parse(JSON.stringify(snapshot)) as Snapshot, rules, { cwd })
    expect(fingerprints(findings)).toEqual([HISTORY, REDUNDANT])
    expect(results).toContainEqual(expect.objectContaining({ rule: 'attempts-user-history', status: 'not-applicable' }))
  })

  it('evaluate with the names and schemas of the configuration', async () => {
    write('pte-db-audit.yaml', 'names: { tables: { reading_attempts: speaking_attempts } }\n')
    const rules = await loadRules({ cwd, only: ['attempts-user-history'] })
    const count = async (schemas?: readonly string[]) =>
      (await evaluate(snapshot, rules, { cwd, schemas })).results.filter(({ status }) => status === 'fail').length
    expect(await count()).toBe(1)
    expect(await count(['other'])).toBe(0)
    write('pte-db-audit.yaml', 'name: {}\n')
    expect((await rejection(evaluate(snapshot, rules, { cwd }))).message).toMatch(
      /^pte-db-audit.yaml:1:1 name: "name" is not a key/,
    )
  })

  it('collect what rules of kind sql ask', async () => {
    mkdirSync(join(cwd, 'own'))
    write('own/any.yaml', `{ id: any, severity: error, summary: Any, why: Asked, check: sql, params: { query: select 7 as id } }`)
    const options = { cwd, rules: ['own'], only: ['any'] }
    const asked = await collect({ migrations: 'drizzle' }, options)
    expect((await evaluate(asked, await loadRules(options), { cwd })).findings).toMatchObject([{ rule: 'any', subject: '7' }])
  })
})

describe('mistakes of the caller', () => {
  it.each<[unknown, string]>([
    [undefined, 'The source is undefined.'],
    ['', 'url of the source is empty.'],
    [{ url: undefined }, 'url of the source is undefined.'],
    [{ migrations: undefined }, 'migrations of the source is undefined.'],
    [{ migrations: 'x', schema: '' }, 'schema of the source is empty.'],
    [{}, 'The source is empty.'],
    [{ url: 'postgres://localhost/x', snapshot: 'y.json' }, 'url and snapshot are different sources.'],
    [{ demo: true, schema: 'y.ts' }, 'demo and schema are different sources.'],
    [{ demo: false }, 'demo of the source is not true.'],
    [{ snapshots: 'x' }, '"snapshots" is not a key of a source. Did you mean "snapshot"?'],
    [{ snapshot: null }, 'the snapshot of the source is no snapshot of pte-db-audit'],
  ])('the source %j', async (source, message) => {
    expect((await rejection(audit(source as AuditSource))).message).toContain(message)
  })

  it.each<[unknown, string]>([
    [{ skips: ['a'] }, 'options.skips: "skips" is not a key here. Did you mean "skip"?'],
    [{ only: 'a' }, 'options.only: "a" is text; a list is expected.'],
    [{ only: ['a'] }, '"a" is not a rule'],
    [{ statementTimeout: 0 }, 'options.statementTimeout: 0 is below 1.'],
    [{ failOn: 'never' }, 'options.failOn: "never" is not one of error, warn or info.'],
    [{ signal: 5 }, 'options.signal: 5 is no AbortSignal.'],
    [{ config: 'none.yaml' }, 'none.yaml'],
    [{ baseline: 'none.yaml' }, 'The baseline none.yaml does not exist.'],
  ])('the options %j', async (options, message) => {
    expect((await rejection(audit({ snapshot }, options as object))).message).toContain(message)
  })
})

it('nothing is printed', async () => {
  const written = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
  const exits = vi.spyOn(process, 'exit')
  await audit({ migrations: 'drizzle' }, { cwd })
  await auditReport({ snapshot }, { cwd })
  await rejection(audit({ migrations: 'none' }, { cwd }))
  for (const spy of [...written, exits]) expect(spy).not.toHaveBeenCalled()
})

it('a replay is broken off by the signal, and one that was aborted before does not begin', async () => {
  mkdirSync(join(cwd, 'own'))
  write('own/0001.sql', 'create table t (id int); select pg_sleep(60)')
  const aborting = new AbortController()
  const broken = rejection(audit({ migrations: 'own' }, { cwd, signal: aborting.signal }))
  setTimeout(() => aborting.abort('enough'), 1500)
  expect(await broken).toMatchObject({ kind: 'interrupted', cause: 'enough' })
  expect(await rejection(audit({ snapshot }, { signal: aborting.signal }))).toMatchObject({ kind: 'interrupted' })
})
