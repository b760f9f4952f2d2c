import { beforeAll, expect, it } from 'vitest'
import { accessOf, columnsOf } from '../../src/checks/index-access.ts'
import { shapeOf } from '../../src/checks/index-serves.ts'
import { judge } from '../../src/checks/index-verdict.ts'
import type { Index, Relation } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'

beforeAll(loadParser)

const column = (name: string) => ({
  name,
  type: 'text',
  baseType: 'text',
  category: 'S',
  domain: null,
  notNull: true,
  collation: null,
})
const relation = { schema: 'public', name: 't', columns: ['a', 'b', 'c'].map(column) } as unknown as Relation

const btree = (keys: readonly string[], more: Partial<Index> = {}): Index =>
  ({
    name: 'i',
    method: 'btree',
    keys: keys.map((name) => ({
      column: name,
      expression: null,
      opclass: 'text_ops',
      opfamily: 'text_ops',
      defaultFamily: true,
      opclassOptions: null,
      collation: null,
      descending: false,
      nullsFirst: false,
    })),
    include: [],
    unique: true,
    immediate: true,
    predicate: null,
    valid: true,
    ready: true,
    building: false,
    ...more,
  }) as unknown as Index

// No rule that ships asks for a unique index; a rule of somebody's own may. It asks here for (a, b).
it.each([
  ['the same columns', btree(['a', 'b']), 'present'],
  ['the same, swapped', btree(['b', 'a']), 'equivalent'],
  ['not unique', btree(['a', 'b'], { unique: false }), 'weaker'],
  ['checked at the end of the transaction', btree(['a', 'b'], { immediate: false }), 'weaker'],
  ['over some rows', btree(['a', 'b'], { predicate: '(a IS NOT NULL)' }), 'weaker'],
  ['of more columns', btree(['a', 'b', 'c']), 'weaker'],
])('a unique index asked for, and one that is %s', (_what, index, verdict) => {
  const params = { equal: ['a', 'b'], order: [], unique: true, method: 'btree' } as const
  const access = accessOf({ ...params, equal: [...params.equal], order: [] }, relation, (name) => name, 150000)
  expect(judge(shapeOf(index, columnsOf(relation)), access).verdict).toBe(verdict)
})
