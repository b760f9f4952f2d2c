import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { runSql } from './audit.ts'
import { fixturesOf } from './fixture.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['moddatetime'] })
})
afterAll(() => embedded.close())

const UPDATES = ["title = 'b'", 'title = null', "title = ''", 'id = gen_random_uuid()'] as const

/** What an UPDATE does to a row whose updated_at is long past: moves it, leaves it, or changes no row at all. */
async function effectOf(update: string): Promise<'moved' | 'left' | 'refused'> {
  await embedded.simple(
    "set session_replication_role = replica; truncate questions; insert into questions (id, title, updated_at) values (gen_random_uuid(), 'a', '2000-01-01'); reset session_replication_role",
  )
  const before = await rowsOf(embedded, 'select id, title from questions')
  try {
    await embedded.simple(`update questions set ${update}`)
  } catch {
    return 'refused'
  }
  const [row] = await rowsOf(embedded, "select id, title, updated_at > '2001-01-01' from questions")
  if (row?.[0] === before[0]?.[0] && row?.[1] === before[0]?.[1]) return 'refused'
  return row?.[2] === 't' ? 'moved' : 'left'
}

// What the fixtures claim of triggers, PostgreSQL itself is asked: rows are really updated.
test.each(
  fixturesOf('updated-at-trigger').filter(
    ({ sql, overlay }) =>
      overlay === null &&
      sql.includes('create table questions') &&
      sql.includes('title') &&
      !sql.includes('create table answers'),
  ),
)('$name does what its verdict says', async ({ sql, expected }) => {
  await embedded.simple('drop schema public cascade; create schema public')
  await runSql(embedded, sql)
  const effects: string[] = []
  for (const update of UPDATES) effects.push(await effectOf(update))
  if (expected.some((line) => line.startsWith('present'))) {
    expect(effects).not.toContain('left')
    expect(effects).toContain('moved')
  } else if (!expected.some((line) => line.startsWith('skipped'))) {
    expect(effects.some((effect) => effect !== 'moved')).toBe(true)
  }
})
