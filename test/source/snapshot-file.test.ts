import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect } from '../../src/collect/collect.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { connect } from '../../src/source/server.ts'
import { readSnapshot, serializeSnapshot, writeSnapshot } from '../../src/source/snapshot-file.ts'
import { collectOptions } from '../collect/options.ts'
import { startServer } from '../server.ts'

let folder: string
let snapshot: Snapshot
const at = (file: string): string => join(folder, file)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  const server = await startServer(18)
  const connection = await connect(server.url, {})
  await connection.simple(readFileSync(new URL('../collect/features.sql', import.meta.url), 'utf8'))
  await connection.simple('create extension pg_stat_statements; select 1')
  snapshot = {
    ...(await collect(connection, { ...collectOptions, notes: [{ severity: 'info', message: 'm', file: 'f.sql', line: 3 }] })),
    answers: { b: { error: 'no' }, a: { columns: ['x'], rows: [['1'], [null]], truncated: false } },
    unread: [{ section: 'replication', reason: 'r' }],
  }
  await connection.close()
  await server.stop()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what is written is what is read, and the same bytes again', async () => {
  writeSnapshot(at('one.json'), snapshot)
  const read = await readSnapshot(at('one.json'))
  expect(read).toEqual(snapshot)
  writeSnapshot(at('two.json'), read)
  expect(readFileSync(at('two.json'), 'utf8')).toBe(readFileSync(at('one.json'), 'utf8'))
  expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([])
})

test('a diff names the relation: each stands on a line of its own', () => {
  const lines = serializeSnapshot(snapshot).split('\n')
  expect(lines.at(-1)).toBe('')
  expect(lines.filter((line) => line.startsWith('{"schema":"app","name":"attempts"'))).toHaveLength(1)
  const changed = serializeSnapshot({
    ...snapshot,
    relations: snapshot.relations.map((each) => (each.name === 'users' ? { ...each, bytes: 1 } : each)),
  }).split('\n')
  expect(changed.filter((line, position) => line !== lines[position])).toHaveLength(1)
})

test('maps are written by key, whatever order they came in', () => {
  const reversed = Object.fromEntries(Object.entries(snapshot.settings).toReversed())
  expect(serializeSnapshot({ ...snapshot, settings: reversed })).toBe(serializeSnapshot(snapshot))
})

const fails = async (file: string, expected: string): Promise<void> => {
  await expect(readSnapshot(at(file))).rejects.toMatchObject({ kind: 'source', message: expect.stringContaining(expected) })
}

test('files that are no snapshot say why', async () => {
  const whole = serializeSnapshot(snapshot)
  await fails('absent.json', 'there is no file')
  await fails('.', 'is a directory')
  writeFileSync(at('truncated.json'), whole.slice(0, whole.length / 2))
  await fails('truncated.json', 'is not whole JSON')
  writeFileSync(at('empty.json'), '')
  await fails('empty.json', 'is not whole JSON')
  for (const other of ['{}', 'null', '[]', '"x"', '{"format":"other"}']) {
    writeFileSync(at('other.json'), other)
    await fails('other.json', 'is no snapshot of pte-db-audit')
  }
  writeFileSync(at('newer.json'), JSON.stringify({ ...snapshot, version: 2 }))
  await fails('newer.json', 'update pte-db-audit')
})

test('a wrong shape deep inside is found, with its place', async () => {
  const broken = async (place: string, change: (copy: Record<string, never>) => void): Promise<void> => {
    const copy = JSON.parse(JSON.stringify(snapshot)) as Record<string, never>
    change(copy)
    writeFileSync(at('broken.json'), JSON.stringify(copy))
    await fails('broken.json', `wrong shape at ${place}`)
  }
  const users = snapshot.relations.findIndex(({ name }) => name === 'users')
  type Loose = { relations: Record<string, Record<string, Record<string, unknown>[]>[]>[] }
  await broken(`relations.${users}.indexes.0.keys.0.descending`, (copy) => {
    const key = (copy as unknown as { relations: { indexes: { keys: Record<string, unknown>[] }[] }[] }).relations[users]
      ?.indexes[0]?.keys[0]
    if (key) key['descending'] = 'yes'
  })
  await broken(`relations.${users}.columns`, (copy) => delete (copy as unknown as Loose).relations[users]?.['columns'])
  await broken('workload', (copy) => ((copy as Record<string, unknown>)['workload'] = { available: 'perhaps' }))
  await broken('answers.a', (copy) => ((copy as Record<string, unknown>)['answers'] = { a: { columns: [1] } }))
  await broken('settings.jit', (copy) => ((copy as Record<string, unknown>)['settings'] = { jit: 'on' }))
  await broken('unread.0.section', (copy) => ((copy as Record<string, unknown>)['unread'] = [{ section: 'x', reason: 'y' }]))
})

test('a file that cannot be written leaves nothing behind', () => {
  expect(() => writeSnapshot(at('absent/file.json'), snapshot)).toThrow('cannot be written')
})
