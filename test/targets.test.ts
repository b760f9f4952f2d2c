import { describe, expect, it } from 'vitest'
import type { Relation, Snapshot } from '../src/snapshot.ts'
import { targetsOf } from '../src/targets.ts'

const table = (name: string, more: Partial<Relation> = {}): Partial<Relation> => ({
  schema: 'public',
  name,
  kind: 'table',
  extension: null,
  partitionOf: null,
  inherits: [],
  ...more,
})

const names = { tables: {}, columns: {} }

/** Qualified names of what an entry of a rule's `tables` means. */
function meant(
  entry: string,
  relations: readonly Partial<Relation>[],
  schemas: readonly string[] = [],
  managed: string | null = null,
): string[] {
  const snapshot = { relations, server: { managed } } as unknown as Snapshot
  return [...targetsOf(snapshot, names, schemas).of(entry)].map(({ schema, name }) => `${schema}.${name}`)
}

const homeOf = (relations: readonly Partial<Relation>[], schemas: readonly string[] = []): string =>
  targetsOf({ relations, server: { managed: null } } as unknown as Snapshot, names, schemas).home

describe('what is audited', () => {
  it.each([
    ['a view', table('v', { kind: 'view' })],
    ['a materialized view', table('m', { kind: 'materialized view' })],
    ['a foreign table', table('f', { kind: 'foreign table' })],
    ['a table of an extension', table('spatial_ref_sys', { extension: 'postgis' })],
    ['a partition', table('logs_2025', { partitionOf: { schema: 'public', name: 'logs' } })],
    ['an inheritance child', table('old_logs', { inherits: [{ schema: 'public', name: 'logs' }] })],
    ['the table of a migration runner', table('schema_migrations')],
    ['a queue that keeps itself', table('job', { schema: 'pgboss' })],
    ['a schema of Timescale', table('hypertable', { schema: '_timescaledb_catalog' })],
  ])('not %s', (_what, relation) => {
    expect(meant('*', [table('users'), relation])).toEqual(['public.users'])
  })

  it('partitioned tables by their root', () => {
    expect(meant('*', [table('logs', { kind: 'partitioned table' })])).toEqual(['public.logs'])
  })

  it('a schema called auth, except where it is Supabase’s', () => {
    const relations = [table('users'), table('users', { schema: 'auth' })]
    expect(meant('users', relations)).toEqual(['public.users', 'auth.users'])
    expect(meant('users', relations, [], 'Neon')).toEqual(['public.users', 'auth.users'])
    expect(meant('users', relations, [], 'Supabase')).toEqual(['public.users'])
  })

  it('only the schemas that were asked for, be they a tool’s', () => {
    const relations = [table('users'), table('job', { schema: 'pgboss' }), table('users', { schema: 'app_eu' })]
    expect(meant('*', relations, ['pgboss'])).toEqual(['pgboss.job'])
    expect(meant('*', relations, ['app_*'])).toEqual(['app_eu.users'])
  })
})

describe('what an entry means', () => {
  const relations = [table('speaking_attempts'), table('attempts'), table('users', { schema: 'app' }), table('users')]

  it.each([
    ['speaking_attempts', ['public.speaking_attempts']],
    ['*_attempts', ['public.speaking_attempts']],
    ['*attempts', ['public.speaking_attempts', 'public.attempts']],
    ['?ttempts', ['public.attempts']],
    ['users', ['app.users', 'public.users']],
    ['app.users', ['app.users']],
    ['a*.users', ['app.users']],
    ['app.*', ['app.users']],
    ['Users', []],
  ])('%s', (entry, expected) => {
    expect(meant(entry, relations)).toEqual(expected)
  })

  it('the user’s own name, where it is mapped', () => {
    const snapshot = { relations: [table('user'), table('users')], server: { managed: null } } as unknown as Snapshot
    const targets = targetsOf(snapshot, { tables: { users: 'user' }, columns: {} }, [])
    expect([...targets.of('users')].map(({ name }) => name)).toEqual(['user'])
  })
})

describe('where a table that is not there is missed', () => {
  it.each([
    ['public, where it has tables', [table('a'), table('b', { schema: 'app' }), table('c', { schema: 'app' })], [], 'public'],
    [
      'else the schema with the most',
      [table('a', { schema: 'x' }), table('b', { schema: 'app' }), table('c', { schema: 'app' })],
      [],
      'app',
    ],
    ['the one schema that was asked for', [table('a')], ['app'], 'app'],
    ['not a glob', [table('a')], ['app_*'], 'public'],
    ['not one of several', [table('a')], ['app', 'public'], 'public'],
    ['public, where there is nothing', [], [], 'public'],
  ])('%s', (_what, relations, schemas, home) => {
    expect(homeOf(relations, schemas)).toBe(home)
  })
})
