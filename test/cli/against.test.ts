import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import type { Report } from '../../src/report/report.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { statementOf } from '../checks/fixture-workload.ts'
import { runMain } from './run-main.ts'

const BEFORE = `create table users (id text primary key, email text not null);
create unique index users_email_idx on users (email);
create table speaking_attempts (id uuid primary key, user_id text not null references users, question_id uuid not null,
  created_at timestamp not null, note text);
create index history_idx on speaking_attempts (user_id, created_at desc);
create index note_idx on speaking_attempts (note);`
const CHANGE = `drop index history_idx;
drop index note_idx;
create table writing_attempts (id uuid primary key, user_id text not null, created_at timestamp not null);
create index on speaking_attempts (question_id);`

let cwd: string
const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' })
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  git('init', '-q', '-b', 'main')
  mkdirSync(join(cwd, 'drizzle'))
  write('drizzle/0001_init.sql', BEFORE)
  write('README', 'an application')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'init')
  write('drizzle/0002_change.sql', CHANGE)
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const check = (...args: readonly string[]) => runMain(['check', '--migrations', 'drizzle', ...args], { cwd })
const reportOf = async (...args: readonly string[]): Promise<Report> =>
  JSON.parse((await check('--format', 'json', ...args)).stdout) as Report
const changed = (findings: readonly Finding[], change: Finding['change']): readonly string[] =>
  findings.filter((finding) => finding.change === change).map(({ fingerprint }) => fingerprint)

describe('a commit', () => {
  let report: Report
  beforeAll(async () => {
    report = await reportOf('--against', 'main')
  })

  test('is what the working tree is compared with', () => {
    const { findings, against, summary } = report
    expect(changed(findings, 'introduced')).toEqual(
      expect.arrayContaining([
        'attempts-user-history:public.speaking_attempts:(user_id, created_at desc)',
        'attempts-user-history:public.writing_attempts:(user_id, created_at desc)',
        'removed-indexes:public.speaking_attempts:history_idx',
      ]),
    )
    expect(changed(findings, 'unchanged')).toContain('coverage-attempts-created:public.speaking_attempts:(created_at desc)')
    expect(against?.base).toBe('main')
    expect(against?.fixed.map(({ fingerprint }) => fingerprint)).toEqual([
      'coverage-attempts-question:public.speaking_attempts:(question_id)',
    ])
    expect(summary.findings.error + summary.findings.warn + summary.findings.info).toBe(changed(findings, 'introduced').length)
  })

  test('has indexes whose loss nobody can judge without a workload', () => {
    const skipped = report.skips.find(({ subject }) => subject === 'note_idx')
    expect(skipped).toMatchObject({ rule: 'removed-indexes', reason: expect.stringContaining('add --workload') as string })
  })

  test('leaves the working tree, its index and the folder of temporary files as they were', () => {
    expect(git('status', '--short')).toBe('?? drizzle/0002_change.sql\n')
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('pte-db-audit-base-'))).toEqual([])
  })

  test('with the same files fails for nothing', async () => {
    git('stash', '-q', '-u')
    const { code, stdout } = await check('--against', 'HEAD')
    git('stash', 'pop', '-q')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Compared +with HEAD: 0 introduced, \d+ unchanged, 0 fixed/)
    expect(stdout).toContain('Exit 0: No new error')
  })

  test('without the folder has nothing: all is introduced, and it is said', async () => {
    mkdirSync(join(cwd, 'other'), { recursive: true })
    write('other/0001.sql', CHANGE.slice(CHANGE.indexOf('create table'), CHANGE.lastIndexOf('create index')))
    const { stdout } = await runMain(['check', '--migrations', 'other', '--against', 'main', '--format', 'json'], { cwd })
    const { findings, notes } = JSON.parse(stdout) as Report
    expect(findings.every(({ change }) => change === 'introduced')).toBe(true)
    expect(notes.map(({ message }) => message)).toContain('main has no other, so that everything is introduced.')
  })
})

describe('a snapshot of production', () => {
  beforeAll(async () => {
    const folder = join(cwd, 'before')
    mkdirSync(folder)
    writeFileSync(join(folder, '0001_init.sql'), BEFORE)
    await runMain(['check', '--migrations', 'before', '--save-snapshot', 'built.json', '--fail-on', 'never'], { cwd })
    // As a server counts it: what else a snapshot of one has is beside the point.
    const snapshot = JSON.parse(readFileSync(join(cwd, 'built.json'), 'utf8')) as Record<string, unknown>
    const workload = {
      available: true,
      schema: 'public',
      extensionVersion: '1.11',
      deallocations: 0,
      statsReset: null,
      statements: [
        statementOf({ query: 'select id from speaking_attempts where note = $1', calls: 50 }, 2),
        statementOf({ query: 'select created_at from speaking_attempts where note = $1', calls: 50 }, 3),
        statementOf({ query: 'select * from speaking_attempts where note = $1', calls: 4000 }, 0),
        statementOf({ query: 'select 1 from users where email = $1', calls: 9 }, 1),
      ],
      leftOut: [],
    }
    write('production.json', JSON.stringify({ ...snapshot, source: { kind: 'server', label: 'app' }, workload }))
  })

  test('gives its workload as well, so that a statement that loses its index is found', async () => {
    const { findings, against } = await reportOf('--against', 'production.json')
    expect(against?.base).toBe('production.json')
    const removed = findings.filter(({ rule }) => rule === 'removed-indexes')
    expect(removed.map(({ subject, confidence }) => [subject, confidence])).toEqual([
      ['history_idx', 'catalog'],
      ['note_idx', 'workload'],
    ])
    expect(removed[1]?.message).toBe(
      'Index note_idx of speaking_attempts, which production.json has, is gone: 3 statements (4,100 calls) have no other.',
    )
    expect(removed[1]?.evidence['statements']).toEqual([
      'select * from speaking_attempts where note = $1',
      'select created_at from speaking_attempts where note = $1',
      'select id from speaking_attempts where note = $1',
    ])
  })

  test.each([
    { what: 'without a record of migrations', watermark: null, removed: ['hand_idx', 'history_idx', 'note_idx'] },
    {
      what: 'that has run the first migration',
      watermark: [{ hash: createHash('sha256').update(BEFORE).digest('hex'), createdAt: 1 }],
      removed: ['history_idx', 'note_idx'],
    },
    { what: 'that has run none of these', watermark: [{ hash: 'another', createdAt: 1 }], removed: [] },
    {
      what: 'that has run all of them',
      watermark: [BEFORE, CHANGE].map((text, at) => ({ hash: createHash('sha256').update(text).digest('hex'), createdAt: at })),
      removed: [],
    },
  ])('$what, and with an index that was made by hand', async ({ watermark, removed }) => {
    const production = JSON.parse(readFileSync(join(cwd, 'production.json'), 'utf8')) as Snapshot
    const relations = production.relations.map((relation) => {
      const index = relation.indexes.find(({ name }) => name === 'note_idx')
      if (!index) return relation
      const keys = index.keys.map((key) => ({ ...key, column: 'created_at' }))
      return { ...relation, indexes: [...relation.indexes, { ...index, name: 'hand_idx', keys }] }
    })
    const statements = [
      ...(production.workload.available ? production.workload.statements : []),
      statementOf({ query: 'select * from speaking_attempts where created_at = $1', calls: 50 }, 2),
    ]
    write(
      'watermark.json',
      JSON.stringify({ ...production, relations, watermark, workload: { ...production.workload, statements } }),
    )
    const { findings } = await reportOf('--against', 'watermark.json', '--only', 'removed-indexes', 'attempts-user-history')
    expect(findings.filter(({ rule }) => rule === 'removed-indexes').map(({ subject }) => subject)).toEqual(removed)
  })
})

test.each([
  [['--migrations', 'drizzle', '--against', 'nowhere'], 'is neither a file nor a commit of this repository.'],
  [['--migrations', 'drizzle', '--against', '--upload-pack=x'], 'neither a file nor a commit'],
  [['--demo', '--against', 'main'], 'is a commit, and what it builds comes from --migrations or --schema.'],
  [['--migrations', 'drizzle', '--against', 'README'], 'README'],
])('%j is refused', async (args, said) => {
  const { code, stderr } = await runMain(['check', ...args], { cwd })
  expect([code, stderr]).toEqual([2, expect.stringContaining(said) as string])
})

test('outside of a repository a commit cannot be read', async () => {
  const { code, stderr } = await runMain(['check', '--migrations', join(cwd, 'drizzle'), '--against', 'main'], { cwd: tmpdir() })
  expect([code, stderr]).toEqual([2, expect.stringContaining('there is no git repository around') as string])
})
