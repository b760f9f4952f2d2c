import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import type { Replayed, ReplayOptions } from '../../src/source/migrations.ts'
import { replayMigrations } from '../../src/source/migrations.ts'
import { folderOf, journalOf } from './migrations-folder.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

async function replayed(files: Readonly<Record<string, string>>, options: ReplayOptions = {}): Promise<Replayed> {
  const result = await replayMigrations(folderOf(files), options)
  onTestFinished(() => result.connection.close())
  return result
}

async function failure(files: Readonly<Record<string, string>>, options: ReplayOptions = {}): Promise<string> {
  const error = await replayMigrations(folderOf(files), options).then(
    async ({ connection }) => {
      await connection.close()
      return null
    },
    (thrown: unknown) => thrown as Error,
  )
  expect(error).toMatchObject({ name: 'AuditError' })
  return error?.message ?? ''
}

const values = async ({ connection }: Replayed, sql: string): Promise<(string | null)[]> =>
  (await rowsOf(connection, sql)).map(([value]) => value ?? null)

const placed = ({ notes }: Replayed): string[] => notes.map(({ severity, file, line }) => `${severity} ${file}:${line}`)

describe('what real folders contain', () => {
  let run: Replayed
  const progress: string[] = []
  beforeAll(async () => {
    run = await replayMigrations(join(fixtures, 'migrations-hostile/survives'), { onProgress: (text) => progress.push(text) })
  })
  afterAll(() => run.connection.close())

  test('several schemas, quoted mixed-case names, partitions, identity and generated columns', async () => {
    expect(
      await values(
        run,
        `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('app', 'Audit Log') order by 1`,
      ),
    ).toEqual(['"Audit Log".entries', 'app."userProfiles"', 'app.events', 'app.events_2024'])
    expect(
      await values(run, `select attname from pg_attribute where attrelid = 'app."userProfiles"'::regclass and attnum > 0`),
    ).toEqual(['userId', 'displayName', 'weird "name"; --'])
    expect(await values(run, `select count(*)::text from pg_index where indrelid = 'app.events_2024'::regclass`)).toEqual(['1'])
  })

  test('ADD VALUE followed by its use', async () => {
    expect(await values(run, 'select mood from people order by id')).toEqual(['happy', 'happy'])
  })

  test('COMMIT and BEGIN of the file, CONCURRENTLY after either, temp tables', async () => {
    expect(
      await values(
        run,
        `select indexrelid::regclass::text from pg_index where indrelid = 'readings'::regclass and indisvalid order by 1`,
      ),
    ).toEqual(['readings_both_idx', 'readings_pkey', 'readings_value_idx'])
    expect(await values(run, 'select count(*)::text from readings')).toEqual(['10'])
    expect(await values(run, `select to_regclass('after_it_all')::text`)).toEqual(['after_it_all'])
  })

  test('a dump with SET, OWNER TO and GRANT to roles that nobody creates', async () => {
    expect(await values(run, `select tableowner from pg_tables where tablename = 'dumped'`)).toEqual(['App Owner'])
  })

  test('extensions: created in a schema of the platform, inside DO, and never created at all', async () => {
    expect(await values(run, `select extname from pg_extension where extname <> 'plpgsql' order by 1`)).toEqual([
      'btree_gist',
      'hstore',
      'pg_trgm',
      'uuid-ossp',
      'vector',
    ])
  })

  test('each file begins with the session a new connection has, and so does whoever reads the result', async () => {
    expect(await values(run, `select to_regclass('public.people')::text`)).toEqual(['people'])
    expect(await values(run, 'show search_path')).toEqual(['public'])
  })

  test('what the real runner would refuse or skip, and what was made up, is noted with its place', () => {
    expect(placed(run)).toEqual([
      'warn 0002_forgotten.sql:null',
      'warn 0004_extensions.sql:null',
      'info 0001_enum.sql:8',
      'info 0002_concurrently.sql:3',
      'info 0002_concurrently.sql:17',
      'info 0002_concurrently.sql:19',
      'info 0002_concurrently.sql:21',
      'info 0003_dump.sql:27',
      'info 0003_dump.sql:47',
      'info 0003_dump.sql:47',
      'info 0004_extensions.sql:1',
      'warn 0004_extensions.sql:9',
      'warn 0004_extensions.sql:21',
    ])
    expect(run.notes.find(({ line }) => line === 17)?.message).toContain('drizzle-orm#860')
  })

  test('progress counts the files', () => {
    expect(progress).toContain('migration 3 of 6: 0002_concurrently.sql')
  })
})

describe.each(['drizzle-journal', 'drizzle-folders', 'prisma', 'plain'])('fixtures/migrations/%s', (name) => {
  test('builds the attempts tables', async () => {
    const run = await replayMigrations(join(fixtures, 'migrations', name))
    onTestFinished(() => run.connection.close())
    expect((await values(run, `select tablename from pg_tables where tablename like '%\\_attempts'`)).length).toBeGreaterThan(0)
    expect(run.standIns).toEqual([])
    expect(run.notes.filter(({ severity }) => severity === 'warn')).toEqual([])
    expect(await values(run, `select to_regclass('drizzle.__drizzle_migrations')::text`)).toEqual([null])
  })
})

describe('failures name the file, the line and the statement', () => {
  test('a statement that fails', async () => {
    const sql = `create table a (id int);\n\n-- é\ncreate view v as\nselect id,\n  nothing from a;\n`
    expect(await failure({ '1.sql': sql })).toBe(
      '1.sql:6: "create view v as" failed: column "nothing" does not exist; the folder must build everything from an empty database, ' +
        'so add what creates it, or audit a server that has it.',
    )
  })

  test('the line counts across breakpoints', async () => {
    const sql =
      'create table a (id int)\n--> statement-breakpoint\nselect 1;--> statement-breakpoint\ninsert into a values (1/0);'
    expect(await failure({ 'meta/_journal.json': journalOf('0000_a'), '0000_a.sql': sql })).toMatch(
      /^0000_a\.sql:4: "insert into a values \(1\/0\)" failed: division by zero/,
    )
  })

  test('a long first line is cut to 80 characters', async () => {
    const message = await failure({ '1.sql': `select nothing, ${'x'.repeat(200)}` })
    expect([...(message.split('"')[1] ?? '')]).toHaveLength(80)
  })

  test('a deferred constraint that objects at COMMIT', async () => {
    const sql =
      'create table p (id int primary key);\ncreate table c (p int references p deferrable initially deferred);\ninsert into c values (1);'
    expect(await failure({ '1.sql': sql })).toContain('violates foreign key constraint')
  })

  test('a statement that never ends', async () => {
    const message = await failure({ '1.sql': 'select 1;\ndo $$ begin loop end loop; end $$;' }, { statementTimeout: 1000 })
    expect(message).toContain('1.sql:2: "do $$ begin loop end loop; end $$" did not end within 1000 ms')
  })

  test('a statement that crashes the embedded database', async () => {
    const sql = `create function f(i int) returns int language plpgsql as 'begin return f(i + 1); end';\nselect f(1);`
    expect(await failure({ '1.sql': sql })).toContain('1.sql:2: "select f(1)" ended the replay')
  })

  test('text that is not SQL is found before anything runs', async () => {
    expect(await failure({ '1.sql': "select 'é';\nselect 1;\n\\connect app\n" })).toBe(
      '1.sql:3: "\\connect app" is a command of psql, not SQL; take it out, or audit a server that has run the file.',
    )
    expect(
      await failure({ '1.sql': 'create table t (a int, b text);\nCOPY t (a, b) FROM stdin;\n1\tone; two\n2\ttwo\n\\.\n' }),
    ).toContain('1.sql:3: rows of COPY … FROM stdin cannot be replayed')
    expect(await failure({ '1.sql': 'create table t (a int);\n\ncreate tabel u (a int);' })).toContain(
      '1.sql:3: syntax error at or near "tabel"; correct the SQL ("create tabel u (a int);")',
    )
    expect(await failure({ '1.sql': 'create table t (' })).toContain('1.sql:1: syntax error at end of input')
  })

  test('a signal ends it at once', async () => {
    const controller = new AbortController()
    const running = failure(
      { '1.sql': 'select pg_sleep(1000)' },
      { signal: controller.signal, onProgress: () => setTimeout(() => controller.abort(), 200) },
    )
    const started = performance.now()
    expect(await running).toBe('Interrupted.')
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe('extensions that the embedded PostgreSQL lacks', () => {
  const postgis = {
    '1.sql': `create schema gis;\ncreate extension if not exists postgis with schema gis;\ncomment on extension postgis is 'maps';`,
    '2.sql': `create table places (id int primary key, at gis.geometry(Point,4326) not null, area gis.geography);
      create index places_at_idx on places using gist (at);`,
  }

  test('end it, with the place and the way out', async () => {
    const message = await failure(postgis, { allowMissingExtensions: ['timescaledb'] })
    expect(message).toContain('1.sql:2: "create extension if not exists postgis with schema gis"')
    expect(message).toContain('--allow-missing-extension postgis')
  })

  test('are stood in for when allowed, and the report will say so', async () => {
    const run = await replayed(postgis, { allowMissingExtensions: ['postgis'] })
    expect(run.standIns).toEqual(['postgis'])
    expect(placed(run)).toEqual(['warn 1.sql:2'])
    expect(
      await values(
        run,
        `select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'places'::regclass and attnum > 0`,
      ),
    ).toEqual(['integer', 'gis.geometry', 'gis.geography'])
    expect(
      await values(run, `select indexrelid::regclass::text from pg_index where indrelid = 'places'::regclass order by 1`),
    ).toEqual(['places_at_idx', 'places_pkey'])
  })

  test('timescaledb, pg_cron, pg_partman and one that nothing is known of', async () => {
    const allowed = ['timescaledb', 'pg_cron', 'pg_partman', 'pg_uuidv7', 'unheard_of']
    const run = await replayed(
      {
        '1.sql': `create extension timescaledb cascade; create extension pg_cron; create schema partman;
          create extension pg_partman schema partman; create extension pg_uuidv7; create extension unheard_of;
          create table m (id uuid default uuid_generate_v7(), at timestamptz not null);
          select create_hypertable('m', 'at', chunk_time_interval => interval '1 day', if_not_exists => true);
          select create_hypertable('m', by_range('at'));
          select add_retention_policy('m', interval '30 days');
          select cron.schedule('nightly', '0 3 * * *', 'vacuum');
          select partman.create_parent(p_parent_table => 'public.m', p_control => 'at', p_interval => '1 day');
          drop extension if exists unheard_of;`,
      },
      { allowMissingExtensions: allowed },
    )
    expect(run.standIns).toEqual(allowed)
  })
})

describe('transactions', () => {
  test('ROLLBACK in a file undoes its statements, and later ones still run', async () => {
    const run = await replayed({
      '1.sql':
        'create table a (); rollback; create table b (); begin; create table c (); savepoint s; create table d (); rollback to s; commit',
    })
    expect(await values(run, `select tablename from pg_tables where schemaname = 'public' order by 1`)).toEqual(['b', 'c'])
    expect(run.notes).toEqual([])
  })

  test("Prisma's lone CONCURRENTLY is no reason for a note, one among others is", async () => {
    const table = 'create table a (id int);'
    const run = await replayed({
      'migration_lock.toml': 'provider = "postgresql"',
      '1/migration.sql': table,
      '2/migration.sql': 'create index concurrently i on a (id);',
      '3/migration.sql': 'create index concurrently j on a (id); create index concurrently k on a (id);',
    })
    expect(placed(run)).toEqual(['info 3/migration.sql:1', 'info 3/migration.sql:1'])
  })

  test('a procedure that commits runs outside', async () => {
    const run = await replayed({
      '1.sql': 'create table a (id int);\ndo $$ begin insert into a values (1); commit; insert into a values (2); end $$;',
    })
    expect(await values(run, 'select id from a order by 1')).toEqual(['1', '2'])
    expect(placed(run)).toEqual(['info 1.sql:2'])
  })
})
