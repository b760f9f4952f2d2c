import { connect as dial, createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Aspect } from '../../src/doctor/aspect.ts'
import type { ConnectionFacts } from '../../src/doctor/connection-facts.ts'
import type { Diagnosis } from '../../src/doctor/diagnose.ts'
import { connect } from '../../src/source/server.ts'
import { startServer, type Major, type TestServer } from '../server.ts'
import { projectFolder } from '../init/project-folder.ts'
import { runMain } from './run-main.ts'

interface Told extends Diagnosis {
  readonly code: number
  readonly connection: ConnectionFacts
}

const SCHEMA = `
create schema extensions; create extension pg_stat_statements with schema extensions;
create schema app; create schema "odd ""s";
create table app.speaking_attempts (id int primary key, user_id int, scores jsonb, overall_score int, created_at timestamptz);
create table "odd ""s".notes (id int primary key);
create schema drizzle; create table drizzle.__drizzle_migrations (id int, hash text, created_at bigint);
insert into drizzle.__drizzle_migrations values (1, 'x', 1);`

async function doctor(target: string, cwd = '/'): Promise<Told> {
  const { code, stdout, stderr } = await runMain(['doctor', target, '--json'], { cwd })
  expect(stderr).toBe('')
  return { code, ...(JSON.parse(stdout) as Omit<Told, 'code'>) }
}

const aspect = ({ aspects }: Diagnosis, id: string): Aspect => aspects.find((each) => each.id === id) ?? expect.fail(`no ${id}`)
const lacking = ({ aspects }: Diagnosis): string[] => aspects.filter(({ sight }) => sight !== 'all').map(({ id }) => id)
const sqlOf = ({ aspects }: Diagnosis): string[] => [
  ...new Set(aspects.flatMap(({ remedy }) => remedy).flatMap((step) => (step.kind === 'sql' ? [step.sql] : []))),
]

const majors: readonly Major[] = [13, 18]

describe.each(majors)('PostgreSQL %i', (major) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(major)
    await run('create database app; create database bare')
    await run(SCHEMA, 'app')
  })
  afterAll(() => server?.stop())

  const url = (database: string, role = 'postgres', password = server.password, port = server.port): string =>
    `postgresql://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

  /** As the superuser, statement by statement, as psql would. */
  async function run(sql: string | readonly string[], database = 'postgres'): Promise<void> {
    const connection = await connect(url(database), {})
    for (const statement of typeof sql === 'string' ? sql.split(';').filter((each) => each.trim() !== '') : sql)
      await connection.simple(statement)
    await connection.close()
  }

  test('a plain role: what it lacks is said, and what is printed mends it', async () => {
    const role = 'we"ird; -- $1'
    await run([`create role "we""ird; -- $1" login password 'plain'`])
    const before = await doctor(url('app', role, 'plain'))
    expect(before.code).toBe(1)
    expect(lacking(before)).toEqual(['statements', 'replication', 'settings', 'column-statistics', 'data', 'migrations'])
    expect(aspect(before, 'statements').rules).toContain('repeated-lookups')
    expect(aspect(before, 'replication').rules).toEqual(['monitoring-replica'])
    expect(before.connection).toMatchObject({ role, superuser: false, tls: null, recovery: false })
    await run(sqlOf(before), 'app')
    const after = await doctor(url('app', role, 'plain'))
    expect([after.code, lacking(after)]).toEqual([0, []])
    expect(after.leastPrivilege).toBeNull()
  })

  test('pg_monitor alone is enough for an audit that reads no rows, but for what lies in a schema of its own', async () => {
    await run("create role monitor login password 'monitor' in role pg_monitor")
    const seen = await doctor(url('app', 'monitor', 'monitor'))
    expect(aspect(seen, 'statements')).toMatchObject({
      sight: 'none',
      says: 'pg_stat_statements counts, and monitor may not read it',
      remedy: [
        { kind: 'sql', sql: 'grant usage on schema extensions to monitor;' },
        { kind: 'sql', sql: 'grant select on extensions.pg_stat_statements to monitor;' },
      ],
    })
    await run('grant usage on schema extensions to monitor', 'app')
    const granted = await doctor(url('app', 'monitor', 'monitor'))
    expect([granted.code, lacking(granted)]).toEqual([0, ['column-statistics', 'data', 'migrations']])
  })

  test.each([
    ['a member that does not inherit', "create role half login noinherit password 'half'; grant pg_monitor to half"],
    ['no member, and none that would inherit', "create role half login noinherit password 'half'"],
  ])('%s', async (_what, made) => {
    await run(`drop role if exists half; ${made}`)
    const before = await doctor(url('postgres', 'half', 'half'))
    expect(lacking(before)).toContain('replication')
    await run(sqlOf(before), 'postgres')
    expect(lacking(await doctor(url('postgres', 'half', 'half')))).not.toContain('replication')
    await run('drop extension if exists pg_stat_statements')
  })

  test('a superuser is shown a role that only audits, and it does', async () => {
    const { code, leastPrivilege, connection } = await doctor(url('app'))
    expect([code, connection.superuser]).toEqual([0, true])
    expect(leastPrivilege?.role).toBe('pte_db_auditor')
    await run([...(leastPrivilege?.statements ?? []), "alter role pte_db_auditor password 'auditor'"], 'app')
    const auditor = url('app', 'pte_db_auditor', 'auditor')
    const looking = await doctor(auditor)
    expect([looking.code, lacking(looking)]).toEqual([0, ['column-statistics', 'data']])
    await run(leastPrivilege?.reading ?? [], 'app')
    expect(lacking(await doctor(auditor))).toEqual([])
  })

  test('whoever owns a table may do more than look, too', async () => {
    await run(
      "create role owner login password 'owner'; alter table app.speaking_attempts owner to owner; grant usage on schema app to owner",
      'app',
    )
    expect((await doctor(url('app', 'owner', 'owner'))).leastPrivilege?.statements).toContain(
      'grant pg_monitor to pte_db_auditor;',
    )
  })

  test('a database without the extension', async () => {
    const before = await doctor(url('bare'))
    expect(before.code).toBe(1)
    expect(aspect(before, 'statements')).toMatchObject({
      sight: 'none',
      says: 'pg_stat_statements is loaded, and not created in bare',
      remedy: [{ kind: 'sql', sql: 'create extension pg_stat_statements;' }],
    })
    expect(lacking(before)).toEqual(['statements'])
    await run(sqlOf(before), 'bare')
    expect(await doctor(url('bare'))).toMatchObject({ code: 0, ready: true })
  })

  test('an extension that is told to count nothing', async () => {
    await run('alter database app set pg_stat_statements.track = none')
    const before = await doctor(url('app'))
    expect(aspect(before, 'statements').says).toBe('pg_stat_statements.track is none: it counts nothing')
    expect(sqlOf(before)).toEqual(["alter system set pg_stat_statements.track = 'top';", 'select pg_reload_conf();'])
    await run(sqlOf(before))
    await run('alter database app reset pg_stat_statements.track')
    expect((await doctor(url('app'))).code).toBe(0)
  })

  test('row-level security keeps rows from a role that may select, and not from the owner', async () => {
    await run(
      'create role reader login password \'reader\'; grant usage on schema app, extensions, drizzle, "odd ""s" to reader',
      'app',
    )
    await run('grant select on all tables in schema app, drizzle, "odd ""s" to reader; grant pg_monitor to reader', 'app')
    expect(lacking(await doctor(url('app', 'reader', 'reader')))).toEqual([])
    await run('alter table "odd ""s".notes enable row level security', 'app')
    expect(aspect(await doctor(url('app', 'reader', 'reader')), 'data')).toMatchObject({
      sight: 'part',
      says: 'row-level security applies to it on 1 table, whose rows are not counted',
      optional: true,
    })
    expect(lacking(await doctor(url('app')))).toEqual([])
    // Where the configuration counts rows, an audit does lack them.
    const cwd = projectFolder({ 'pte-db-audit.yaml': 'checkData: true\n' })
    expect(await doctor(url('app', 'reader', 'reader'), cwd)).toMatchObject({ code: 1, ready: false })
    await run('alter table "odd ""s".notes disable row level security', 'app')
  })

  test('a rule of kind sql needs rows in every audit', async () => {
    await run(
      "create role asker login password 'asker' in role pg_monitor; grant usage on schema extensions, drizzle to asker",
      'app',
    )
    const rule = 'id: notes-kept\nseverity: warn\nsummary: x\nwhy: x\ncheck: sql\nparams: { query: QUERY }\n'
    const asking = (query: string): string =>
      projectFolder({ 'pte-db-audit.yaml': 'rules: [notes-kept.yaml]\n', 'notes-kept.yaml': rule.replace('QUERY', query) })
    const refused = asking("'select id from app.speaking_attempts where id < 0'")
    const before = await doctor(url('app', 'asker', 'asker'), refused)
    expect(before.code).toBe(1)
    expect(aspect(before, 'data')).toMatchObject({
      optional: false,
      rules: ['notes-kept', 'scores-filled'],
      says: expect.stringContaining('it was refused 1 query of the rules'),
    })
    await run(sqlOf(before), 'app')
    expect((await doctor(url('app', 'asker', 'asker'), refused)).code).toBe(0)
    // A query that is wrong is no matter of privileges.
    expect((await doctor(url('app', 'asker', 'asker'), asking("'select nothing from app.speaking_attempts'"))).code).toBe(0)
  })

  test.each([
    ['rds_superuser', 'role', 'Amazon RDS', 'rds_superuser'],
    ['cloudsqlsuperuser', 'role', 'Google Cloud SQL', 'cloudsqlsuperuser'],
    ['azure_pg_admin', 'role', 'Azure Database for PostgreSQL', 'azure_pg_admin'],
    ['heroku_ext', 'schema', 'Heroku Postgres', 'default credential'],
  ])('%s gives the service away, and who may grant there', async (name, kind, service, grantor) => {
    await run(`create ${kind} ${name}; create role guest login password 'guest'`)
    const target = url('postgres', 'guest', 'guest')
    expect((await doctor(target)).connection.service).toBe(service)
    const { stdout } = await runMain(['doctor', target])
    expect(stdout).toContain(`as ${stdout.split('To see the rest, as ')[1]?.split('\n')[0]}`)
    expect(stdout.split('To see the rest, as ')[1]?.split('\n')[0]).toContain(grantor)
    await run(`drop ${kind} ${name}; drop role guest`)
  })

  describe('in between', () => {
    const proxies: Server[] = []
    afterAll(() => proxies.forEach((each) => each.close()))

    /** Passes bytes on; `change` sees each chunk that the server sends. */
    async function proxy(change: (chunk: Buffer) => Buffer): Promise<number> {
      const listening = createServer((client) => {
        const upstream = dial(server.port, '127.0.0.1')
        client.pipe(upstream)
        upstream.on('data', (chunk) => client.write(change(chunk)))
        for (const [one, other] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          one.on('error', () => other.destroy())
          one.on('close', () => other.destroy())
        }
      })
      proxies.push(listening)
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
      return (listening.address() as AddressInfo).port
    }

    test('nothing', async () => {
      expect((await doctor(url('app'))).connection.between.kind).toBe('nothing')
    })

    test('a port that is passed on', async () => {
      const port = await proxy((chunk) => chunk)
      const { between } = (await doctor(url('app', 'postgres', server.password, port))).connection
      expect(between).toEqual({
        kind: 'forwarded',
        says: `looks like a proxy, a tunnel or a port mapping: the server itself listens on ${server.port}`,
      })
    })

    test('whoever makes up the process, as poolers do', async () => {
      // BackendKeyData: K, its length, which is 12 where the key has 4 bytes, the process, the key.
      const port = await proxy((chunk) => {
        const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
        if (at >= 0 && chunk.length >= at + 9) chunk.writeInt32BE(-7, at + 5)
        return chunk
      })
      const { between } = (await doctor(url('app', 'postgres', server.password, port))).connection
      expect(between.kind).toBe('pooler')
      expect(between.says).toContain('apply')
    })
  })
})

test('a library that is not loaded: SQL, a restart, and SQL again', async () => {
  const server = await startServer(18, { settings: { shared_preload_libraries: null } })
  try {
    const url = `postgresql://postgres:${encodeURIComponent(server.password)}@127.0.0.1:${server.port}/postgres`
    const first = JSON.parse((await runMain(['doctor', url, '--json'])).stdout) as Diagnosis
    const { says, remedy } = first.aspects.find(({ id }) => id === 'statements') ?? expect.fail()
    expect(says).toBe('pg_stat_statements is neither loaded nor created in postgres')
    expect(remedy).toEqual([
      { kind: 'sql', sql: "alter system set shared_preload_libraries = 'pg_stat_statements';" },
      { kind: 'manual', text: 'Restart the server.' },
      { kind: 'sql', sql: 'create extension pg_stat_statements;' },
    ])
    for (const step of remedy) {
      if (step.kind === 'manual') await server.restart()
      else {
        const connection = await connect(url, {})
        await connection.simple(step.sql)
        await connection.close()
      }
    }
    expect((await runMain(['doctor', url])).code).toBe(0)
    // What this role may not see must not be overwritten.
    const connection = await connect(url, {})
    await connection.simple('drop extension pg_stat_statements')
    await connection.simple('alter system reset shared_preload_libraries')
    await connection.simple("create role plain login password 'plain'")
    await connection.close()
    await server.restart()
    const plain = await runMain(['doctor', url.replace(/\/\/.*@/u, '//plain:plain@')])
    expect(plain.stdout).toContain(
      'Add pg_stat_statements to shared_preload_libraries, behind what is there, and restart the server.',
    )
    expect(plain.stdout).not.toContain('alter system')
  } finally {
    await server.stop()
  }
})

test('no server, no diagnosis, and no password', async () => {
  const { code, stdout, stderr } = await runMain(['doctor', 'postgres://me:topsecret@127.0.0.1:1/app'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^error: .*127\.0\.0\.1:1/u)
  expect(stderr).not.toContain('topsecret')
})
