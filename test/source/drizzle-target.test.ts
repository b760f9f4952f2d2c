import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DrizzleDelta } from '../../src/fix/render/drizzle-deltas.ts'
import { drizzleTarget, writeMigration } from '../../src/source/migrations/drizzle-target.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'

const NOW = new Date('2026-01-31T12:00:00Z')

const table = {
  name: 'notes',
  schema: '',
  columns: { id: { name: 'id', type: 'integer', primaryKey: true, notNull: true } },
  indexes: {},
  foreignKeys: {},
  compositePrimaryKeys: {},
  uniqueConstraints: {},
  policies: {},
  checkConstraints: {},
  isRLSEnabled: false,
}
const snapshot = { id: 'a', prevId: 'z', version: '7', dialect: 'postgresql', tables: { 'public.notes': table }, views: { v: 1 } }
const entry = { idx: 3, version: '7', when: 5, tag: '0003_init', breakpoints: true }

function journalFolder({ entries = [entry] as readonly unknown[], meta = {} as Record<string, string> } = {}): string {
  return temporaryFolder({
    'meta/_journal.json': JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
    'meta/0003_snapshot.json': JSON.stringify(snapshot),
    '0003_init.sql': 'select 1',
    ...Object.fromEntries(Object.entries(meta).map(([name, content]) => [`meta/${name}`, content])),
  })
}

const row = (name: string, more: object = {}) => ({ schema: 'public', table: 'notes', name, ...more })
const rows = [
  { schema: 'public', name: 'notes', isRlsEnabled: false, entityType: 'tables' },
  row('id', { type: 'integer', notNull: true, entityType: 'columns' }),
  row('notes_idx', { entityType: 'indexes' }),
]

function foldersFolder(snapshots: readonly object[]): string {
  const files = snapshots.flatMap((each, at) => [
    [`2026010${at + 1}000000_m${at}/migration.sql`, 'select 1'],
    [`2026010${at + 1}000000_m${at}/snapshot.json`, JSON.stringify({ dialect: 'postgres', ...each })],
  ])
  return temporaryFolder(Object.fromEntries(files) as Record<string, string>)
}

const check = (name: string, value = 'id > 0'): DrizzleDelta => ({
  op: 'create',
  row: { entityType: 'checks', schema: 'public', table: 'notes', name, value },
})
const DELTAS: readonly DrizzleDelta[] = [
  check('notes_id'),
  { op: 'alter', table: { schema: 'public', name: 'notes' }, column: 'id', set: { type: 'bigint', default: '5' } },
  { op: 'drop', table: { schema: 'public', name: 'notes' }, kind: 'index', name: 'notes_idx' },
  { op: 'drop', table: { schema: 'public', name: 'notes' }, kind: 'constraint', name: 'unknown' },
  { op: 'create', row: { entityType: 'checks', schema: 'public', table: 'unknown', name: 'c', value: 'true' } },
]
const migration = { sql: 'select 2', beside: [{ ending: '.plan.json', content: '{}' }], deltas: DELTAS }

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'))

describe('a folder with a journal', () => {
  test('gets the next index, a time behind the last, and the whole schema', async () => {
    const folder = journalFolder()
    const target = await drizzleTarget(folder, 'fix', NOW)
    expect([target.tag, [...target.tables]]).toEqual(['0004_fix', ['public.notes']])
    expect(writeMigration(target, migration)).toEqual([
      '0004_fix.plan.json',
      '0004_fix.sql',
      'meta/0004_snapshot.json',
      'meta/_journal.json',
    ])
    expect(json(folder, 'meta/_journal.json')).toEqual({
      version: '7',
      dialect: 'postgresql',
      entries: [entry, { idx: 4, version: '7', when: NOW.getTime(), tag: '0004_fix', breakpoints: true }],
    })
    expect(json(folder, 'meta/0004_snapshot.json')).toEqual({
      ...snapshot,
      id: expect.stringMatching(/^[\da-f-]{36}$/u),
      prevId: 'a',
      tables: {
        'public.notes': {
          ...table,
          columns: { id: { ...table.columns.id, type: 'bigint', default: 5 } },
          checkConstraints: { notes_id: { name: 'notes_id', value: 'id > 0' } },
        },
      },
    })
  })

  test.each([
    ['20260101000000_init', '20260131120000_fix'],
    ['1767225600_init', '1769860800_fix'],
    ['init', '0004_fix'],
  ])('goes on from %s with %s', async (tag, expected) => {
    const folder = journalFolder({ entries: [{ ...entry, tag }] })
    expect((await drizzleTarget(folder, 'fix', NOW)).tag).toBe(expected)
  })

  test('whose last entry is of tomorrow gets a later one', async () => {
    const when = NOW.getTime() + 86_400_000
    const folder = journalFolder({ entries: [{ ...entry, when }] })
    writeMigration(await drizzleTarget(folder, 'fix', NOW), migration)
    expect(json(folder, 'meta/_journal.json')).toMatchObject({ entries: [{ when }, { when: when + 1 }] })
  })

  test('that has an object of that name with another definition is left alone', async () => {
    const folder = journalFolder({
      meta: {
        '0003_snapshot.json': JSON.stringify({
          ...snapshot,
          tables: {
            'public.notes': {
              ...table,
              checkConstraints: { same: { value: 'id > 0', name: 'same' }, other: { name: 'other', value: 'id > 1' } },
            },
          },
        }),
      },
    })
    const target = await drizzleTarget(folder, 'fix', NOW)
    expect(() => writeMigration(target, { ...migration, deltas: [check('other')] })).toThrow(
      'The Drizzle schema has other already with another definition',
    )
    expect(readdirSync(folder).toSorted()).toEqual(['0003_init.sql', 'meta'])
    writeMigration(target, { ...migration, deltas: [check('same')] })
    expect(json(folder, 'meta/0004_snapshot.json')).toMatchObject({
      tables: { 'public.notes': { checkConstraints: { same: {}, other: {} } } },
    })
  })

  test.each([
    ['a name that is taken', {}, 'init', 'has the migration 0003_init already; give this one another --name.'],
    ['a journal that is no JSON', { meta: { '_journal.json': '{' } }, 'fix', '_journal.json cannot be read as JSON'],
    ['a journal of something else', { meta: { '_journal.json': '[]' } }, 'fix', '_journal.json is not what drizzle-kit writes'],
    ['no entries', { entries: [] }, 'fix', 'holds no migration with its snapshot yet; run `drizzle-kit generate` first.'],
    [
      'a snapshot of an older version',
      { meta: { '0003_snapshot.json': '{ "version": "6" }' } },
      'fix',
      '0003_snapshot.json is no PostgreSQL snapshot of version 7; run `drizzle-kit up` first.',
    ],
  ])('with %s is refused', async (_what, given, name, message) => {
    await expect(drizzleTarget(journalFolder(given), name, NOW)).rejects.toThrow(message)
  })
})

const BASE = { version: '9', type: 'base', id: 'a', prevIds: ['0'], ddl: rows }
const DIFF = {
  version: '9',
  type: 'diff',
  id: 'b',
  prevIds: ['a'],
  deltas: [
    { op: 'create', row: { schema: 'public', name: 'later', isRlsEnabled: false, entityType: 'tables' } },
    { op: 'alter', key: 'columns\0["public","notes","id"]', set: { name: 'key' } },
    { op: 'alter', key: 'columns\0["public","notes","key"]', set: { name: 'id' } },
    { op: 'drop', key: 'indexes\0["public","gone"]' },
  ],
}

describe('a folder of folders', () => {
  test('gets the differences since version 9', async () => {
    const folder = foldersFolder([BASE, DIFF])
    const target = await drizzleTarget(folder, 'fix', NOW)
    expect([target.tag, [...target.tables]]).toEqual(['20260131120000_fix', ['public.notes', 'public.later']])
    expect(writeMigration(target, migration)).toEqual([
      '20260131120000_fix/20260131120000_fix.plan.json',
      '20260131120000_fix/snapshot.json',
      '20260131120000_fix/migration.sql',
    ])
    expect(json(folder, '20260131120000_fix/snapshot.json')).toEqual({
      type: 'diff',
      version: '9',
      dialect: 'postgres',
      id: expect.stringMatching(/^[\da-f-]{36}$/u),
      prevIds: ['b'],
      footprints: [],
      deltas: [
        { op: 'create', row: { entityType: 'checks', schema: 'public', table: 'notes', name: 'notes_id', value: 'id > 0' } },
        { op: 'alter', key: 'columns\0["public","notes","id"]', set: { type: 'bigint', default: '5' } },
        { op: 'drop', key: 'indexes\0["public","notes_idx"]' },
      ],
    })
  })

  test('gets the whole schema in version 8', async () => {
    const folder = foldersFolder([{ version: '8', id: 'a', prevIds: ['0'], ddl: rows, renames: [] }])
    writeMigration(await drizzleTarget(folder, 'fix', NOW), migration)
    expect(json(folder, '20260131120000_fix/snapshot.json')).toMatchObject({
      version: '8',
      prevIds: ['a'],
      renames: [],
      ddl: [rows[0], { name: 'notes_id' }, { name: 'id', type: 'bigint', default: '5' }],
    })
  })

  test('whose last migration is of tomorrow gets a later one', async () => {
    const folder = foldersFolder([BASE])
    expect((await drizzleTarget(folder, 'fix', new Date('2025-01-01'))).tag).toBe('20260101000001_fix')
  })

  test('is as it was when the migration cannot be written', async () => {
    const folder = foldersFolder([BASE])
    const target = await drizzleTarget(folder, 'fix', NOW)
    const beside = [{ ending: '/no/such/folder', content: '' }]
    mkdirSync(join(folder, 'x'))
    expect(() => writeMigration(target, { ...migration, beside })).toThrow('The migration cannot be written to')
    expect(existsSync(join(folder, target.tag))).toBe(false)
  })

  test.each([
    ['a name that is taken', [BASE], 'm0', 'has the migration 20260101000000_m0 already'],
    ['branches that nobody joined', [BASE, { ...BASE, id: 'b' }], 'fix', 'has 2 migrations that none follows'],
    [
      'a snapshot of another version',
      [{ ...BASE, version: '10' }],
      'fix',
      'snapshot.json is no PostgreSQL snapshot of version 8 or 9',
    ],
    ['that of another database', [{ ...BASE, dialect: 'mysql' }], 'fix', 'is no PostgreSQL snapshot'],
  ])('with %s is refused', async (_what, snapshots, name, message) => {
    await expect(drizzleTarget(foldersFolder(snapshots), name, NOW)).rejects.toThrow(message)
  })
})

describe('what is no folder of Drizzle', () => {
  test('does not exist', async () => {
    await expect(drizzleTarget('/no/such/folder', 'fix', NOW)).rejects.toThrow(
      '/no/such/folder does not exist; --style drizzle writes to the folder that drizzle-kit generates into.',
    )
  })

  test.each<[string, Record<string, string>]>([
    ['is empty', { 'readme.md': '' }],
    ['holds plain files', { '1.sql': 'select 1' }],
    ["is Prisma's", { '1_init/migration.sql': 'select 1', 'migration_lock.toml': 'provider = "postgresql"' }],
  ])('%s', async (_what, files) => {
    await expect(drizzleTarget(temporaryFolder(files), 'fix', NOW)).rejects.toThrow('is no folder of Drizzle migrations')
  })

  test('is a file', async () => {
    const folder = temporaryFolder({})
    writeFileSync(join(folder, 'f'), '')
    await expect(drizzleTarget(join(folder, 'f'), 'fix', NOW)).rejects.toThrow('cannot be read (ENOTDIR')
  })
})
