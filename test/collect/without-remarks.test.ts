import { beforeAll, expect, test } from 'vitest'
import { withoutRemarks } from '../../src/collect/without-remarks.ts'
import { loadParser } from '../../src/sql/parse.ts'

beforeAll(loadParser)

test.each([
  ['select 1', 'select 1'],
  ['/* jane@example.com */ select $1', 'select $1'],
  ['select $1 -- token=abc\n from t', 'select $1  \n from t'],
  ["select $1 from t /*route='%2Fa',action='list'*/", "select $1 from t /*route='%2Fa',action='list'*/"],
  ["select $1 /* jane */ from t /*route='x'*/", "select $1   from t /*route='x'*/"],
  ['select * from t where a in ($1 /*, ... */)', 'select * from t where a in ($1 /*, ... */)'],
  ['select \'/* no comment */\', "--" from t', 'select \'/* no comment */\', "--" from t'],
  ['select ü /* é */ + 1', 'select ü   + 1'],
  ["select 'unfinished /* x */", "select 'unfinished /* x */"],
])('%s', (query, expected) => {
  expect(withoutRemarks(query)).toBe(expected)
})
