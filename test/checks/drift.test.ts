import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import { checks } from '../../src/checks/index.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Declared, Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { collected, runSql } from './audit.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })
const rule = rules.find(({ id }) => id === 'schema-drift')!
const options = { names: { tables: {}, columns: {} }, schemas: [] }

let embedded: Embedded
let table: Snapshot
let database: Snapshot
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['citext'] })
  const built = async (sql: string): Promise<Snapshot> => {
    await embedded.simple('drop schema public cascade; drop schema if exists extensions cascade; create schema public')
    await runSql(embedded, sql)
    return collected(embedded)
  }
  table =
    await built(`create extension citext; create table t (id int primary key, a citext default ''::citext check (a <> ''), b public.citext[]);
    create index i on t (a citext_pattern_ops)`)
  database = await built(`create schema extensions; create extension citext schema extensions;
    create table t (id int primary key, a extensions.citext default ''::extensions.citext check (a operator(extensions.<>) ''), b extensions.citext[]);
    create index i on t (a extensions.citext_pattern_ops); create table more (id int)`)
})
afterAll(() => embedded.close())

const audited = (declared: Partial<Declared>, over: Partial<Snapshot> = {}, schemas: readonly string[] = []) => {
  const snapshot: Snapshot = {
    ...database,
    source: { kind: 'server', label: 'a server' },
    declared: { neverArrives: [], ...declared },
    ...over,
  }
  return evaluate(snapshot, [rule], { ...options, schemas }).results.map(({ object, subject, status, reason }) =>
    [status, object.relation, subject, reason].filter((text) => text !== undefined && text !== '').join(' '),
  )
}

test('an extension in another schema makes no drift', () => {
  expect(audited({ schema: table })).toEqual(['fail more table', 'pass t table'])
})

test('a section that is unread, here or in another source, is no missing object', () => {
  const unread = [{ section: 'indexes', reason: 'not allowed' }] as const
  expect(audited({ schema: table }, { unread })).toEqual(['skipped schema-drift not allowed'])
  expect(audited({ schema: { ...table, unread } })).toEqual(['skipped sources not allowed'])
  const migrations = { ...table, outstanding: [], passedOver: [], recorded: true }
  expect(audited({ migrations: { ...migrations, applied: { ...table, unread } } })).toEqual(['skipped sources not allowed'])
  expect(audited({ schema: table }, { unread: [{ section: 'workload', reason: 'off' }] })).toHaveLength(2)
})

test('what is in schemas that are not audited is compared with nothing', () => {
  expect(audited({ schema: table }, {}, ['app'])).toEqual([])
})

test('severities: what nobody declared is a warning at most, and less where the rule weighs less', () => {
  const snapshot: Snapshot = {
    ...database,
    source: { kind: 'server', label: 'a server' },
    declared: { neverArrives: [], schema: table },
  }
  const weighed = (severity: 'error' | 'info') =>
    evaluate(snapshot, [{ ...rule, severity }], options).findings.map((finding) => finding.severity)
  expect([weighed('error'), weighed('info')]).toEqual([['warn'], ['info']])
})

test('a schema that is audited alone is still asked what never arrives', () => {
  const bare = { table: 't', kind: 'bare sql', written: 'sql`x`', instead: 'check()', file: 'schema.ts', line: 3 } as const
  const over = { source: { kind: 'schema', label: 'schema.ts' } } as const
  expect(audited({ neverArrives: [bare] }, over)).toEqual(['fail t never arrives: sql`x`'])
  expect(audited({}, over)).toEqual([
    'not-applicable sources schema.ts is the only source, so that there is nothing to compare it with: name --migrations beside --schema',
  ])
})
