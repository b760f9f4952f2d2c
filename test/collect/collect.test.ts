import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../src/collect/ask.ts'
import { collect } from '../../src/collect/collect.ts'
import { rowsOf } from '../../src/collect/connection.ts'
import type { Connection } from '../../src/collect/connection.ts'
import { quote } from '../../src/identifier.ts'
import type { Relation, Snapshot, Trigger } from '../../src/snapshot.ts'
import { connect } from '../../src/source/server.ts'
import { startServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { indexText } from './index-text.ts'
import { majorsUnderTest } from './majors.ts'
import { collectOptions } from './options.ts'

const features = readFileSync(new URL('./features.sql', import.meta.url), 'utf8')

/** What no concurrent counter changes. */
const stable = ({ relations }: Snapshot) =>
  relations.map((each) => ({
    ...each,
    statistics: null,
    indexes: each.indexes.map((index) => ({ ...index, statistics: null })),
  }))

const slowIndex = (seen: Snapshot) => seen.relations.find(({ name }) => name === 'slow')?.indexes[0]

describe.each(majorsUnderTest)('PostgreSQL %i', (major) => {
  let server: TestServer
  let connection: Connection
  let snapshot: Snapshot

  const relation = (name: string): Relation => {
    const found = snapshot.relations.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`no relation ${name}`)
    return found
  }
  const column = (table: string, name: string) => relation(table).columns.find((candidate) => candidate.name === name)
  const key = (table: string, name: string) => relation(table).indexes.find((index) => index.name === name)?.keys
  const trigger = (table: string, name: string): Trigger | undefined =>
    relation(table).triggers.find((candidate) => candidate.name === name)
  const constraint = (table: string, name: string) => relation(table).constraints.find((candidate) => candidate.name === name)

  beforeAll(async () => {
    server = await startServer(major, { settings: { archive_mode: 'on', archive_command: 'true # topsecret' } })
    connection = await connect(server.url, {})
    await connection.simple('create extension pg_stat_statements')
    await connection.simple(features)
    if (major >= 15)
      await connection.simple('create unique index attempts_nulls on app.attempts (overall) nulls not distinct where overall < 0')
    if (major >= 18)
      await connection.simple('alter table app.users add column doubled bigint generated always as (id * 2) virtual')
    await connection.simple('select count(*) from app.users where id > 3 /* application */')
    await connection.simple("create role with_secret password 'topsecret'; select 'topsecret2' as x into app.copied")
    snapshot = await collect(connection, collectOptions)
  })
  afterAll(async () => {
    await connection?.close()
    await server?.stop()
  })

  test('everything is read', () => {
    expect(snapshot.unread).toEqual([])
    expect(snapshot.notes).toEqual([])
    expect(Math.floor(snapshot.server.versionNumber / 10000)).toBe(major)
    expect(snapshot.server).toMatchObject({ superuser: true, readsAllStatistics: true, embedded: false, encoding: 'UTF8' })
  })

  test('every index is what pg_get_indexdef prints', async () => {
    await connection.simple('set search_path to pg_catalog')
    const expected = await rowsOf(
      connection,
      `select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
       where indexrelid >= 16384 and c.relpersistence <> 't' and c.relnamespace <> 'pg_toast'::regnamespace`,
    )
    const actual = snapshot.relations.flatMap((table) => table.indexes.map((index) => indexText(table, index)))
    expect(actual.toSorted()).toEqual(expected.map(([text]) => text).toSorted())
  })

  test('every column is what information_schema prints', async () => {
    const expected = await rowsOf(
      connection,
      `select table_schema || '.' || table_name, string_agg(column_name || ' ' || is_nullable, ',' order by ordinal_position)
       from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema') and table_schema !~ '^pg_temp'
       group by 1`,
    )
    const actual = snapshot.relations
      .filter(({ kind }) => kind !== 'materialized view')
      .map((table) => [
        `${table.schema}.${table.name}`,
        table.columns
          .map(({ name, notNull, domain }) => `${name} ${notNull || domain?.name === 'narrow_score' ? 'NO' : 'YES'}`)
          .join(','),
      ])
    expect(new Map(actual as [string, string][])).toEqual(new Map(expected as [string, string][]))
  })

  test('types, defaults, domains and generated columns', () => {
    expect(column('users', 'id')).toMatchObject({ type: 'bigint', identity: 'always', category: 'N', default: null })
    expect(column('users', 'email')).toMatchObject({
      type: 'character varying(120)',
      baseType: 'character varying',
      category: 'S',
    })
    expect(column('users', 'nick')).toMatchObject({ type: 'text', collation: 'C' })
    expect(column('users', 'fullName')).toMatchObject({ type: 'text', collation: null })
    expect(column('users', 'mood')).toMatchObject({ type: 'app.mood', category: 'E', default: "'ok'::app.mood" })
    expect(column('users', 'balance')).toMatchObject({ type: 'numeric(12,2)', baseType: 'numeric', default: '0' })
    expect(column('users', 'tags')).toMatchObject({ type: 'text[]', category: 'A' })
    expect(column('users', 'code')).toMatchObject({ type: 'character(3)', baseType: 'bpchar' })
    expect(column('users', 'span')).toMatchObject({ type: 'interval day to second(3)', baseType: 'interval' })
    expect(column('users', 'lower_email')).toMatchObject({ generated: 'stored', default: 'lower((email)::text)' })
    expect(column('users', 'score')).toMatchObject({
      type: 'app.narrow_score',
      baseType: 'integer',
      category: 'N',
      domain: { schema: 'app', name: 'narrow_score' },
    })
    if (major >= 18) expect(column('users', 'doubled')).toMatchObject({ generated: 'virtual' })
    expect(snapshot.enums).toEqual([{ schema: 'app', name: 'mood', labels: ['sad', 'ok', 'happy'] }])
    expect(snapshot.domains.map(({ name, type, notNull }) => [name, type, notNull])).toEqual([
      ['narrow_score', 'app.score', true],
      ['score', 'integer', false],
    ])
    expect(snapshot.domains[1]).toMatchObject({
      default: '0',
      checks: [{ definition: 'CHECK (((VALUE >= 10) AND (VALUE <= 90)))' }],
    })
  })

  test('index keys tell what serves an order', () => {
    expect(key('attempts', 'attempts_user_created')?.[1]).toMatchObject({
      column: 'updated_at',
      descending: true,
      nullsFirst: true,
    })
    expect(key('attempts', 'attempts_user_last')?.[1]).toMatchObject({ descending: true, nullsFirst: false })
    expect(key('attempts', 'attempts_pattern')?.[0]).toMatchObject({ opclass: 'varchar_pattern_ops', defaultFamily: false })
    expect(key('attempts', 'attempts_hash')?.[0]).toMatchObject({ opfamily: 'text_ops', defaultFamily: true })
    expect(key('users', 'users_email_key')?.[0]).toMatchObject({ opclass: 'text_ops', defaultFamily: true, collation: null })
    expect(key('users', 'users_nick_other')?.[0]).toMatchObject({ collation: 'POSIX' })
    expect(key('users', 'users_expression')?.[2]).toMatchObject({ column: 'nick', collation: null })
    expect(key('users', 'users_expression')?.[0]).toMatchObject({ column: null, expression: 'lower((email)::text)' })
    expect(key('users', 'users_path')?.[0]?.expression).toBe("(((scores ->> 'total'::text))::integer)")
    expect(key('users', 'users_scores_path')?.[0]).toMatchObject({ opclass: 'jsonb_path_ops', defaultFamily: false })
  })

  test('what indexes belong to', () => {
    const index = (table: string, name: string) => relation(table).indexes.find((candidate) => candidate.name === name)
    expect(index('users', 'users_pkey')).toMatchObject({ primary: true, constraint: 'users_pkey', supportsForeignKey: true })
    expect(index('users', 'users_email_key')).toMatchObject({ supportsForeignKey: true, replicaIdentity: true, clustered: false })
    expect(index('users', 'no_overlap')).toMatchObject({ exclusion: true, unique: false, predicate: 'active' })
    expect(index('attempts', 'attempts_unique')).toMatchObject({
      unique: true,
      constraint: null,
      clustered: true,
      immediate: true,
    })
    expect(index('attempts', 'attempts_include')).toMatchObject({ include: ['overall', 'email'] })
    expect(index('events_2025', 'events_2025_at_idx')).toMatchObject({
      attachedTo: { schema: 'app', name: 'events_at' },
      valid: true,
    })
    expect(index('events', 'events_only')).toMatchObject({ valid: false, building: false, attachedTo: null })
    expect(relation('users').replicaIdentity).toBe('index')
  })

  test('constraints', () => {
    expect(constraint('attempts', 'attempts_user_id_fkey')).toMatchObject({
      type: 'foreign key',
      columns: ['user_id'],
      references: {
        schema: 'app',
        relation: 'users',
        columns: ['id'],
        onDelete: 'cascade',
        onUpdate: 'restrict',
        match: 'simple',
      },
      deferrable: true,
      deferred: true,
      index: null,
    })
    expect(constraint('attempts', 'attempts_email_fkey')?.references).toMatchObject({ onDelete: 'set null', match: 'full' })
    expect(constraint('users', 'nick_length')).toMatchObject({ type: 'check', validated: false, columns: ['nick'] })
    expect(constraint('users', 'balance_range')).toMatchObject({
      validated: true,
      definition: 'CHECK ((balance >= (0)::numeric))',
    })
    expect(constraint('users', 'no_overlap')).toMatchObject({ type: 'exclusion', index: 'no_overlap' })
    expect(constraint('users', 'users_email_key')).toMatchObject({ type: 'unique', index: 'users_email_key', definition: null })
    expect(constraint('events_2025', 'events_kind')).toMatchObject({ inherited: true })
    expect(constraint('events', 'events_kind')).toMatchObject({ inherited: false })
    expect(relation('users').constraints.some(({ type }) => type === 'not null')).toBe(false)
  })

  test('comments on what a fix may replace, and none where there is none', () => {
    const commented = snapshot.relations.flatMap(({ indexes, constraints, triggers }) =>
      Object.entries({ indexes, constraints, triggers }).flatMap(([kind, objects]) =>
        objects.flatMap((each) => ('comment' in each ? [[kind, each.name, each.comment]] : [])),
      ),
    )
    expect(commented).toEqual([
      ['indexes', 'attempts_partial', "for the nightly export; it's\nslow"],
      ['constraints', 'attempts_user_id_fkey', 'whose it is'],
      ['triggers', 'attempts_touch', 'when it was written'],
      ['indexes', 'users_email_key', 'an index'],
      ['constraints', 'nick_length', "$$ \\ '"],
      ['constraints', 'users_email_key', 'a constraint'],
    ])
  })

  test('triggers and their functions', () => {
    expect(trigger('attempts', 'attempts_touch')).toMatchObject({
      timing: 'before',
      level: 'row',
      events: ['update'],
      columns: [],
      when: null,
      enabled: 'origin',
      function: { schema: 'app', name: 'touch' },
      arguments: [],
    })
    expect(trigger('attempts', 'attempts_touch_some')).toMatchObject({
      columns: ['overall', 'email'],
      when: "((old.overall IS DISTINCT FROM new.overall) AND ((new.email)::text <> 'when (x'::text))",
      arguments: ['a', "b'c"],
    })
    expect(trigger('attempts', 'attempts_off')).toMatchObject({
      enabled: 'disabled',
      level: 'statement',
      events: ['insert', 'delete'],
    })
    expect(trigger('attempts', 'attempts_truncate')).toMatchObject({ enabled: 'always', events: ['truncate'] })
    expect(trigger('active_users', 'view_insert')).toMatchObject({ timing: 'instead of' })
    expect(constraint('attempts', 'attempts_check')).toMatchObject({ type: 'trigger', deferrable: true })
    expect(relation('events').triggers.map(({ name }) => name)).toEqual(['events_touch'])
    expect(relation('events_2025').triggers).toEqual([])
    expect(snapshot.functions).toEqual([
      expect.objectContaining({
        schema: 'app',
        name: 'touch',
        language: 'plpgsql',
        extension: null,
        body: expect.stringContaining('new.updated_at = now()'),
      }),
    ])
    expect(snapshot.functions[0]?.definition).toContain('CREATE OR REPLACE FUNCTION app.touch()')
  })

  test('relations', () => {
    expect(relation('events')).toMatchObject({ kind: 'partitioned table', partitionKey: 'RANGE (at)', partitionOf: null })
    expect(relation('events_2025').partitionOf).toEqual({ schema: 'app', name: 'events' })
    expect(relation('events_2025').partitionBound).toMatch(/^FOR VALUES FROM \('2025-01-01 00:00:00\+00'\)/)
    expect(relation('events_other').partitionBound).toBe('DEFAULT')
    expect(relation('cats').inherits).toEqual([{ schema: 'app', name: 'animals' }])
    expect(relation('scratch')).toMatchObject({ unlogged: true, options: ['fillfactor=70', 'autovacuum_enabled=false'] })
    expect(relation('active_users')).toMatchObject({ kind: 'view', statistics: null })
    expect(relation('active_users').viewDefinition).toContain('FROM app.users')
    expect(relation('totals').kind).toBe('materialized view')
    expect(relation('pg_stat_statements').extension).toBe('pg_stat_statements')
    expect(relation('users')).toMatchObject({ tuples: 200, extension: null, selectable: true, owner: 'postgres' })
    expect(relation('users').bytes).toBeGreaterThan(0)
    expect(snapshot.relations.some(({ name }) => name === 'hidden_temporary')).toBe(false)
    const names = snapshot.relations.map(({ schema, name }) => `${schema}\0${name}`)
    expect(names).toEqual(names.toSorted())
  })

  test('names survive as they are', () => {
    const odd = snapshot.relations.find(({ schema }) => schema === 'Ünï "quoted"')
    expect(odd?.name).toBe('na"me\nwith newline')
    expect(odd?.columns.map(({ name }) => name)).toEqual(['co"l', '😀', '1234567890'.repeat(6) + '123'])
    expect(odd?.indexes[0]?.keys.map((each) => each.column)).toEqual(['co"l', '😀'])
  })

  test('sequences and who owns them', () => {
    expect(snapshot.sequences.map(({ name, ownedBy }) => [name, ownedBy?.column ?? null])).toEqual([
      ['attempts_id_seq', 'id'],
      ['spare', null],
      ['users_id_seq', 'id'],
      ['__drizzle_migrations_id_seq', 'id'],
    ])
    expect(snapshot.sequences[1]).toMatchObject({
      type: 'smallint',
      start: '10',
      min: '-100',
      increment: '-2',
      cycle: true,
      lastValue: null,
    })
    expect(snapshot.sequences[2]).toMatchObject({ type: 'bigint', lastValue: '200' })
  })

  test('statistics hold nobody’s data', () => {
    const mood = column('users', 'mood')?.statistics
    expect(mood?.mostCommon?.map(({ value }) => value)).toEqual(['ok', 'sad'])
    expect(mood?.mostCommon?.[0]?.frequency).toBeCloseTo(0.75)
    expect(column('users', 'active')?.statistics?.mostCommon?.map(({ value }) => value)).toEqual(['t', 'f'])
    expect(column('attempts', 'overall')?.statistics).toMatchObject({ nullFraction: 0, mostCommon: null })
    expect(column('users', 'fullName')?.statistics?.nullFraction).toBe(1)
    expect(column('users', 'id')?.statistics).toMatchObject({ distinct: -1, correlation: expect.any(Number) })
    expect(JSON.stringify(snapshot)).not.toContain('@example.com')
  })

  test('the workload is the application’s own, without secrets', async () => {
    // What the first run sent is in the statistics by now.
    await ask(connection, [{ key: 'k', sql: 'select 1 as asked -- why', needsCheckData: false, maxRows: 1 }], collectOptions)
    const again = await collect(connection, collectOptions)
    if (!snapshot.workload.available || !again.workload.available) throw new Error('no workload')
    const texts = again.workload.statements.map(({ query }) => query)
    // What applications write into comments is theirs.
    expect(texts.filter((text) => text.startsWith('select count(*) from app.users'))).toEqual([
      'select count(*) from app.users where id > $1',
    ])
    // Ours are told from the application's: nothing of it reads a catalog.
    expect(
      texts.filter((text) => ['pte-db-audit', 'pg_stat_get', 'current_database', 'asked'].some((own) => text.includes(own))),
    ).toEqual([])
    expect(again.workload).toMatchObject({
      leftOut: expect.arrayContaining([expect.objectContaining({ reason: 'pte-db-audit sent it' })]),
    })
    expect(JSON.stringify(snapshot)).not.toContain('topsecret')
    expect(snapshot.workload.leftOut.map(({ reason }) => reason)).toContain('a utility statement, whose text may hold secrets')
    expect(snapshot.workload.deallocations).toBe(major >= 14 ? 0 : null)
    expect(snapshot.workload.statements[0]).toMatchObject({ role: 'postgres', toplevel: true, calls: expect.any(Number) })
    const sinces = again.workload.statements.map(({ since }) => since)
    // In µs, and within this run.
    if (major >= 17) for (const since of sinces) expect(Math.abs(Date.now() - (since ?? 0) / 1000)).toBeLessThan(600_000)
    else expect(sinces.every((since) => since === undefined)).toBe(true)
  })

  test('settings without secrets, counters, watermark', () => {
    expect(snapshot.settings['archive_command']?.value).toBe('set')
    expect(snapshot.settings['statement_timeout']).toEqual({ value: '0', unit: 'ms', source: 'default' })
    expect(snapshot.settings['shared_preload_libraries']?.value).toBe('pg_stat_statements')
    expect(snapshot.settings['log_min_duration_statement']).toMatchObject({ value: '-1', unit: 'ms' })
    expect(snapshot.settings['pg_stat_statements.track']?.value).toBe('top')
    expect(snapshot.database).toMatchObject({ connectionLimit: 40, size: expect.any(Number) })
    expect(snapshot.replication).toMatchObject({ standbys: 0, slots: 0 })
    expect(snapshot.watermark).toEqual([
      { hash: 'first', createdAt: 1740000000000 },
      { hash: 'second', createdAt: 1750000000000 },
    ])
    expect(JSON.stringify(snapshot)).not.toContain('topsecret')
  })

  test('the same database gives the same catalog', async () => {
    const again = await collect(connection, collectOptions)
    expect(stable(again)).toEqual(stable(snapshot))
  })

  test('nothing outlives the transaction', async () => {
    await connection.simple('reset all')
    await collect(connection, collectOptions)
    const [row] = await rowsOf(
      connection,
      "select current_setting('statement_timeout'), current_setting('search_path'), current_setting('transaction_read_only')",
    )
    expect(row).toEqual(['0', '"$user", public', 'off'])
  })

  test('chosen schemas, and what they refer to outside', async () => {
    await connection.simple('create schema other; create table other.notes (user_id bigint references app.users (id))')
    const some = await collect(connection, { ...collectOptions, schemas: ['oth*'] })
    expect(some.relations.map(({ schema, name }) => `${schema}.${name}`)).toEqual(['other.notes'])
    expect(some.relations[0]?.constraints[0]?.references).toMatchObject({ schema: 'app', relation: 'users', columns: ['id'] })
    const none = await collect(connection, { ...collectOptions, schemas: ['nothing'] })
    expect(none.relations).toEqual([])
    await connection.simple('drop schema other cascade')
  })

  test('a role without rights: what is dark is said', async () => {
    await connection.simple("create role plain login password 'plain'; revoke create on schema public from public")
    const plain = await connect(server.url, { PGUSER: 'plain' }).catch(() => null)
    await plain?.close()
    const url = server.url.replace(/\/\/.*@/, '//plain:plain@')
    const weak = await connect(url, {})
    const seen = await collect(weak, collectOptions)
    await weak.close()
    expect(seen.relations.map(({ name }) => name)).toEqual(snapshot.relations.map(({ name }) => name))
    expect(seen.relations.find(({ name }) => name === 'users')?.selectable).toBe(false)
    expect(seen.relations.find(({ name }) => name === 'users')?.indexes).toHaveLength(relation('users').indexes.length)
    expect(seen.unread.map(({ section }) => section).toSorted()).toEqual([
      'column-statistics',
      'replication',
      'watermark',
      'workload',
    ])
    for (const { reason } of seen.unread) expect(reason).toContain('grant')
    expect(seen.notes.map(({ message }) => message)).toEqual([expect.stringContaining('shared_preload_libraries')])
    expect(seen.watermark).toBeNull()
    expect(seen.sequences[0]?.lastValue).toBeNull()
  })

  test('pg_monitor sees everything but the columns’ data', async () => {
    await connection.simple("create role monitor login password 'monitor' in role pg_monitor")
    const weak = await connect(server.url.replace(/\/\/.*@/, '//monitor:monitor@'), {})
    const seen = await collect(weak, collectOptions)
    expect(seen.unread.map(({ section }) => section).toSorted()).toEqual(['column-statistics', 'watermark'])
    expect(seen.workload).toMatchObject({ available: true })
    await connection.simple('grant usage on schema app to monitor; grant select on app.users to monitor')
    const more = await collect(weak, collectOptions)
    await weak.close()
    expect(more.unread.map(({ section }) => section)).toEqual(['watermark'])
    expect(more.notes).toHaveLength(1)
    const users = more.relations.find(({ name }) => name === 'users')
    expect(users?.columns.find(({ name }) => name === 'mood')?.statistics).toEqual(column('users', 'mood')?.statistics)
    expect(users?.columns.find(({ name }) => name === 'id')?.statistics).toEqual(column('users', 'id')?.statistics)
  })

  test('a section that cannot be read is left out, the others are not', async () => {
    const blocker = await connect(server.url, {})
    await blocker.simple('begin; alter sequence app.users_id_seq increment by 1; lock table drizzle.__drizzle_migrations')
    const seen = await collect(connection, { ...collectOptions, lockTimeout: 100 })
    await blocker.simple('rollback')
    await blocker.close()
    expect(seen.unread.map(({ section }) => section)).toEqual(expect.arrayContaining(['watermark']))
    expect(seen.unread[0]?.reason).toContain('--lock-timeout')
    expect(seen.relations.map(({ name }) => name)).toEqual(snapshot.relations.map(({ name }) => name))
    expect(seen.relations.find(({ name }) => name === 'users')?.indexes.length).toBeGreaterThan(5)
  })

  test('an index that is being built is not invalid', async () => {
    const holder = await connect(server.url, {})
    const builder = await connect(server.url, {})
    await connection.simple('create table app.slow (id integer); insert into app.slow select generate_series(1, 100)')
    // The build waits for this transaction to end.
    await holder.simple('begin; update app.slow set id = id')
    const built = builder.simple('create index concurrently slow_id on app.slow (id)').catch(() => undefined)
    const { index, seenByPlain } = await waitForIndex()
    expect(index).toMatchObject({ valid: false, building: true })
    expect(seenByPlain).toMatchObject({ valid: false, building: true })
    await holder.simple('rollback')
    await built
    await connection.simple('drop table app.slow')
    await holder.close()
    await builder.close()
  })

  async function waitForIndex() {
    for (let attempt = 0; attempt < 100; attempt++) {
      const index = slowIndex(await collect(connection, collectOptions))
      if (index) {
        const plain = await connect(server.url.replace(/\/\/.*@/, '//plain:plain@'), {})
        const seenByPlain = slowIndex(await collect(plain, collectOptions))
        await plain.close()
        return { index, seenByPlain }
      }
    }
    throw new Error('the index never appeared')
  }

  test('pg_stat_statements: off, elsewhere, absent', async () => {
    await connection.simple("set pg_stat_statements.track = 'none'")
    expect((await collect(connection, collectOptions)).workload).toMatchObject({
      available: false,
      reason: expect.stringContaining('set it to top'),
    })
    await connection.simple(
      'reset pg_stat_statements.track; create schema "my ext"; alter extension pg_stat_statements set schema "my ext"',
    )
    expect((await collect(connection, collectOptions)).workload).toMatchObject({ available: true, schema: 'my ext' })
    expect((await collect(connection, { ...collectOptions, workload: false })).workload).toMatchObject({ available: false })
    await connection.simple('drop extension pg_stat_statements')
    expect((await collect(connection, collectOptions)).workload).toMatchObject({
      available: false,
      reason: expect.stringContaining('create extension pg_stat_statements'),
    })
    await connection.simple('create extension pg_stat_statements')
  })

  test('SQL_ASCII with bytes of no encoding, LATIN1', async () => {
    for (const encoding of ['SQL_ASCII', 'LATIN1']) {
      const database = `enc_${encoding.toLowerCase()}`
      await connection.simple(`create database ${database} template template0 encoding '${encoding}' lc_collate 'C' lc_ctype 'C'`)
      const other = await connect(server.url.replace(/postgres$/, database), {})
      await other.simple(`create table ${quote('größe')} (id integer, ${quote('naïve')} text default ${"'é'"})`)
      if (encoding === 'SQL_ASCII') {
        await other.simple(
          "set client_encoding = 'SQL_ASCII'; do $$ begin execute 'create table ' || quote_ident(convert_from('\\xff61'::bytea, 'SQL_ASCII')) || ' (id integer)'; end $$",
        )
      }
      const seen = await collect(other, collectOptions)
      await other.close()
      expect(seen.unread).toEqual([])
      expect(seen.server.encoding).toBe(encoding)
      expect(seen.relations.map(({ name }) => name)).toContain('größe')
      expect(seen.relations.find(({ name }) => name === 'größe')?.columns[1]?.name).toBe('naïve')
      if (encoding === 'SQL_ASCII') expect(seen.relations.map(({ name }) => name)).toContain('\ufffda')
    }
  })

  test('1,600 columns', async () => {
    const columns = Array.from({ length: 1600 }, (_, position) => `c${position} integer`)
    await connection.simple(`create table app.wide (${columns.join(', ')})`)
    const seen = await collect(connection, collectOptions)
    expect(seen.relations.find(({ name }) => name === 'wide')?.columns.map(({ name }) => name)).toEqual(
      columns.map((_, position) => `c${position}`),
    )
    await connection.simple('drop table app.wide')
  })
})
