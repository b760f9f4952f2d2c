import { describe, expect, test } from 'vitest'
import type { Change, ExtractedColumn, Extraction, NewIndex, NewTable } from '../../../src/fix/change.ts'
import { merge, subjectsOf } from '../../../src/fix/merge.ts'
import { inOrder } from '../../../src/fix/order.ts'
import type { PlannedChange } from '../../../src/fix/planned.ts'

const table = { schema: 'public', name: 't' }

const score = (name: string, facts: Partial<ExtractedColumn> = {}): ExtractedColumn => ({
  name,
  type: 'integer',
  keys: [name],
  exists: false,
  ...facts,
})
const extraction = (columns: readonly ExtractedColumn[], facts: Partial<Extraction> = {}): Extraction => ({
  kind: 'extraction',
  table,
  document: 'scores',
  documentType: 'jsonb',
  columns,
  sync: 'trigger',
  ...facts,
})

describe('extractions of one document', () => {
  test('are one, with the columns of both', () => {
    const both = extraction([score('a'), score('b')])
    expect(merge(extraction([score('a')]), extraction([score('a'), score('b')]))).toEqual(both)
    expect(merge(both, extraction([score('b')]))).toBe(both)
  })

  test('take the type that holds more, and look under the keys of both', () => {
    const first = extraction([score('a', { keys: ['x', 'y'] })])
    const second = extraction([score('a', { type: 'numeric', keys: ['y', 'z'] })])
    const merged = extraction([score('a', { type: 'numeric', keys: ['x', 'y', 'z'] })])
    expect(merge(first, second)).toEqual(merged)
    expect(merge(second, first)).toEqual(extraction([score('a', { type: 'numeric', keys: ['y', 'z', 'x'] })]))
  })

  test('are not one when a type is neither, or they are kept in step otherwise', () => {
    const text = extraction([score('a', { type: 'real' })])
    expect(merge(extraction([score('a')]), text)).toBeNull()
    expect(merge(extraction([score('a')]), extraction([score('a')], { sync: 'app' }))).toBeNull()
  })

  test('add a column that nothing else adds', () => {
    const column: Change = { kind: 'column', table, column: { name: 'a', type: 'integer', notNull: false, default: null } }
    const shared = (columns: readonly ExtractedColumn[]): boolean =>
      subjectsOf(extraction(columns)).some((subject) => subjectsOf(column).includes(subject))
    expect(shared([score('a')])).toBe(true)
    expect(shared([score('a', { exists: true })])).toBe(false)
    expect(merge(column, extraction([score('a')]))).toBeNull()
  })
})

test('parts of an alteration are one where they do not contradict each other', () => {
  const altered = { kind: 'altered column', table, column: 'a', type: null, setNotNull: false, default: null } as const
  const typed = { ...altered, type: { to: 'bigint', from: 'integer' } }
  const required = { ...altered, setNotNull: true, default: { to: '0', from: null } }
  expect(merge(typed, required)).toEqual({ ...typed, setNotNull: true, default: { to: '0', from: null } })
  expect(merge(typed, altered)).toBe(typed)
  expect(merge(typed, { ...altered, type: { to: 'numeric', from: 'integer' } })).toBeNull()
  expect(merge(required, { ...altered, default: { to: '1', from: null } })).toBeNull()
})

test('a function is the same when all but the table that it is for is', () => {
  const made = {
    kind: 'function',
    table,
    function: { schema: 'public', name: 'f' },
    parameters: [],
    returns: 'trigger',
    language: 'plpgsql',
    attributes: '',
    body: 'begin return new; end',
    use: null,
  } as const
  expect(merge(made, { ...made, table: { schema: 'public', name: 'u' } })).toBe(made)
  expect(merge(made, { ...made, body: 'begin return null; end' })).toBeNull()
})

test('an index is the same whatever it would be called, and either may know of one that it replaces', () => {
  const index: NewIndex = {
    kind: 'index',
    table,
    name: 'first',
    unique: false,
    method: 'btree',
    keys: [{ column: 'a', sql: 'a', descending: false, nullsFirst: false }],
    include: [],
    predicate: null,
    replaces: null,
  }
  const old = { name: 'old' } as NonNullable<NewIndex['replaces']>
  const other: NewIndex = { ...index, name: null, replaces: old }
  expect(subjectsOf(index)).toEqual(subjectsOf(other))
  expect(merge(index, other)).toEqual({ ...index, replaces: old })
  expect(merge(index, { ...index, name: 'second' })).toBe(index)
  const others: readonly Partial<NewIndex>[] = [{ unique: true }, { method: 'gin' }, { include: ['b'] }, { predicate: 'a > 0' }]
  for (const facts of others) expect(subjectsOf({ ...index, ...facts })).not.toEqual(subjectsOf(index))
})

const tableNamed = (name: string, references: readonly string[] = []): NewTable => ({
  kind: 'table',
  table: { schema: 'public', name },
  columns: [],
  primaryKey: [],
  unique: [],
  foreignKeys: references.map((other) => ({
    columns: ['x'],
    references: { schema: 'public', name: other },
    to: ['id'],
    onDelete: 'no action',
  })),
})
const ordered = (...changes: readonly Change[]): readonly string[] =>
  inOrder(changes.map((change): PlannedChange => ({ change, closes: [], plan: [], promise: null }))).map(
    ({ change }) => `${change.kind} ${change.table.name}`,
  )

describe('the order', () => {
  test('puts a table after those that it references, however they are called', () => {
    const tables = [tableNamed('a', ['c']), tableNamed('b', ['a', 'elsewhere']), tableNamed('c'), tableNamed('d', ['d'])]
    expect(ordered(...tables)).toEqual(['table c', 'table a', 'table b', 'table d'])
    expect(ordered(...tables.toReversed())).toEqual(['table c', 'table a', 'table b', 'table d'])
  })

  test('ends, though two tables reference each other', () => {
    expect(ordered(tableNamed('a', ['b']), tableNamed('b', ['a']))).toEqual(['table b', 'table a'])
  })

  test('puts a function that is called before what calls it, and a job after all that it reads', () => {
    const made = {
      kind: 'function',
      table,
      function: { schema: 'public', name: 'f' },
      parameters: [],
      returns: 'void',
      language: 'sql',
      attributes: '',
      body: '',
      use: null,
    } as const
    const check = { kind: 'validation', table, constraint: 'c' } as const
    expect(ordered({ ...made, use: 'every night' }, check, extraction([score('a')]), made)).toEqual([
      'function t',
      'extraction t',
      'validation t',
      'function t',
    ])
  })
})
