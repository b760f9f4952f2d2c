import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate, type NameMap } from '../src/evaluate.ts'
import type { Result } from '../src/finding.ts'
import type { Rule } from '../src/rule.ts'
import type { Embedded } from '../src/scratch/embedded.ts'
import { startEmbedded } from '../src/scratch/start.ts'
import type { Section, Snapshot } from '../src/snapshot.ts'
import { loadParser } from '../src/sql/parse.ts'
import { collected, runSql } from './checks/audit.ts'
import { ownRule } from './checks/own-rule.ts'

let embedded: Embedded
let snapshot: Snapshot
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
  await runSql(
    embedded,
    `create schema app;
    create table "user" (uid text primary key, overall integer);
    create table post (key text primary key, handle text, "userId" text references "user");
    create table app.post (id text);
    create index on app.post (id);
    create view recent as select * from post`,
  )
  snapshot = await collected(embedded)
})
afterAll(() => embedded.close())

const PLAIN: NameMap = { tables: {}, columns: {} }
const MAPPED: NameMap = {
  tables: { users: 'user', posts: 'post' },
  columns: { id: 'key', 'users.id': 'uid', 'posts.slug': 'handle', user_id: 'userId', score: 'overall' },
}

const said = ({ status, object, subject, reason }: Result): string =>
  `${status} ${object.schema}.${object.relation} ${subject}${status === 'pass' || reason === undefined ? '' : `: ${reason}`}`

const held = (rules: Rule | readonly Rule[], names = PLAIN, seen = snapshot): readonly string[] =>
  evaluate(seen, [rules].flat(), { names, schemas: [] }).results.map(said)

const index = (tables: readonly string[], equal: readonly string[]): Rule =>
  ownRule('index', { equal, order: [], unique: false, method: 'btree' }, { tables })

describe('the names of the plan', () => {
  it('a column goes by its table’s entry, else by its own, else by its name', () => {
    const rule = index(['users', 'public.posts'], ['id'])
    expect(held(rule, MAPPED)).toEqual(['pass public.post (key)', 'pass public.user (uid)'])
    expect(held(index(['public.posts'], ['slug', 'handle']), MAPPED)).toEqual(['fail public.post (handle)'])
    expect(held(index(['users'], ['slug']), MAPPED)).toEqual(['not-applicable public.user (slug): user has no column slug'])
  })

  it('an entry for a table goes by the name of the plan, where the table has another', () => {
    const names = { tables: {}, columns: { 'post.id': 'key' } }
    expect(held(index(['public.post'], ['id']), names)).toEqual(['pass public.post (key)'])
    expect(held(index(['public.posts'], ['id']), { tables: { posts: 'post' }, columns: names.columns })).toEqual([
      'not-applicable public.post (id): post has no column id',
    ])
  })

  it('a table that another one references', () => {
    const key = { columns: ['user_id'], table: 'users', to: ['id'], onDelete: 'no action' }
    const rule = ownRule('table', { columns: [], unique: [], foreignKeys: [key] }, { tables: ['public.posts'] })
    expect(held(rule, MAPPED)).toEqual(['pass public.post foreign key (userId) to user', 'pass public.post table'])
  })
})

const wants = (tables: readonly string[]): Rule => index(tables, ['rank'])
const promises = (tables: readonly string[], name: string, check = 'columns'): Rule =>
  ownRule(check, { columns: [{ name, type: 'integer' }], unique: [], foreignKeys: [] }, { id: 'promise', tables })
const only = (results: readonly string[]): readonly string[] => results.filter((each) => each.includes('(rank)'))

describe('a column that is not there yet', () => {
  const absent = ['not-applicable public.user (rank): user has no column rank']

  it.each([
    ['nobody promises it', [], absent],
    ['a rule promises it there', [promises(['user'], 'rank')], ['fail public.user (rank)']],
    ['a rule promises it by a glob', [promises(['us*'], 'rank')], ['fail public.user (rank)']],
    ['a rule promises another column', [promises(['user'], 'age')], absent],
    ['a rule promises it elsewhere', [promises(['post'], 'rank')], absent],
    ['a rule promises it of a table as a whole', [promises(['user'], 'rank', 'table')], absent],
  ])('%s', (_what, rules, expected) => {
    expect(only(held([wants(['user']), ...rules]))).toEqual(expected)
  })

  it('under the names of the plan', () => {
    const names = { tables: { users: 'user' }, columns: { place: 'rank' } }
    expect(only(held([index(['users'], ['place']), promises(['users'], 'place')], names))).toEqual(['fail public.user (rank)'])
  })
})

const without = (section: Section): Snapshot => ({ ...snapshot, unread: [{ section, reason: 'not allowed' }] })

describe('what could not be read', () => {
  const setting = ownRule(
    'setting',
    { name: 'work_mem', atLeast: 1, set: '1', consequence: 'slow' },
    { id: 'memory', tables: [] },
  )

  it('skips the rules that need it, table by table, even of tables that would not be found', () => {
    const rule = index(['users', 'app.post', 'nothing'], ['id'])
    expect(held(rule, MAPPED, without('indexes'))).toEqual([
      'skipped app.post table: not allowed',
      'skipped public.nothing table: not allowed',
      'skipped public.user table: not allowed',
    ])
    expect(held(setting, PLAIN, without('settings'))).toEqual(['skipped . memory: not allowed'])
  })

  it('and no others', () => {
    expect(held(index(['user'], ['uid']), PLAIN, without('settings'))).toEqual(['pass public.user (uid)'])
    expect(held(setting, PLAIN, without('indexes')).filter((each) => each.includes('not allowed'))).toEqual([])
  })
})

describe('a table that is not there', () => {
  const other = "is no table that is audited by itself, but a view, a partition, a child of another or a tool's own"
  it.each([
    [['posts'], ['not-applicable public.posts table: there is no table posts']],
    [['app.users'], ['not-applicable app.user table: user ' + other]],
    [['recent'], ['not-applicable public.recent table: recent ' + other]],
    [['x_*', 'y_*'], ['not-applicable public.x_*, y_* table: no table has what this rule is about']],
    [['user', 'us*'], ['pass public.user (uid)']],
    [['us*', 'user'], ['pass public.user (uid)']],
  ])('%j', (tables, expected) => {
    const names = { tables: { users: 'user' }, columns: {} }
    expect(held(index(tables, ['uid']), names)).toEqual(expected)
  })
})

it('a result has no keys that say nothing', () => {
  const { results, findings } = evaluate(snapshot, [index(['app.post'], ['id'])], { names: PLAIN, schemas: [] })
  const object = { schema: 'app', relation: 'post', kind: 'index', columns: ['id'] }
  expect(results).toStrictEqual([{ rule: 'own', plan: null, object, subject: '(id)', status: 'pass', verdict: 'present' }])
  expect(findings).toEqual([])
})

it('a check that does not exist is our own mistake', () => {
  expect(() => held(ownRule('indexes', {}))).toThrow('rule own names the check indexes, which does not exist')
})
