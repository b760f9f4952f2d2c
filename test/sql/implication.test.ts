import { describe, expect, test } from 'vitest'
import type { KnownColumn } from '../../src/sql/constant.ts'
import { implies } from '../../src/sql/implication.ts'
import { keyTerm } from '../../src/sql/index-key.ts'
import { parseExpression, loadParser } from '../../src/sql/parse.ts'
import { asParsedBy } from '../../src/sql/parsed-by.ts'
import { clauseOf } from '../../src/sql/read-clause.ts'
import { renameColumns } from '../../src/sql/rename-columns.ts'
import { termKey } from '../../src/sql/term.ts'
import { unreadConstant } from '../../src/sql/unread-constant.ts'

await loadParser()

const column = (baseType: string, more: Partial<KnownColumn> = {}): KnownColumn => ({
  type: baseType,
  baseType,
  category: 'U',
  collation: null,
  domain: null,
  ...more,
})

const COLUMNS: Readonly<Record<string, KnownColumn>> = {
  i: column('integer'),
  f8: column('double precision'),
  t: column('text'),
  tc: column('text', { collation: 'C' }),
  mine: column('text', { collation: 'public.mine' }),
  dt: column('text', { type: 'dt', domain: { schema: 'public', name: 'dt' } }),
  v: column('character varying', { type: 'character varying(20)' }),
  ci: column('public.citext'),
  e: column('public.mood', { category: 'E', labels: ['low', 'high'] }),
  tz: column('timestamp with time zone'),
  ts: column('timestamp without time zone'),
  da: column('date'),
  iv: column('interval'),
  ti: column('time without time zone'),
  arr: column('integer[]', { category: 'A' }),
  j: column('jsonb'),
  ip: column('inet'),
  by: column('bytea'),
}
const columnOf = (name: string): KnownColumn | undefined => COLUMNS[name]
const read = (text: string) => clauseOf(parseExpression(text) ?? undefined, columnOf)

const numbers = (count: number, each: (at: number) => string, between: string): string =>
  Array.from({ length: count }, (_, at) => each(at)).join(between)

/** What the planner can be asked is asked in test/oracle; these are corners of our own reading. */
describe('a condition proves another', () => {
  test.each([
    // Everything is above nothing, under any collation that tells texts apart.
    ["t = 'a'", "t > ''", true],
    ["mine = 'a'", "mine > ''", false],
    ["dt = 'a'", "dt <> 'b'", false],
    ["tc = 'b'", "tc > 'a'", true],
    ["t = 'b'", "t > 'a'", false],
    ["e = 'high'", "e > 'low'", true],
    ["e = 'unknown'", "e > 'low'", false],
    ["ci = 'A'", "ci = 'a'", true],
    ["ci = 'I'", "ci = 'i'", false],
    ["f8 = 'infinity'", 'f8 > 1e308', true],
    ["f8 = 'NaN'", "f8 > 'infinity'", true],
    ["f8 = '-inf'", 'f8 < 0', true],
    ['i = 1e3000', 'i > 1e2999', false], // not compared: too many digits
    ["ts > '2024-01-01 24:00'", "ts > '2024-01-02'", true],
    ["tz > '2024-01-01 00:00-03:30'", "tz > '2024-01-01 03:29:59.999999+00'", true],
    ["da > '2024-01-01 23:59'", "da > '2024-01-01'", true],
    ["da >= '2024-01-01 23:59'", "da > '2024-01-01'", false],
    ["ti > '10:00:00.5'", "ti > '10:00:00.4'", true],
    ["iv > '1 mon'", "iv > '29 days 24:00:00'", true],
    ["iv > '30 days'", "iv >= '1 mon'", true],
    ["iv > '-1 days +02:00:00'", "iv > '-22:00:01'", true],
    ["iv > '1 day ago'", "iv > '1 day'", false],
    ["iv > '1.5 days'", "iv > '1 day'", false],
    ["arr = '{1,NULL}'", "arr > '{1,2}'", true],
    ["arr = '{1}'", "arr < '{1,0}'", true],
    ["arr = '{{1}}'", "arr <> '{1}'", false],
    ["arr = '{2}'", "arr > '{10}'", false],
    ['j = \'{"a": 1}\'', 'j <> \'{"a": 2}\'', true],
    ['j = \'{"a": 1.0}\'', 'j <> \'{"a": 1}\'', false],
    ['j @> \'{"b":1,"a":1}\'', 'j @> \'{"a": 1, "b": 1}\'', true],
    ['j @> \'{"a": 1.0}\'', 'j @> \'{"a": 1}\'', false],
    ['j @> \'{"a": 1e2}\'', 'j @> \'{"a": 100}\'', false],
    ['j @> \'[["a",1]]\'', 'j @> \'{"a":1}\'', false],
    ['j @? \'$.a ? (@.b == "x y")\'', 'j @? \'$."a"?(@."b" == "x y")\'', true],
    ['j @? \'$.a ? (@.b == "xy")\'', 'j @? \'$."a"?(@."b" == "x y")\'', false],
    ["j @? '$.size()'", 'j @? \'$."size"()\'', false],
    ["j @? 'strict $.a'", "j @? '$.a'", false],
    ["j @@ '($.a > 1) && ($.b > 1)'", "j @@ '$.a > 1) && ($.b > 1'", false],
    ["ip = '10.0.0.1'", "ip = '10.0.0.1/32'", true],
    ["ip = '10.0.0.2'", "ip > '10.0.0.10'", false],
    ["ip = '10.0.0.0/8'", "ip <> '10.0.0.1'", false],
    ["by = 'a'", "by = '\\x61'", true],
    ["by = '\\\\'", "by = '\\x5c'", true],
    ['i > 2147483647 + 1', 'i > 5', false], // an error, not a number
    ['i > 1 / 0', 'i > 0', false],
    ['i = -7 / 2', 'i = -3', true],
    ["i <> all('{}'::int[])", 'i is not null', false],
    [numbers(101, (at) => `i = ${at}`, ' or '), 'i < 200', true],
    [`i in (${numbers(101, String, ', ')})`, 'i < 200', false],
    [`i not in (${numbers(101, String, ', ')})`, 'i <> 5', false],
    [`i not in (${numbers(101, String, ', ')})`, 'i is not null', true],
    ["foo(i) > '2024-01-01'::timestamp", "foo(i) > '2024-01-01 00:00:00'::timestamp", true],
    ["foo(i) > '10:00'::time", "foo(i) > '10:00:00'::time", true],
    [
      "coalesce(u, 'A0000000-0000-0000-0000-000000000000'::uuid) = u",
      "coalesce(u, 'a0000000000000000000000000000000'::uuid) = u",
      true,
    ],
    ["foo(i, '$.a'::jsonpath) = 1", 'foo(i, \'$."a"\'::jsonpath) = 1', true],
    ['foo(i, \'{"a":1}\'::jsonb) = 1', 'foo(i, \'{"a": 1}\'::jsonb) = 1', true],
    ['i = $1', 'i is not null', true],
    ['not ((i, ts) is null)', 'i is not null', false],
    ['i = 5 or null = 1', 'i = 5', true],
    ['i = 5 or 1 = null', 'i = 5', true],
    ['not (b is not true)', 'b is true', true],
    ["i = any('{}'::int[])", 'i = 1', false], // no row, and no index is read for it
    ['i in (1, null)', 'i = 1', true],
    ['t = any(\'{"a,b",c}\')', "t in ('c', 'a,b')", true],
    ["t = any('{a b}')", "t = 'a b'", true],
    ['t = any(\'{"a"b}\')', "t = 'a'", false],
    ["v::varchar(3) = 'abc'", "v = 'abc'", false],
    ["v = 'abcd'::varchar(3)", "v = 'abc'", true],
    ['i = 5.5::int', 'i = 5', false],
    ["(i, t) is distinct from (1, 'a')", "i is distinct from 1 or t is distinct from 'a'", true],
    ['not ((i, ts) is null)', 'i is not null or ts is not null', true],
  ])('%s: %s', (condition, predicate, proves) => {
    expect(implies(read(condition), read(predicate))).toBe(proves)
  })
})

function key(text: string, version = 180000): string {
  const { term, collation } = keyTerm(text, asParsedBy(version, parseExpression(text) ?? undefined), columnOf)
  return termKey(term) + (collation === null ? '' : ` ${collation}`)
}

describe('an index key', () => {
  test.each([
    ['(i in (1, 2))', '(i = any (array[2, 1]))', true],
    ['(i in (1, 2))', '(i in (1, 3))', false],
    ['(i between 1 and 2)', '(i >= 1 and i <= 2)', true],
    ['(t is distinct from null)', '(t is not null)', true],
    ['(t collate "C")', '(t)', false],
    ['(tc collate "C")', '(tc)', true],
    ['(t collate "default")', 't', true],
    ['(v::text)', 'v', true],
    ['(extract(year from ts))', "(date_part('year', ts))", false],
  ])('%s, %s', (one, other, same) => {
    expect(key(one) === key(other)).toBe(same)
  })

  test('extract is date_part before PostgreSQL 14', () => {
    expect(key('(extract(year from ts) + 1)', 130000)).toBe(key("(date_part('year', ts) + 1)"))
    expect(key('(extract(year from ts) + 1)', 140000)).toBe(key('(extract(year from ts) + 1)'))
  })
})

describe('a constant that a session reads', () => {
  test.each([
    ["tz > '2024-01-01'", 'timestamptz'],
    ["b and (da > '01/02/2024' or i > 5)", 'date'],
    ["iv in ('1 day', 'P1D')", 'interval'],
    ["i > 5 and foo(x) > 'yesterday'::timestamp", 'timestamp'],
    ["tz > '2024-01-01Z'", null],
    ["t = '2024-01-01'", null],
    ["da > 'infinity'", null],
  ])('%s', (condition, type) => {
    const said = unreadConstant(read(condition), columnOf)
    if (type === null) expect(said).toBeNull()
    else expect(said).toContain(` the ${type} as `)
  })
})

const rename = (name: string): string => ({ a: 'A b', t: 'T' })[name] ?? name

describe('renaming columns', () => {
  test.each([
    ['a > 1 and t.a < 2', '"A b" > 1 and "A b" < 2'],
    ['s . "t" . "b" is null', 'b is null'],
    ['lower("a") = \'ä\' and b', 'lower("A b") = \'ä\' and b'],
    ['"a""b" > 0', '"a""b" > 0'],
    ['t', '"T"'],
    ['no expression at all', 'no expression at all'],
  ])('%s', (text, renamed) => {
    expect(renameColumns(text, rename)).toBe(renamed)
  })
})
