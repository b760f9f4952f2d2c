import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMigrationFolder } from '../../src/source/migrations/read-folder.ts'
import { folderOf, journalOf } from './migrations-folder.ts'

const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/migrations', name)
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

async function failure(files: Readonly<Record<string, string>>): Promise<string> {
  const error = await readMigrationFolder(folderOf(files)).then(
    () => null,
    (thrown: unknown) => thrown as Error,
  )
  expect(error).toMatchObject({ name: 'AuditError', kind: 'source' })
  return error?.message ?? ''
}

describe('Drizzle with a journal', () => {
  test('runs what the journal lists, in its order, with the hashes and times drizzle-orm records', async () => {
    const folder = fixture('drizzle-journal')
    const { runner, files } = await readMigrationFolder(folder)
    expect(runner).toBe('drizzle')
    expect(files.map(({ name, createdAt }) => [name, createdAt])).toEqual([
      ['0000_init', 1795375371430],
      ['0001_credits_and_logs', 1795375372352],
      ['0002_user_history', 1795375373562],
    ])
    expect(files[0]?.hash).toBe(sha256(join(folder, '0000_init.sql')))
  })

  test('reports files that the journal does not list, and entries that a deployed database would skip', async () => {
    const { files, notes } = await readMigrationFolder(join(fixture('..'), 'migrations-hostile', 'survives'))
    expect(files.map(({ name }) => name)).not.toContain('0002_forgotten')
    expect(notes.map(({ severity, file }) => [severity, file])).toEqual([
      ['warn', '0002_forgotten.sql'],
      ['warn', '0004_extensions.sql'],
    ])
  })

  test('an entry without its file, and a broken journal, are errors that say what to restore', async () => {
    expect(await failure({ 'meta/_journal.json': journalOf('0000_a', '0001_b'), '0000_a.sql': 'select 1' })).toContain(
      'lists 0001_b, but 0001_b.sql does not exist',
    )
    expect(await failure({ 'meta/_journal.json': '{"entries": [' })).toContain('meta/_journal.json is not valid JSON')
    expect(await failure({ 'meta/_journal.json': '{}' })).toContain('has no list of entries')
    expect(await failure({ 'meta/_journal.json': 'null' })).toContain('has no list of entries')
    expect(await failure({ 'meta/_journal.json': '{"entries": [{"idx": 0}]}' })).toContain('entries[0] has no tag')
    expect(await failure({ 'meta/_journal.json': journalOf() })).toContain('lists no migration')
    expect(await failure({ 'meta/_journal.json': '{"dialect": "mysql", "entries": []}' })).toContain('is for mysql')
  })
})

describe('a folder for each migration', () => {
  test("Drizzle's: name order, time from the name", async () => {
    const { runner, files } = await readMigrationFolder(fixture('drizzle-folders'))
    expect(runner).toBe('drizzle')
    expect(files.map(({ file, createdAt }) => [file, createdAt])).toEqual([
      ['20250110093000_init/migration.sql', Date.UTC(2025, 0, 10, 9, 30)],
      ['20250214101500_attempt_scores/migration.sql', Date.UTC(2025, 1, 14, 10, 15)],
      ['20250301120000_history_indexes/migration.sql', Date.UTC(2025, 2, 1, 12)],
    ])
  })

  test("Prisma's: told by its lock, no times", async () => {
    const { runner, files } = await readMigrationFolder(fixture('prisma'))
    expect(runner).toBe('prisma')
    expect(files.map(({ createdAt }) => createdAt)).toEqual([null, null, null])
  })

  test('folders without a migration and files beside them are reported', async () => {
    const folder = folderOf({ '1_a/migration.sql': 'select 1', '2_b/readme.md': '', 'seed.sql': 'select 2' })
    const { files, notes } = await readMigrationFolder(folder)
    expect(files.map(({ name }) => name)).toEqual(['1_a'])
    expect(notes.map(({ severity, file }) => [severity, file])).toEqual([
      ['info', '2_b'],
      ['warn', 'seed.sql'],
    ])
  })

  test('Prisma folders of another database are refused', async () => {
    expect(await failure({ '1/migration.sql': '', 'migration_lock.toml': '# x\nprovider = "mysql"\n' })).toContain(
      'provider mysql',
    )
  })
})

describe('plain files', () => {
  test('run in name order, those that undo left out', async () => {
    const folder = folderOf({
      '001_b.sql': '',
      '002_a.SQL': '',
      '002_a.down.sql': '',
      '003_c_down.sql': '',
      'rollback.sql': '',
      'countdown.sql': '',
      'readme.txt': '',
    })
    const { runner, files, notes } = await readMigrationFolder(folder)
    expect(runner).toBe('plain')
    expect(files.map(({ file }) => file)).toEqual(['001_b.sql', '002_a.SQL', 'countdown.sql'])
    expect(notes.map(({ file }) => file)).toEqual(['002_a.down.sql', '003_c_down.sql', 'rollback.sql'])
  })

  test('numbers count as numbers, and it is said when that is another order than the names', async () => {
    const { files, notes } = await readMigrationFolder(
      folderOf({ 'V10__c.sql': '', 'V2__b.sql': '', 'V1__a.sql': '', 'V1_1__d.sql': '' }),
    )
    expect(files.map(({ file }) => file)).toEqual(['V1_1__d.sql', 'V1__a.sql', 'V2__b.sql', 'V10__c.sql'])
    expect(notes).toHaveLength(1)
  })

  test('what dbmate and goose run to undo a file is cut off', async () => {
    const sql = '-- migrate:up\ncreate table a (id int);\n\n-- migrate:down\ndrop table a;\n'
    const { files, notes } = await readMigrationFolder(
      folderOf({ '1.sql': sql, '2.sql': sql.replace('migrate:down', '+goose Down') }),
    )
    expect(files.map((file) => file.sql)).toEqual(Array(2).fill('-- migrate:up\ncreate table a (id int);\n\n'))
    expect(notes.map(({ file, line }) => [file, line])).toEqual([
      ['1.sql', 4],
      ['2.sql', 4],
    ])
  })

  test('a byte order mark is not SQL', async () => {
    const { files } = await readMigrationFolder(folderOf({ 'a.sql': '\ufeffselect 1' }))
    expect(files[0]?.sql).toBe('select 1')
  })
})

test('a folder without migrations, a file and nothing at all are errors that say what to give', async () => {
  expect(await failure({ 'readme.md': '' })).toContain('holds no migrations')
  expect(await failure({ 'a.down.sql': '' })).toContain('only files that undo')
  expect(await failure({ 'drizzle/meta/_journal.json': journalOf('a') })).toMatch(/did you mean ".*drizzle"\?$/)
  const folder = folderOf({ 'a.sql': '' })
  await expect(readMigrationFolder(join(folder, 'a.sql'))).rejects.toThrow('is not a folder')
  await expect(readMigrationFolder(join(folder, 'nothing'))).rejects.toThrow('does not exist')
})
