import { expect, test } from 'vitest'
import { loadParser } from '../../src/sql/parse.ts'
import { shortenedQuery } from '../../src/workload/shortened-query.ts'

await loadParser()

test.each([
  ['select *\n  from t\twhere a = $1 ', 'select * from t where a = $1'],
  ["/* user's mail: a@b.c */ select 1 -- why\n from t", 'select 1 from t'],
  ["select 'ä' /* 😀 */ from t", "select 'ä' from t"],
  ["select '--', '/*' from t", "select '--', '/*' from t"],
  ['select "a\u001bb\u202ec" from t', 'select "a\\u{1b}b\\u{202e}c" from t'],
])('%j', (query, expected) => expect(shortenedQuery(query)).toBe(expected))

test('a long one is cut between characters', () => {
  const shortened = shortenedQuery(`select '${'😀'.repeat(500)}'`)
  expect([...shortened].length).toBe(400)
  expect(shortened.endsWith('😀…')).toBe(true)
})
