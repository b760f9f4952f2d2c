import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import type { TextRow } from '../../src/collect/connection.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'

let db: Embedded
beforeAll(async () => {
  db = await startEmbedded({ extensions: ['pg_stat_statements', 'citext', 'uuid-ossp', 'vector', 'earthdistance'] })
})
afterAll(() => db.close())

async function statements(sql: string): Promise<Map<number, TextRow[]>> {
  const found = new Map<number, TextRow[]>()
  await db.simple(sql, (statement, row) => found.set(statement, [...(found.get(statement) ?? []), row]))
  return found
}

describe('simple', () => {
  test('gives values as the text the server prints, whatever the type', async () => {
    const [row] = await rowsOf(
      db,
      `select 1.50::numeric(5,2), true, null, 'é😀', '{a,NULL,"b c"}'::text[], '{"a": 1}'::jsonb, ''::text,
              timestamp '2024-02-29 12:00:00.5', 9007199254740993::int8, '\\x00ff'::bytea, 'NaN'::float8, int2vector '1 2'`,
    )
    expect(row).toEqual([
      '1.50',
      't',
      null,
      'é😀',
      '{a,NULL,"b c"}',
      '{"a": 1}',
      '',
      '2024-02-29 12:00:00.5',
      '9007199254740993',
      '\\x00ff',
      'NaN',
      '1 2',
    ])
  })

  test('numbers the statements of a message from 0, those without rows too', async () => {
    const found = await statements(
      `set local work_mem = '5MB'; select 1; create temp table t (a int); ; select 2 where false; select 3`,
    )
    expect(found).toEqual(
      new Map([
        [1, [['1']]],
        // An empty statement between two semicolons is none for the server.
        [4, [['3']]],
      ]),
    )
  })

  test('hands over many rows in order and whole', async () => {
    let sum = 0
    let last = 0
    await db.simple(`select i, repeat('x', 50) from generate_series(1, 50000) i`, (_statement, [value, text]) => {
      if (text?.length !== 50 || Number(value) !== last + 1) throw new Error(`row ${value} after ${last}`)
      last = Number(value)
      sum += last
    })
    expect(sum).toBe(1250025000)
  })

  test('one value larger than a batch arrives whole', async () => {
    const [row] = await rowsOf(db, `select repeat('y', 3000000)`)
    expect(row?.[0]?.length).toBe(3_000_000)
  })

  test('an error carries its SQLSTATE and position, and the connection goes on', async () => {
    await expect(db.simple('select 1; select nothing')).rejects.toMatchObject({
      name: 'DatabaseError',
      code: '42703',
      position: '18',
      message: 'column "nothing" does not exist',
    })
    expect(await rowsOf(db, 'select 2')).toEqual([['2']])
  })

  test('an error in a transaction leaves it to be rolled back, as on a server', async () => {
    await expect(db.simple('begin; select 1/0')).rejects.toMatchObject({ code: '22012' })
    await expect(db.simple('select 1')).rejects.toMatchObject({ code: '25P02' })
    await db.simple('rollback')
    expect(await rowsOf(db, 'select 2')).toEqual([['2']])
  })

  test('a reader that throws fails its own call only', async () => {
    const failing = db.simple('select generate_series(1, 1000)', () => {
      throw new Error('full')
    })
    await expect(failing).rejects.toThrow('full')
    expect(await rowsOf(db, 'select 2')).toEqual([['2']])
  })

  test('calls made at the same time are answered one after the other', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => rowsOf(db, `select ${n}`)))
    expect(answers).toEqual([[['1']], [['2']], [['3']]])
  })

  test('a NUL character and COPY FROM STDIN are errors, not hangs', async () => {
    await expect(db.simple('select 1\0; select 2')).rejects.toThrow('NUL')
    await db.simple('create table copied (a int)')
    await expect(db.simple('copy copied from stdin')).rejects.toMatchObject({ code: '57014' })
    expect(await rowsOf(db, 'select 2')).toEqual([['2']])
  })

  test('knows the ParameterStatus values, and follows them', async () => {
    expect(db.parameters).toMatchObject({ server_encoding: 'UTF8', client_encoding: 'UTF8', standard_conforming_strings: 'on' })
    expect(db.parameters['server_version']).toMatch(/^18\./)
    await db.simple(`set application_name = 'seen'`)
    expect(db.parameters['application_name']).toBe('seen')
    await db.simple('reset application_name')
  })
})

describe('extensions', () => {
  test('those asked for can be created, by their PostgreSQL names', async () => {
    await db.simple(`create extension citext; create extension "uuid-ossp"; create extension vector;
      create extension earthdistance cascade; create extension pg_stat_statements`)
    expect(await rowsOf(db, `select 'A'::citext = 'a', '[1,2]'::vector(2), length(uuid_generate_v4()::text)`)).toEqual([
      ['t', '[1,2]', '36'],
    ])
  })

  test('pg_stat_statements counts', async () => {
    await db.simple('select pg_stat_statements_reset()')
    for (let i = 0; i < 5; i++) await db.simple(`select ${i} as counted`)
    expect(await rowsOf(db, `select query, calls from pg_stat_statements where query like '%counted'`)).toEqual([
      ['select $1 as counted', '5'],
    ])
  })

  test('others cannot', async () => {
    await expect(db.simple('create extension pg_trgm')).rejects.toMatchObject({ code: '0A000' })
  })
})

test('a dump starts again with its data', async () => {
  await db.simple('create table kept as select 42 as answer')
  const dump = await db.dump()
  const again = await startEmbedded({ extensions: ['pg_stat_statements', 'citext', 'vector'], dataDirectory: dump })
  expect(await rowsOf(again, `select answer, 'A'::citext = 'a' from kept`)).toEqual([['42', 't']])
  await again.close()
  // The caller's bytes are still its own.
  expect(dump.length).toBeGreaterThan(1_000_000)
})

test('cancel ends a statement that would never end, and every later call says why', async () => {
  const doomed = await startEmbedded()
  const endless = doomed.simple('do $$ begin loop end loop; end $$')
  const failed = expect(endless).rejects.toMatchObject({ name: 'AuditError', kind: 'interrupted' })
  await new Promise((resolve) => setTimeout(resolve, 100))
  await doomed.cancel()
  await failed
  await expect(doomed.simple('select 1')).rejects.toMatchObject({ kind: 'interrupted' })
  await expect(doomed.dump()).rejects.toMatchObject({ kind: 'interrupted' })
  await doomed.close()
})

test('a statement that crashes the database rejects, and so does everything after it', async () => {
  const doomed = await startEmbedded()
  await doomed.simple(`create function f(i int) returns int language plpgsql as 'begin return f(i + 1); end'`)
  await expect(doomed.simple('select f(1)')).rejects.toThrow('crashed')
  await expect(doomed.simple('select 1')).rejects.toThrow('crashed')
})

test('a signal ends the start', async () => {
  const controller = new AbortController()
  const starting = startEmbedded({ signal: controller.signal })
  setTimeout(() => controller.abort(), 50)
  await expect(starting).rejects.toMatchObject({ kind: 'interrupted' })
  await expect(startEmbedded({ signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'interrupted' })
})

test('after close, calls are refused', async () => {
  const closed = await startEmbedded()
  await closed.close()
  await closed.close()
  await expect(closed.simple('select 1')).rejects.toThrow('closed')
})

test('a cached data directory that does not start is made again', async () => {
  const before = process.env['PTE_DB_AUDIT_CACHE']
  const folder = mkdtempSync(join(tmpdir(), 'pte-cache-'))
  process.env['PTE_DB_AUDIT_CACHE'] = folder
  try {
    const first = await startEmbedded()
    await first.close()
    const [file = ''] = readdirSync(folder)
    writeFileSync(join(folder, file), gzipSync('no tar'))
    const second = await startEmbedded()
    expect(await rowsOf(second, 'select 1')).toEqual([['1']])
    await second.close()
    expect(statSync(join(folder, file)).size).toBeGreaterThan(1_000_000)
  } finally {
    if (before === undefined) delete process.env['PTE_DB_AUDIT_CACHE']
    else process.env['PTE_DB_AUDIT_CACHE'] = before
    rmSync(folder, { recursive: true, force: true })
  }
})

test('bytes that are no data directory are an error', async () => {
  await expect(startEmbedded({ dataDirectory: new Uint8Array(2048) })).rejects.toMatchObject({ name: 'AuditError' })
})

test('the process ends by itself after close', () => {
  const script = `
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, '../../src/scratch/start.ts'))}
    const db = await startEmbedded()
    await db.simple('select 1')
    await db.close()
    console.log('closed')
  `
  const ran = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect({ status: ran.status, signal: ran.signal, stdout: ran.stdout }).toEqual({ status: 0, signal: null, stdout: 'closed\n' })
})
