import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderIndex } from '../../src/checks/order-index.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type Catalog, catalogOf } from '../../src/workload/catalog.ts'
import { shapeOf } from '../../src/workload/shape-of.ts'
import { collected, runSql } from './audit.ts'

await loadParser()
let embedded: Embedded
let catalog: Catalog
beforeAll(async () => {
  embedded = await startEmbedded()
  await runSql(
    embedded,
    `create table posts (id bigint, user_id text, title text, created_at timestamptz, score int);
     create index newest on posts (created_at desc, id desc);
     create index by_user on posts (user_id, title);
     create index nulls_last on posts (score desc nulls last);
     create index open on posts (title) where score is null;
     create index hashed on posts using hash (title);
     create index lowered on posts (lower(title))`,
  )
  catalog = catalogOf(await collected(embedded))
})
afterAll(() => embedded.close())

test.each([
  ['order by created_at desc, id desc', 'newest'],
  ['order by created_at, id', 'newest'],
  ['order by created_at desc', 'newest'],
  ['order by created_at desc, id', null],
  ['order by created_at, id desc', null],
  ['order by id', null],
  ['where user_id = $1 order by title', 'by_user'],
  ['where user_id = $1 order by user_id, title desc', 'by_user'],
  ['where user_id > $1 order by title', null],
  ['order by title', null],
  ['order by score desc nulls last', 'nulls_last'],
  ['order by score nulls first', 'nulls_last'],
  ['order by score desc', null],
  ['order by lower(title)', null],
])('%s', async (clauses, index) => {
  const query = `select * from posts ${clauses} limit $9 offset $8`
  const shape = shapeOf(query, catalog)
  if ('reason' in shape) throw new Error(shape.reason)
  expect(orderIndex(shape, catalog)).toBe(index)
  // The planner sorts nothing, or an expression that is left unsaid.
  const lines: string[] = []
  await embedded.simple(
    `set enable_seqscan = off; set enable_bitmapscan = off; explain (generic_plan) select * from posts ${clauses} limit 1`,
    (_statement, [line]) => lines.push(line ?? ''),
  )
  if (!clauses.includes('lower'))
    expect(lines.some((line) => line.trim().startsWith('->  Sort') || line.includes('Incremental Sort'))).toBe(index === null)
})

test('an order of two tables is no index', () => {
  const shape = shapeOf('select 1 from posts a join posts b on a.id = b.id order by a.created_at, b.id limit 1 offset 2', catalog)
  expect('reason' in shape ? shape : orderIndex(shape, catalog)).toBe(null)
})
