import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IndexParams } from '../../src/checks/index-access.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { audit } from './audit.ts'
import { ownRule } from './own-rule.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const asked: IndexParams = { equal: ['a', 'b'], order: [], unique: false, method: 'btree' }

it.each<[string, string, Partial<IndexParams>, number]>([
  ['begins like the one asked for', '(a)', {}, 1],
  ['begins like the unique one asked for', '(a)', { unique: true }, 1],
  ['has all the keys of the unique one asked for', '(a, b)', { unique: true }, 0],
  ['begins like the one asked for, which is no btree', '(a)', { method: 'brin' }, 0],
  ['begins like the one asked for, which is partial', '(a)', { where: 'n > 5' }, 0],
  ['has a sort key of it, with the nulls elsewhere', '(a, n)', { equal: ['a'], order: ['n desc nulls last', 'b'] }, 0],
])('an index that %s', async (_what, keys, params, found) => {
  await embedded.simple(`drop schema public cascade; create schema public;
    create table t (a text, b text, n integer); create index i on t ${keys}`)
  const rule = ownRule('redundant-index', {}, { id: 'redundant' })
  const { findings } = await audit(embedded, rule, { rules: [rule, ownRule('index', { ...asked, ...params })] })
  expect(findings.map(({ subject }) => subject)).toEqual(['i'].slice(0, found))
})
