import { beforeAll, describe, expect, test } from 'vitest'
import { candidateDefinition } from '../../../src/scratch/planner/candidate-definition.ts'
import { explainable } from '../../../src/scratch/planner/explainable.ts'
import { guessesIn } from '../../../src/scratch/planner/guesses.ts'
import { allVisiblePages } from '../../../src/scratch/planner/visibility.ts'
import { relationsIn } from '../../../src/scratch/planner/statement-scope.ts'
import type { Relation, Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'

beforeAll(loadParser)

/** Without the spaces that separate tokens. */
const squeezed = (text: string): string => text.split(/\s+/u).join('')

describe('a normalized statement is one that PostgreSQL reads', () => {
  test.each([
    ['a > now() - interval $1', 'a > now() - $1::interval', 1],
    ['a > interval $1 day', 'a > $1::interval day', 1],
    ['a > interval(3) $1', 'a > $1::interval(3)', 1],
    ['a > timestamp with time zone $1', 'a > $1::timestamp with time zone', 1],
    ['a > timestamp(3) without time zone $1', 'a > $1::timestamp(3) without time zone', 1],
    ['a > date $1 or a > double precision $2', 'a > $1::date or a > $2::double precision', 2],
    ['a > character varying(3) $1', 'a > $1::character varying(3)', 1],
    ['a > app.colour $1', 'a > $1::app.colour', 1],
    ['a > "My Type" $1', 'a > $1::"My Type"', 1],
    ['extract($1 from a) = $2', 'pg_catalog."extract"($1, a) = $2', 2],
    ['a in ($1 /*, ... */)', 'a in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', 10],
    ['a = any(array[$2 /*, ... */]) and b = $1', 'a = any(array[$2, $3, $4, $5, $6, $7, $8, $9, $10, $11]) and b = $1', 11],
    // Near misses: these are read as they stand.
    ['a between $1 and $2', 'a between $1 and $2', 2],
    ['a at time zone $1 is null', 'a at time zone $1 is null', 1],
    ['a = $1::interval', 'a = $1::interval', 1],
    ['extract(epoch from a) = $1', 'extract(epoch from a) = $1', 1],
    ['a = trim(leading $1 from b)', 'a = trim(leading $1 from b)', 1],
    [`a like $1 escape $2`, 'a like $1 escape $2', 2],
    ['a in ($1 /* one */)', 'a in ($1)', 1],
    [`a = 'x /*, ... */'`, `a = 'x /*, ... */'`, 0],
  ])('%s', (condition, expected, parameters) => {
    const read = explainable(`select * from t where ${condition}`)
    if ('reason' in read) throw new Error(read.reason)
    expect(squeezed(read.sql)).toBe(squeezed(`select * from t where ${expected}`))
    expect(read.parameters).toBe(parameters)
  })

  test('a semicolon at its end is none of it', () => {
    expect(explainable('select 1;')).toMatchObject({ sql: 'select 1', parameters: 0 })
  })
})

describe('a candidate is built under another name', () => {
  test.each([
    ['create index on t (a)', 'CREATE INDEX x on t (a)'],
    ['create unique index concurrently if not exists i on t (a)', 'CREATE UNIQUE INDEX x on t (a)'],
    ['CREATE INDEX "on" ON public."on" USING gin (a) WHERE b', 'CREATE INDEX x ON public."on" USING gin (a) WHERE b'],
    ['create index /* on */ i on t (a) -- end', 'CREATE INDEX x on t (a) -- end'],
  ])('%s', (definition, expected) => {
    expect(candidateDefinition(definition, 'x')).toBe(expected)
  })

  test.each(['create index on t', 'create table t (a integer)', 'create index on t (a); drop table t', ''])('not %j', (text) => {
    expect(candidateDefinition(text, 'x')).toBeNull()
  })
})

const relation = (name: string, by: Partial<Relation> = {}): Relation =>
  ({
    schema: 'public',
    name,
    kind: 'table',
    partitionOf: null,
    inherits: [],
    viewDefinition: null,
    columns: [],
    ...by,
  }) as unknown as Relation

test('the relations of a statement are those of its views and partitions too', () => {
  const relations = [
    relation('a'),
    relation('b'),
    relation('a', { schema: 'other' }),
    relation('part', { partitionOf: { schema: 'public', name: 'a' } }),
    relation('view', { kind: 'view', viewDefinition: 'select * from public.b' }),
  ]
  const names = (sql: string) =>
    relationsIn({ relations } as unknown as Snapshot, sql).map(({ schema, name }) => `${schema}.${name}`)
  expect(names('select b from public.a').toSorted()).toEqual(['public.a', 'public.part'])
  expect(names('update a set x = $1').toSorted()).toEqual(['other.a', 'public.a', 'public.part'])
  expect(names('with c as (select * from view) select from c').toSorted()).toEqual(['public.b', 'public.view'])
})

describe('a value that is written is a guess', () => {
  const columns = [
    { name: 'word', baseType: 'text', category: 'S' },
    { name: 'flag', baseType: 'boolean', category: 'B' },
    { name: 'mood', baseType: 'mood', category: 'E' },
  ]
  test.each([
    ["word = 'a'", ['word']],
    ["'a' = t.word", ['word']],
    ["word in ('a', 'b')", ['word']],
    ["word = any (array['a'::text])", ['word']],
    ["word like 'a%'", ['word']],
    ["word between 'a' and 'b'", ['word']],
    ['word = $1', []],
    ['word is null', []],
    ["mood = 'calm'", []],
    ['flag = true', []],
    ["other = 'a'", []],
    ["word || 'a' = $1", []],
    ['word = null', []],
  ])('%s', (condition, expected) => {
    const relations = [relation('t', { columns: columns as unknown as Relation['columns'] })]
    expect(guessesIn([`select * from t where ${condition}`], relations)).toEqual({ columns: expected, expressions: false })
  })

  test('and an expression of an index', () => {
    expect(guessesIn(['create index on t (a, (b + 1))'], [])).toEqual({ columns: [], expressions: true })
    expect(guessesIn(['create index on t (a, b desc)'], [])).toEqual({ columns: [], expressions: false })
  })
})

const pagesOf = (statistics: object, known?: number): number =>
  allVisiblePages(
    {
      ...relation('t'),
      statistics: statistics as Relation['statistics'],
      ...(known === undefined ? {} : { allVisiblePages: known }),
    },
    1000,
  )

describe('pages that are all visible', () => {
  const vacuumed = { lastVacuum: '2025-01-01T00:00:00Z', deadTuples: 0, modifiedSinceAnalyze: 0 }
  test('are all after a vacuum, fewer after changes, and none without', () => {
    expect(pagesOf(vacuumed)).toBe(1000)
    expect(pagesOf({ ...vacuumed, deadTuples: 1000 })).toBe(368)
    expect(pagesOf({ ...vacuumed, modifiedSinceAnalyze: 1000 })).toBe(368)
    expect(pagesOf({ ...vacuumed, lastVacuum: null })).toBe(0)
  })

  test('are those of the snapshot where it has them', () => {
    expect(pagesOf(vacuumed, 7)).toBe(7)
    expect(pagesOf(vacuumed, 7000)).toBe(1000)
  })
})
