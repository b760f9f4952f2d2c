import { chmod, chown, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collect } from '../../src/collect/collect.ts'
import { rowsOf } from '../../src/collect/connection.ts'
import { AuditError } from '../../src/errors.ts'
import { connect, describeTarget } from '../../src/source/server.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { collectOptions } from '../collect/options.ts'
import { startServer } from '../server.ts'
import type { TestServer } from '../server.ts'

const certificate = (file: string): string => fileURLToPath(new URL(`./certificates/${file}`, import.meta.url))

/** Puts the test certificate in place and lets roles in by how they are named. */
async function prepare(dataFolder: string): Promise<void> {
  const { uid, gid } = await stat(dataFolder)
  for (const file of ['server.crt', 'server.key']) {
    await copyFile(certificate(file), join(dataFolder, file))
    await chmod(join(dataFolder, file), 0o600)
    await chown(join(dataFolder, file), uid, gid)
  }
  const rules = [
    'hostssl all only_tls all scram-sha-256',
    'hostnossl all only_clear all scram-sha-256',
    'host all rejected,only_tls,only_clear all reject',
  ]
  const hba = join(dataFolder, 'pg_hba.conf')
  await writeFile(hba, `${rules.join('\n')}\n${await readFile(hba, 'utf8')}`)
}

/** The message of a failure, which never holds what must stay secret. */
async function failure(attempt: Promise<unknown>): Promise<{ kind: string; message: string }> {
  try {
    await attempt
  } catch (thrown) {
    if (!(thrown instanceof AuditError)) throw thrown
    expect(thrown.message).not.toMatch(/p@ss|p%40ss|wrong-password/)
    return { kind: thrown.kind, message: thrown.message }
  }
  throw new Error('it did not fail')
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

async function encrypted(target: string | undefined, env: Record<string, string> = {}): Promise<boolean> {
  const connection = await connect(target, env)
  try {
    const [row] = await rowsOf(connection, 'select version from pg_stat_ssl where pid = pg_backend_pid()')
    expect(connection.tls).toBe(row?.[0] ?? null)
    return connection.tls !== null
  } finally {
    await connection.close()
  }
}

async function databaseOf(target: string | undefined, env: Record<string, string>): Promise<string | null | undefined> {
  const connection = await connect(target, env)
  const [row] = await rowsOf(connection, 'select current_database()')
  await connection.close()
  return row?.[0]
}

const majors = process.env['PTE_DB_AUDIT_ALL_MAJORS'] ? majorsUnderTest : majorsUnderTest.slice(-1)

describe.each(majors)('PostgreSQL %i', (major) => {
  let tls: TestServer
  let host: string

  beforeAll(async () => {
    tls = await startServer(major, {
      settings: { ssl: 'on', max_connections: '12', superuser_reserved_connections: '3' },
      prepare,
    })
    host = `localhost:${tls.port}`
    const connection = await connect(tls.url, {})
    for (const role of ['rejected', 'only_tls', 'only_clear', 'limited connection limit 0']) {
      await connection.simple(`create role ${role.replace(/ .*/, '')} login password 'x' ${role.replace(/^\S+/, '')}`)
    }
    await connection.close()
  })
  afterAll(() => tls?.stop())

  const url = (query: string, user = 'postgres', password = encodeURIComponent(tls.password), place = host): string =>
    `postgresql://${user}:${password}@${place}/postgres?${query}`

  test('sslmode as libpq means it', async () => {
    expect(await encrypted(url('sslmode=disable'))).toBe(false)
    expect(await encrypted(url('sslmode=allow'))).toBe(false)
    expect(await encrypted(url('sslmode=prefer'))).toBe(true)
    expect(await encrypted(url(''))).toBe(true)
    expect(await encrypted(url('ssl=true'))).toBe(true)
    expect(await encrypted(url('sslmode=require'))).toBe(true)
    expect(await encrypted(url('', 'postgres'), { PGSSLMODE: 'disable' })).toBe(false)
    expect(await encrypted(url(`sslmode=verify-ca&sslrootcert=${certificate('ca.crt')}`))).toBe(true)
    expect(await encrypted(url(`sslmode=verify-full&sslrootcert=${certificate('ca.crt')}`))).toBe(true)
    expect(await encrypted(url('sslmode=verify-full'), { PGSSLROOTCERT: certificate('ca.crt') })).toBe(true)
    // The certificate is for localhost: verify-ca does not mind another name, verify-full does.
    const numeric = `127.0.0.1:${tls.port}`
    expect(
      await encrypted(
        url(`sslmode=verify-ca&sslrootcert=${certificate('ca.crt')}`, 'postgres', encodeURIComponent(tls.password), numeric),
      ),
    ).toBe(true)
    const other = await failure(
      connect(
        url(`sslmode=verify-full&sslrootcert=${certificate('ca.crt')}`, 'postgres', encodeURIComponent(tls.password), numeric),
        {},
      ),
    )
    expect(other).toEqual({ kind: 'connection', message: expect.stringContaining('is for another host') })
    // With a root certificate at hand, require verifies the authority.
    const wrong = await failure(connect(url(`sslmode=require&sslrootcert=${certificate('server.crt')}`), {}))
    expect(wrong.message).toContain('is not trusted')
    expect((await failure(connect(url('sslmode=verify-full'), {}))).message).toContain('is not trusted')
    expect((await failure(connect(url('sslmode=verify-ca'), {}))).message).toContain('sslrootcert')
    expect((await failure(connect(url('sslmode=nonsense'), {}))).kind).toBe('usage')
    expect((await failure(connect(url('sslmode=verify-ca&sslrootcert=/nowhere.crt'), {}))).message).toContain('sslrootcert')
  })

  test('what pg_hba.conf wants is found by trying', async () => {
    expect(await encrypted(url('sslmode=allow', 'only_tls', 'x'))).toBe(true)
    expect(await encrypted(url('sslmode=prefer', 'only_clear', 'x'))).toBe(false)
    expect((await failure(connect(url('sslmode=require', 'only_clear', 'x'), {}))).message).toContain('pg_hba.conf')
    expect((await failure(connect(url('', 'rejected', 'x'), {}))).message).toContain('pg_hba.conf')
  })

  test('channel binding', async () => {
    expect(await encrypted(url('sslmode=require&channel_binding=require'))).toBe(true)
    expect((await failure(connect(url('sslmode=disable&channel_binding=require'), {}))).message).toContain('channel_binding')
  })

  test('URL, DATABASE_URL, PG* variables, keyword=value, a unix socket', async () => {
    const variables = {
      PGHOST: '127.0.0.1',
      PGPORT: String(tls.port),
      PGUSER: 'postgres',
      PGPASSWORD: tls.password,
      PGDATABASE: 'template1',
    }
    expect(await databaseOf(undefined, variables)).toBe('template1')
    expect(await databaseOf(undefined, { ...variables, DATABASE_URL: tls.url })).toBe('postgres')
    expect(await databaseOf(tls.url, { ...variables, DATABASE_URL: 'postgres://nowhere.invalid/x' })).toBe('postgres')
    expect(
      await databaseOf(`host=127.0.0.1 port=${tls.port} user=postgres password='${tls.password}' dbname = template1`, {}),
    ).toBe('template1')
    expect(
      await databaseOf(`postgres:///template1?host=${tls.socketFolder}&port=${tls.port}&user=postgres`, {
        PGPASSWORD: tls.password,
      }),
    ).toBe('template1')
    expect(
      await databaseOf(`postgres://postgres@${encodeURIComponent(tls.socketFolder)}:${tls.port}/template1`, {
        PGPASSWORD: tls.password,
      }),
    ).toBe('template1')
    // Prisma's own parameters mean nothing to PostgreSQL.
    expect(await databaseOf(`${tls.url}?schema=public&connection_limit=1&pgbouncer=true`, {})).toBe('postgres')
    expect(await databaseOf(url('options=-c%20geqo%3Doff'), {})).toBe('postgres')
    // The first host that answers.
    expect(await databaseOf(url('', 'postgres', encodeURIComponent(tls.password), `127.0.0.1:1,${host}`), {})).toBe('postgres')
  })

  test('~/.pgpass, with wildcards and its permission rule', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pte-db-audit-'))
    const file = join(folder, 'pgpass')
    const escaped = tls.password.replaceAll('\\', '\\\\').replaceAll(':', '\\:')
    await writeFile(file, `# comment\nelsewhere:*:*:*:no\nlocalhost:${tls.port}:*:postgres:${escaped}\n`, { mode: 0o600 })
    expect(await encrypted(`postgres://postgres@${host}/postgres`, { PGPASSFILE: file })).toBe(true)
    expect(await encrypted(`postgres://postgres@/postgres?host=${tls.socketFolder}&port=${tls.port}`, { PGPASSFILE: file })).toBe(
      false,
    )
    await chmod(file, 0o644)
    expect((await failure(connect(`postgres://postgres@${host}/postgres`, { PGPASSFILE: file }))).message).toContain('PGPASSWORD')
    await rm(folder, { recursive: true })
  })

  test('refusals name the place and the remedy', async () => {
    const refusals: [string, string][] = [
      [url('', 'postgres', 'wrong-password'), 'refuses the password of role postgres'],
      [url('', 'nobody', 'wrong-password'), 'refuses the password of role nobody'],
      [tls.url.replace(/postgres$/, 'absent'), 'there is no database absent'],
      [url('', 'limited', 'x'), 'no free connection'],
      ['postgres://x@127.0.0.1:1/x', 'no server listens at 127.0.0.1:1'],
      ['postgres://x@/x?host=/nowhere', 'no server listens at the socket in /nowhere'],
      ['postgres://x@nowhere.invalid/x', 'is not known'],
    ]
    for (const [target, expected] of refusals) {
      expect(await failure(connect(target, {}))).toEqual({ kind: 'connection', message: expect.stringContaining(expected) })
    }
    expect((await failure(connect(`postgres://postgres@${host}/postgres`, { PGPASSFILE: '/nowhere' }))).message).toContain(
      'PGPASSWORD',
    )
  })

  test('what cannot be read is a usage error', async () => {
    for (const target of [
      'mysql://root:wrong-password@h/x',
      'postgres://u:wrong-password@h:port/x',
      'nonsense',
      'postgres://u:%zz@h/x',
      "host='x",
    ]) {
      expect((await failure(connect(target, {}))).kind).toBe('usage')
    }
    expect((await failure(connect(undefined, { PGSERVICE: 'x' }))).message).toContain('PGSERVICE')
    expect((await failure(connect('postgres://h1,h2/x?target_session_attrs=read-write', {}))).kind).toBe('usage')
    expect((await failure(connect('host=a,b,c port=1,2', {}))).kind).toBe('usage')
  })

  test('no target at all: what can be given is said', async () => {
    const outcome = await failure(
      connect(undefined, { PGSSLMODE: 'disable', PGCONNECT_TIMEOUT: '2' }).then(() =>
        Promise.reject(new AuditError('connection', '--demo')),
      ),
    )
    expect(outcome.message).toMatch(/--demo|refuses|asks for a password|does not let|there is no database/)
  })

  test('labels hold no secret', () => {
    expect(describeTarget('postgres://u:p@h:1/db?password=q', {})).toBe('db on h:1')
    expect(describeTarget('postgres://u@[::1]/db', {})).toBe('db on [::1]:5432')
    expect(describeTarget(undefined, { PGHOST: '/run/x', PGDATABASE: 'd' })).toBe('d on the socket in /run/x, port 5432')
    expect(describeTarget(undefined, { DATABASE_URL: 'postgres://u:p@h1:1,h2:2/db' })).toBe('db on h1:1, h2:2')
  })

  test('a statement that fails leaves the connection usable', async () => {
    const connection = await connect(tls.url, {})
    const seen: [number, string | null | undefined][] = []
    await expect(
      connection.simple('select 1; select 1/0; select 2', (statement, row) => seen.push([statement, row[0]])),
    ).rejects.toMatchObject({ code: '22012' })
    await connection.simple(
      "create temporary table t (i integer); do $$ begin raise notice 'x'; end $$; ; select 'ä', null",
      (statement, row) => seen.push([statement, row[0]]),
    )
    expect(seen).toEqual([
      [0, '1'],
      [2, 'ä'],
    ])
    await expect(
      connection.simple('select generate_series(1, 10)', () => {
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    await expect(connection.simple('copy pg_class from stdin')).rejects.toThrow()
    const names: (readonly string[])[] = []
    await connection.simple('select 1 as a, 2 as b limit 0', undefined, (_statement, columns) => names.push(columns))
    expect(names).toEqual([['a', 'b']])
    expect(connection.parameters['server_encoding']).toBe('UTF8')
    await connection.close()
    await expect(connection.simple('select 1')).rejects.toMatchObject({ kind: 'connection' })
  })

  test.each(['require', 'disable'])('cancel ends what is running, sslmode=%s', async (mode) => {
    const connection = await connect(url(`sslmode=${mode}`), {})
    const slow = connection.simple('select pg_sleep(30)')
    setTimeout(() => void connection.cancel(), 200)
    await expect(slow).rejects.toMatchObject({ code: '57014' })
    expect(await rowsOf(connection, 'select 1')).toEqual([['1']])
    await connection.close()
  })

  test('too many connections', async () => {
    const open = []
    let last = ''
    for (let count = 0; count < 20 && last === ''; count++) {
      try {
        open.push(await connect(url('', 'only_tls', 'x'), { PGSSLMODE: 'require' }))
      } catch (thrown) {
        last = (thrown as Error).message
      }
    }
    expect(last).toContain('no free connection')
    await Promise.all(open.map((connection) => connection.close()))
  })

  test('a session that is ended from outside', async () => {
    const connection = await connect(tls.url, {})
    const killer = await connect(tls.url, {})
    const [row] = await rowsOf(connection, 'select pg_backend_pid()')
    const running = failure(connection.simple('select pg_sleep(30)'))
    await killer.simple(`select pg_terminate_backend(${row?.[0]})`)
    expect(await running).toEqual({ kind: 'connection', message: expect.stringContaining('ended the session') })
    expect((await failure(connection.simple('select 1'))).kind).toBe('connection')
    await connection.close()
    await killer.close()
  })

  test('a server that stops in the middle of collecting', async () => {
    const server = await startServer(major, { settings: { max_prepared_transactions: '1' } })
    const connection = await connect(server.url, {})
    await connection.simple('create table __drizzle_migrations (hash text, created_at bigint)')
    // The watermark waits for this lock, which no session holds and no shutdown frees: the audit stays in the middle.
    await connection.simple("begin; lock table __drizzle_migrations; prepare transaction 'holder'")
    const collecting = failure(collect(connection, { ...collectOptions, lockTimeout: 0 }))
    await sleep(500)
    await server.stop()
    expect(await collecting).toEqual({ kind: 'connection', message: expect.stringContaining('before everything was read') })
    expect((await failure(connect(server.url, {}))).message).toContain('no server listens')
    await connection.close()
  })
})

describe('what is not PostgreSQL', () => {
  test('a web server', async () => {
    const http = createHttpServer((_request, response) => response.end('hello'))
    const port = await listen(http)
    for (const mode of ['disable', 'prefer', 'require']) {
      expect(
        (await failure(connect(`postgres://u:p@127.0.0.1:${port}/x?sslmode=${mode}&connect_timeout=3`, {}))).message,
      ).toContain('is not PostgreSQL')
    }
    http.close()
  })

  test('a server that speaks first', async () => {
    const mysql = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write(Buffer.from('J\0\0\0\n8.0.36\0', 'latin1'))
    })
    const port = await listen(mysql)
    for (const mode of ['disable', 'prefer']) {
      expect(
        (await failure(connect(`postgres://u:p@127.0.0.1:${port}/x?sslmode=${mode}&connect_timeout=2`, {}))).message,
      ).toContain('is not PostgreSQL')
    }
    mysql.close()
  })

  test('a silent socket, and one that hangs up', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined))
    const port = await listen(silent)
    expect((await failure(connect(`postgres://u:p@127.0.0.1:${port}/x?connect_timeout=1`, {}))).message).toContain(
      'did not answer within 1 s',
    )
    silent.close()
    const rude = createServer((socket) => socket.end())
    const other = await listen(rude)
    expect((await failure(connect(`postgres://u:p@127.0.0.1:${other}/x`, {}))).message).toContain('closed the connection')
    rude.close()
  })
})
