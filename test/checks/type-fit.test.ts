import { expect, test } from 'vitest'
import { typeFit } from '../../src/checks/type-fit.ts'
import type { Column } from '../../src/snapshot.ts'

const column = (type: string, rest: Partial<Column> = {}): Column => ({
  name: 'x',
  type,
  baseType: type.split('(')[0] ?? type,
  category: 'N',
  domain: null,
  notNull: false,
  default: null,
  generated: null,
  identity: null,
  collation: null,
  statistics: null,
  ...rest,
})

test.each([
  ['timestamp with time zone', column('timestamp without time zone'), 'equivalent'],
  [
    'timestamp without time zone',
    column('timestamp(3) without time zone', { baseType: 'timestamp without time zone' }),
    'weaker',
  ],
  ['integer', column('count', { baseType: 'integer', domain: { schema: 'public', name: 'count' } }), 'present'],
  ['bigint', column('count', { baseType: 'integer', domain: { schema: 'public', name: 'count' } }), 'weaker'],
  ['numeric(5,2)', column('numeric(6,2)'), 'equivalent'],
  ['numeric(5,2)', column('numeric(5,1)'), 'weaker'],
  ['numeric(5,2)', column('numeric(5,3)'), 'weaker'],
  ['numeric(5,2)', column('numeric(6,3)'), 'equivalent'],
  ['integer', column('numeric(10,0)'), 'equivalent'],
  ['integer', column('numeric(9,0)'), 'weaker'],
  ['text', column('kind', { category: 'E' }), 'equivalent'],
  ['text', column('integer'), 'weaker'],
  ['text', column('character(5)', { baseType: 'bpchar', category: 'S' }), 'weaker'],
  ['uuid', column('text', { category: 'S' }), 'weaker'],
  ['uuid', column('kind', { category: 'E' }), 'weaker'],
] as const)('%s promised, $1.type found: %s', (promised, found, verdict) => {
  expect(typeFit(promised, found).verdict).toBe(verdict)
})
