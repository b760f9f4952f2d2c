import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../../src/collect/connection.ts'
import { literal, qualified } from '../../../src/identifier.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { attributeOf } from '../../../src/scratch/planner/column-facts.ts'
import { indexesOf } from '../../../src/scratch/planner/copy-indexes.ts'
import { btreeHeight, btreeSize } from '../../../src/scratch/planner/index-size.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Snapshot } from '../../../src/snapshot.ts'
import { snapshotOf } from '../structure.ts'

const ROWS = 60_000
let database: Embedded
let snapshot: Snapshot

beforeAll(async () => {
  database = await startEmbedded()
  await database.simple(`create table t (id integer not null, user_id integer not null, half integer, flag boolean not null, code text not null,
      word text not null, long text not null, amount numeric not null, at timestamptz not null, gone timestamptz);
    select setseed(0.5);
    insert into t select n, 1 + floor(random() * 500), case when random() < 0.5 then floor(random() * 90) end, random() < 0.9, left(md5(n::text), 12),
      'w' || floor(random() * 40), repeat(md5(n::text), 6), floor(random() * 100), now() + make_interval(secs => n), case when random() < 0.05 then now() end
    from generate_series(1, ${ROWS}) n;
    analyze t`)
  snapshot = await snapshotOf(database)
})
afterAll(() => database.close())

describe('the size of a B-tree is that of one that was built', () => {
  test.each([
    ['unique values', 'unique index on t (id)'],
    ['unique values, not said to be', 'index on t (id)'],
    ['equal values share an entry', 'index on t (user_id)'],
    ['unless that is switched off', 'index on t (user_id) with (deduplicate_items = off)'],
    ['or equal is not identical', 'index on t (amount)'],
    ['or there are other columns', 'index on t (user_id) include (half)'],
    ['two values', 'index on t (flag)'],
    ['nulls', 'index on t (half)'],
    ['nulls in front', 'index on t (half, user_id)'],
    ['nearly all null', 'index on t (gone)'],
    ['nearly all null, behind a key', 'index on t (user_id, gone)'],
    ['text', 'index on t (code)'],
    ['short text', 'index on t (word)'],
    ['long text', 'index on t (long)'],
    ['several keys', 'index on t (user_id, at)'],
    ['several keys, few combinations', 'index on t (word, flag)'],
    ['several keys, many combinations', 'index on t (user_id, half, flag)'],
    ['three keys', 'index on t (word, user_id, at desc)'],
    ['a fill factor', 'index on t (at) with (fillfactor = 60)'],
    ['an empty one', 'index on t (id) where id < 0'],
  ])('%s: %s', async (_title, definition) => {
    await database.simple(`create ${definition.replace('index', 'index probe')}`)
    const index = (await indexesOf(database)).find(({ name }) => name === 'probe')
    const table = snapshot.relations[0]
    if (!index || !table) throw new Error('the index is not there')
    const [row] = await rowsOf(database, `select pg_relation_size(${literal(qualified(index))}) / 8192`)
    const real = Number(row?.[0])
    await database.simple('drop index probe')
    const tuples = index.predicate === null ? ROWS : 0
    const attributes = index.attributes.map((attribute) => attributeOf(table, tuples, attribute))
    const size = btreeSize({ ...index, tuples, attributes })
    expect(Math.abs(size.pages - real) / real).toBeLessThan(0.05)
    if (tuples > 0) expect(btreeHeight(real, attributes.slice(0, index.keys))).toBe(size.height)
  })
})
