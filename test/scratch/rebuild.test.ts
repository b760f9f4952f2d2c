import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { openDemo } from '../../src/demo/open.ts'
import { rebuild } from '../../src/scratch/rebuild.ts'
import { embeddableExtensions } from '../../src/scratch/rebuild-types.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Column, Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { connect } from '../../src/source/server.ts'
import { runSql } from '../checks/audit.ts'
import { fixtureFolders, fixturesOf } from '../checks/fixture.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { startServer } from '../server.ts'
import { EMPTY } from './empty.ts'
import { snapshotOf, structureOf } from './structure.ts'

await loadParser()
const features = readFileSync(new URL('../collect/features.sql', import.meta.url), 'utf8')
const hostile = readFileSync(new URL('./hostile.sql', import.meta.url), 'utf8')

const opened: Embedded[] = []
afterAll(async () => {
  for (const database of opened) await database.close()
})

async function start(extensions: readonly string[] = []): Promise<Embedded> {
  const database = await startEmbedded({ extensions })
  opened.push(database)
  return database
}

/** A copy of the whole snapshot, collected, and what it lacks. */
async function copyOf(snapshot: Snapshot): Promise<{ copy: Snapshot; notBuilt: readonly string[] }> {
  const database = await start(embeddableExtensions(snapshot))
  const { notBuilt } = await rebuild(database, snapshot, snapshot.relations)
  return { copy: await snapshotOf(database), notBuilt }
}

test('the demo is built again as it was, its invalid index and its half-done constraints too', async () => {
  const demo = await openDemo()
  opened.push(demo)
  const snapshot = await snapshotOf(demo)
  const { copy, notBuilt } = await copyOf(snapshot)
  expect(notBuilt).toEqual([])
  expect(structureOf(copy)).toEqual(structureOf(snapshot))
  expect({ functions: copy.functions, enums: copy.enums, domains: copy.domains }).toEqual({
    functions: snapshot.functions,
    enums: snapshot.enums,
    domains: snapshot.domains,
  })
})

describe.each(majorsUnderTest)('what PostgreSQL %i holds', (major) => {
  test.each([
    ['of every kind', features],
    ['with names and definitions that try to break out', hostile],
  ])('is built again: %s', async (_title, sql) => {
    const server = await startServer(major)
    try {
      const connection = await connect(server.url, {})
      await connection.simple(sql)
      const snapshot = await snapshotOf(connection)
      await connection.close()
      const { copy, notBuilt } = await copyOf(snapshot)
      expect(notBuilt).toEqual([])
      expect(structureOf(copy)).toEqual(structureOf(snapshot))
    } finally {
      await server.stop()
    }
  })
})

test('what only PostgreSQL 18 has is built again', async () => {
  const database = await start()
  await runSql(
    database,
    `create table t (id integer primary key, a integer, b integer generated always as (a * 2) virtual, span int4range, during int4range);
     alter table t add constraint not_yet not null a not valid;
     alter table t add constraint advice check (a > 0) not enforced;
     alter table t add constraint apart unique (span, during without overlaps);
     create table u (t integer, constraint loose foreign key (t) references t not enforced);
     create unique index one_null on t (a) nulls not distinct`,
  )
  const snapshot = await snapshotOf(database)
  const { copy, notBuilt } = await copyOf(snapshot)
  expect(notBuilt).toEqual([])
  expect(structureOf(copy)).toEqual(structureOf(snapshot))
})

const change = (snapshot: Snapshot, name: string, by: (column: Column) => Partial<Column>): Snapshot => ({
  ...snapshot,
  relations: snapshot.relations.map((relation) => ({
    ...relation,
    columns: relation.columns.map((column) => (column.name === name ? { ...column, ...by(column) } : column)),
  })),
})
const namesOf = ({ relations }: Snapshot) => relations[0]?.columns.map(({ name }) => name)

describe('of what cannot be built', () => {
  let snapshot: Snapshot

  beforeAll(async () => {
    const database = await start()
    await runSql(
      database,
      'create table t (id integer, place text, name text, code integer default 7); create index on t (place)',
    )
    snapshot = await snapshotOf(database)
  })

  test('a column goes with its type, and its indexes with it', async () => {
    const { copy, notBuilt } = await copyOf(change(snapshot, 'place', () => ({ type: 'gis.shape' })))
    expect(notBuilt).toEqual([
      'not built: the column public.t.place: schema "gis" does not exist',
      'not built: the index t_place_idx of public.t: column "place" does not exist',
    ])
    expect(namesOf(copy)).toEqual(['id', 'name', 'code'])
  })

  test('a collation and a default leave the column as it is without them', async () => {
    const one = change(snapshot, 'name', () => ({ collation: 'sv_SE.utf8' }))
    const { copy, notBuilt } = await copyOf(change(one, 'code', () => ({ default: 'app.next()' })))
    expect(notBuilt).toEqual([
      'not built: the collation of public.t.name: collation "sv_SE.utf8" for encoding "UTF8" does not exist',
      'not built: the default of public.t.code: schema "app" does not exist',
    ])
    expect(copy.relations[0]?.columns.map(({ collation, default: value }) => collation ?? value)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  test('an extension is stood in for where its types are known, and missed only by what needs it', async () => {
    const extensions = ['postgis', 'pgaudit'].map((name) => ({ name, schema: 'public', version: '1', standIn: false }))
    const database = await start()
    const shapes = change({ ...snapshot, extensions }, 'place', () => ({ type: 'public.geometry(Point,4326)' }))
    const indexless = { ...shapes, relations: shapes.relations.map((relation) => ({ ...relation, indexes: [] })) }
    expect(await rebuild(database, indexless, snapshot.relations)).toMatchObject({
      notBuilt: [],
      standIns: ['the extension postgis is not there; stand-ins without its code took its place'],
    })
  })
})

test('only the tables named are built, with those that they reference and that their triggers write', async () => {
  const database = await start()
  await runSql(
    database,
    `create table a (id integer primary key); create table b (id integer primary key references a); create table c (id integer);
     create table log (id integer); create view over_b as select * from b; create view over_c as select * from c;
     create function f() returns trigger language plpgsql as 'begin insert into "log" values (1); return null; end';
     create trigger f after insert on b for each row execute function f()`,
  )
  const snapshot = await snapshotOf(database)
  const copy = await start()
  await rebuild(copy, snapshot, [{ schema: 'public', name: 'b' }])
  expect((await snapshotOf(copy)).relations.map(({ name }) => name)).toEqual(['a', 'b', 'log', 'over_b'])
})

test('every fixture is built again as it was', async () => {
  const [original, copy] = [await start(EXTENSIONS), await start(EXTENSIONS)]
  for (const fixture of fixtureFolders().flatMap(fixturesOf)) {
    for (const database of [original, copy]) await database.simple(EMPTY)
    await runSql(original, fixture.sql)
    const snapshot = await snapshotOf(original)
    const { notBuilt } = await rebuild(copy, snapshot, snapshot.relations)
    const place = `${fixture.rule}/${fixture.name}`
    expect({ place, notBuilt, relations: structureOf(await snapshotOf(copy)) }).toEqual({
      place,
      notBuilt: [],
      relations: structureOf(snapshot),
    })
  }
}, 300_000)

const EXTENSIONS = ['moddatetime', 'citext']
