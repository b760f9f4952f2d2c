import { afterAll, beforeAll, expect, test } from 'vitest'
import { partialIndexesBehind } from '../../src/checks/partial-indexes-behind.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { catalogOf } from '../../src/workload/catalog.ts'
import { shapeOf } from '../../src/workload/shape-of.ts'
import { collected, runSql } from './audit.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
  await runSql(
    embedded,
    `create table questions (id bigint primary key, type text, is_active boolean, score int, deleted_at timestamptz);
     create index only_active on questions (type) where is_active = true;
     create index only_best on questions (type) where score > 80 and deleted_at is null`,
  )
})
afterAll(() => embedded.close())

/** A generic plan of the statement, with everything but indexes switched off. */
async function plan(query: string): Promise<string> {
  const lines: string[] = []
  await embedded.simple(`set enable_seqscan = off; explain (generic_plan) ${query}`, (_statement, [line]) =>
    lines.push(line ?? ''),
  )
  return lines.join('\n')
}

// With each that is named the planner does without it; where none is named, and the condition is there, it is used.
test.each([
  ['select id from questions where type = $1 and is_active = $2', ['only_active by is_active'], []],
  ['select id from questions where type = $1 and is_active in ($2, $3)', ['only_active by is_active'], []],
  ['select id from questions where type = $1 and is_active = true', [], ['only_active']],
  ['select id from questions where type = $1 and is_active', [], ['only_active']],
  ['select id from questions where type = $1 and score > $2 and deleted_at is null', ['only_best by score'], []],
  ['select id from questions where type = $1 and score > 90 and deleted_at is null', [], ['only_best']],
  ['select id from questions where type = $1 and deleted_at = $2 and score < $3', ['only_best by deleted_at, score'], []],
  ['select id from questions where type = $1', [], []],
  [
    'select q.id from questions q join questions r on r.id = q.id where q.is_active = $1 and r.is_active = $2',
    ['only_active by is_active'],
    [],
  ],
])('%s', async (query, behind, used) => {
  const shape = shapeOf(query, catalogOf(await collected(embedded)))
  if ('reason' in shape) throw new Error(shape.reason)
  const found = partialIndexesBehind(shape, catalogOf(await collected(embedded)))
  expect(found.map(({ index, columns }) => `${index} by ${columns.join(', ')}`)).toEqual(behind)
  const text = await plan(query)
  for (const { index } of found) expect(text).not.toContain(index)
  for (const index of used) expect(text).toContain(index)
})
