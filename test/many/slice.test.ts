import { expect, test } from 'vitest'
import { batchesOf, type SchemaSize } from '../../src/many/batches.ts'
import { expandVariables } from '../../src/many/expand-variables.ts'
import { levelOf } from '../../src/many/rule-level.ts'
import { schemasIn } from '../../src/many/schemas-in.ts'
import { slicer } from '../../src/many/slice.ts'
import type { Snapshot } from '../../src/snapshot.ts'

const size = (name: string, tables: number, bytes = 0): SchemaSize => ({ name, tables, bytes })

test('batches hold as many tables as they may, and the largest schema comes first', () => {
  expect(batchesOf([size('c', 2), size('a', 2), size('b', 2, 9)], 4)).toEqual([['b', 'a'], ['c']])
  expect(batchesOf([size('c', 2), size('a', 2), size('b', 2)], 6)).toEqual([['a', 'b', 'c']])
  // More tables than fit are collected all the same, alone.
  expect(batchesOf([size('a', 1), size('b', 9)], 4)).toEqual([['b'], ['a']])
  expect(batchesOf([size('a', 0), size('b', 0)], 4)).toEqual([['a', 'b']])
  expect(batchesOf([], 4)).toEqual([])
})

const at = (schema: string, more: object = {}): object => ({ schema, name: 'x', kind: 'table', bytes: 1, ...more })
const snapshot = {
  source: { kind: 'server', label: 'app on a:5432' },
  relations: [at('t1'), at('t1', { kind: 'view' }), at('t2'), at('drizzle'), at('public')],
  enums: [at('t1'), at('t2'), at('public')],
  domains: [],
  functions: [at('t2')],
  sequences: [],
  workload: { available: false, reason: '' },
  answers: { key: { error: '' } },
} as unknown as Snapshot

test('a slice has the relations of its schema, and what is in no schema of a tenant', () => {
  const slice = slicer(snapshot, new Set(['t1', 't2']))('t1')
  expect(slice.relations.map(({ schema }) => schema)).toEqual(['t1', 't1'])
  expect(slice.enums.map(({ schema }) => schema)).toEqual(['t1', 'public'])
  expect(slice.functions).toEqual([])
  expect(slice.source.label).toBe('schema t1 of app on a:5432')
  expect(slice.answers).toEqual({})
})

test.each([
  [['t*'], ['t1', 't2']],
  [['*'], ['public', 't1', 't2']],
  [['drizzle'], ['drizzle']],
  [['d*', 't1'], ['t1']],
  [['nobody'], []],
])('schemas %j of a snapshot are %j', (globs, names) => {
  expect(schemasIn(snapshot, globs).map(({ name }) => name)).toEqual(names)
})

test.each([
  ['index', 'schema'],
  ['unused-index', 'schema'],
  ['hit-rate', 'schema'],
  ['sql', 'schema'],
  ['jsonb-access', 'database'],
  ['repeated-lookup', 'database'],
  ['setting', 'database'],
  ['connections', 'database'],
])('rules of the check %s are held against a %s', (check, level) => {
  expect(levelOf({ check })).toBe(level)
})

test.each([
  ['${A}', { text: 'one' }],
  ['postgres://${A}:${B}@h/${A}', { text: 'postgres://one:${A}@h/one' }],
  ['$A {A} $', { text: '$A {A} $' }],
  ['${C}${D}${C}', { unset: ['C', 'D'] }],
  ['${EMPTY}', { unset: ['EMPTY'] }],
  ['${toString}', { unset: ['toString'] }],
  ['${}', { unset: [''] }],
])('%s with variables', (text, expected) => {
  expect(expandVariables(text, { A: 'one', B: '${A}', EMPTY: '' })).toEqual(expected)
})
