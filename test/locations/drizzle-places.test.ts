import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placesOfSchema } from '../../src/source/locations.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { type About, column, constraint, index, placesFor } from './place.ts'

const CORE = `from 'drizzle-orm/pg-core'`
const table: About = { object: {} }

/** Where `schema.ts`, with these files beside it, has a finding about `public.t`; nothing may be left unread. */
async function place(about: About, schema: string, files: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const folder = temporaryFolder({ 'schema.ts': schema, ...files })
  const { sources, notes } = await placesOfSchema(join(folder, 'schema.ts'), folder)
  expect(notes).toEqual([])
  const [first, ...others] = placesFor(about, sources)
  expect(others).toEqual([])
  return first ?? null
}

describe('tables', () => {
  test.each<[string, About, string, string | null]>([
    ['pgTable', table, `import { pgTable } ${CORE}\n\nexport const x = pgTable('t', {})`, 'schema.ts:3'],
    ['under another name', table, `import { pgTable as table } ${CORE}\nexport const x = table('t', {})`, 'schema.ts:2'],
    ['of a namespace', table, `import * as pg ${CORE}\nexport const x = pg.pgTable('t', {})`, 'schema.ts:2'],
    ['in a constant', table, `import { pgTable } ${CORE}\nconst table = pgTable\nexport const x = table('t', {})`, 'schema.ts:3'],
    ['with row-level security', table, `import { pgTable } ${CORE}\nexport const x = pgTable.withRLS('t', {})`, 'schema.ts:2'],
    [
      'and with a call after it',
      table,
      `import { pgTable } ${CORE}\nexport const x = pgTable('t', {}).enableRLS()`,
      'schema.ts:2',
    ],
    [
      'a name in a constant',
      table,
      `import { pgTable } ${CORE}\nconst NAME = 't' as const\nexport const x = pgTable(NAME, {})`,
      'schema.ts:3',
    ],
    ['a name that is a template', table, `import { pgTable } ${CORE}\nexport const x = pgTable(\`t\`, {})`, 'schema.ts:2'],
    [
      'pgSchema',
      { object: { schema: 'app' } },
      `import { pgSchema } ${CORE}\nconst app = pgSchema('app')\nexport const x = app.table('t', {})`,
      'schema.ts:3',
    ],
    [
      'pgSchema at once',
      { object: { schema: 'app' } },
      `import { pgSchema } ${CORE}\nexport const x = pgSchema('app').table('t', {})`,
      'schema.ts:2',
    ],
    ['pgSchema of another schema', table, `import { pgSchema } ${CORE}\nexport const x = pgSchema('app').table('t', {})`, null],
    [
      'pgTableCreator',
      { object: { relation: 'app_t' } },
      `import { pgTableCreator } ${CORE}\nconst table = pgTableCreator((name) => \`app_\${name}\`)\nexport const x = table('t', {})`,
      'schema.ts:3',
    ],
    [
      'pgTableCreator with a sum',
      { object: { relation: 'app_t' } },
      `import { pgTableCreator } ${CORE}\nconst PREFIX = 'app'\nconst table = pgTableCreator(function (n) { return PREFIX + '_' + n })\nexport const x = table('t', {})`,
      'schema.ts:4',
    ],
    [
      'pgTableCreator that only running tells',
      table,
      `import { pgTableCreator } ${CORE}\nexport const x = pgTableCreator((n) => prefix(n))('t', {})`,
      null,
    ],
    ['an enum of that name', table, `import { pgEnum } ${CORE}\nexport const x = pgEnum('t', [])`, null],
    [
      'an enum of that name in a schema',
      { object: { schema: 'app' } },
      `import { pgSchema } ${CORE}\nexport const x = pgSchema('app').enum('t', [])`,
      null,
    ],
    ['another table', { object: { relation: 'u' } }, `import { pgTable } ${CORE}\nexport const x = pgTable('t', {})`, null],
    ['of another package', table, `import { pgTable } from './other'\nexport const x = pgTable('t', {})`, null],
    [
      'of another database',
      table,
      `import { mysqlTable as pgTable } from 'drizzle-orm/mysql-core'\nexport const x = pgTable('t', {})`,
      null,
    ],
    [
      'the first of two',
      table,
      `import { pgTable } ${CORE}\nexport const x = pgTable('t', {})\nexport const y = pgTable('t', {})`,
      'schema.ts:2',
    ],
    [
      'names that stand for themselves',
      table,
      `import { pgTable } ${CORE}\nconst a = a.withRLS, b = b + b, c = { ...c }\na('t', {}); pgTable(b, {})\nexport const x = pgTable('t', c)`,
      'schema.ts:4',
    ],
  ])('%s', async (_what, about, schema, expected) => {
    expect(await place(about, schema)).toBe(expected)
  })
})

const SCHEMA = `import { pgTable, check, foreignKey, index, integer, primaryKey, text, timestamp, unique as u, uniqueIndex } ${CORE}
const times = { createdAt: timestamp('created_at') }
const shared = () => ({
  tenantId: integer(),
})
export const x = pgTable(
  't',
  {
    id: integer('id').primaryKey(),
    'userId': text('user_id').notNull().unique(),
    user_id: text('other'),
    fullName: text().unique('full_name_is_unique'),
    email: text({ length: 200 } as never),
    ...times,
    ...shared(),
  },
  (t) => [
    index('by_user').on(t.userId, t.createdAt.desc()),
    uniqueIndex('by_email')
      .on(sql\`lower(\${t.email})\`)
      .where(sql\`\${t.userId} is not null\`),
    index().on(t.createdAt, t.id),
    index().on(t.fullName),
    index('by_tags').using('gin', t.email),
    u('twice').on(t.id, t.email),
    u().on(t.id, t.userId),
    check('positive', sql\`\${t.id} > 0\`),
    primaryKey({ columns: [t.id, t.tenantId] }),
    foreignKey({ name: 'to_users', columns: [t.userId], foreignColumns: [users.email] }),
  ],
)
`

describe('what is on a table', () => {
  test.each<[string, About, string]>([
    ['a column by its name', column('user_id'), 'schema.ts:10'],
    ['a column whose key is the name of another', column('other'), 'schema.ts:11'],
    ['a column by its key', column('email'), 'schema.ts:13'],
    ['a column by its key, as it is', column('fullName'), 'schema.ts:12'],
    ['a column by its key, in snake case', column('full_name'), 'schema.ts:12'],
    ['a key is no name where one is given', column('userId'), 'schema.ts:6'],
    ['a column of a constant', column('created_at'), 'schema.ts:2'],
    ['a column of a function', column('tenant_id'), 'schema.ts:4'],
    ['an index', index('by_user'), 'schema.ts:18'],
    ['an index over several lines', index('by_email'), 'schema.ts:19'],
    ['an index that Drizzle names', index('t_created_at_id_index'), 'schema.ts:22'],
    ['an index that Drizzle names, in snake case', index('t_full_name_index'), 'schema.ts:23'],
    ['an index of a method', index('by_tags'), 'schema.ts:24'],
    ['an index by its columns', { object: { kind: 'index', columns: ['created_at', 'user_id'] } }, 'schema.ts:18'],
    ['an index of an expression, not of its condition', { object: { kind: 'index', columns: ['email'] } }, 'schema.ts:24'],
    ['no index on those columns', { object: { kind: 'index', columns: ['user_id', 'email'] } }, 'schema.ts:6'],
    ['no index of that name', index('by_users'), 'schema.ts:6'],
    ['a unique constraint', constraint('twice'), 'schema.ts:25'],
    ['the index of a unique constraint', index('twice'), 'schema.ts:25'],
    ['a unique constraint that Drizzle names', constraint('t_id_user_id_unique'), 'schema.ts:26'],
    ['a unique constraint of a column', constraint('t_user_id_unique'), 'schema.ts:10'],
    ['a unique constraint of a column, with a name', constraint('full_name_is_unique'), 'schema.ts:12'],
    ['a primary key of a column', index('t_pkey'), 'schema.ts:9'],
    ['a primary key beside the columns', constraint('t_id_tenantId_pk'), 'schema.ts:28'],
    ['a CHECK', constraint('positive'), 'schema.ts:27'],
    ['no index of a CHECK', index('positive'), 'schema.ts:6'],
    ['a foreign key', constraint('to_users'), 'schema.ts:29'],
    ['a foreign key by its own columns', { object: { kind: 'constraint', columns: ['user_id'] } }, 'schema.ts:29'],
    ['a trigger: its column', { object: { kind: 'trigger', columns: ['created_at'] } }, 'schema.ts:2'],
    ['a column that is not there: the table', column('score'), 'schema.ts:6'],
  ])('%s', async (_what, about, expected) => {
    expect(await place(about, SCHEMA)).toBe(expected)
  })

  test.each<[string, About, string, string]>([
    ['columns from a function', column('b'), `pgTable('t', (t) => ({\n  a: t.integer(),\n  bKey: t.text('b') }))`, 'schema.ts:4'],
    ['columns by a namespace', column('b'), `pgTable('t', {\n  bKey: pg.text('b').array() })`, 'schema.ts:3'],
    [
      'a name that is given before one that a key may mean',
      column('user_id'),
      `pgTable('t', { userId: text(),\n  other: text('user_id') })`,
      'schema.ts:3',
    ],
    [
      'a column that is called like a method',
      { object: { kind: 'index', columns: ['a'] } },
      `pgTable('t', { a: text(), desc: text() }, (t) => [\n  index('i').on(t.a.desc())])`,
      'schema.ts:3',
    ],
    ['extras in an object', index('i'), `pgTable('t', {},\n  (t) => ({ i:\n    index('i').on(t.a) }))`, 'schema.ts:4'],
    [
      'extras of a function that returns',
      index('i'),
      `pgTable('t', {}, (t) => {\n  return [index('i').on(t.a)] })`,
      'schema.ts:3',
    ],
    [
      'an index of another table',
      index('i'),
      `pgTable('t', {}, () => [])\nconst y = pgTable('u', {}, (t) => [\nindex('i').on(t.a)])`,
      'schema.ts:2',
    ],
    [
      'a function of that name from elsewhere',
      index('i'),
      `pgTable('t', {}, (t) => [\n  other.index('i').on(t.a)])`,
      'schema.ts:2',
    ],
    [
      'after text of several bytes',
      column('b'),
      `pgTable('t', {\r\n  a: text('é😀').default('😀\\n'), /* 😀\r\n */ bKey: text('b') })`,
      'schema.ts:4',
    ],
  ])('%s', async (_what, about, text, expected) => {
    const schema = `import { pgTable, index, text } ${CORE}; import * as pg ${CORE}\nexport const x = ${text}`
    expect(await place(about, schema)).toBe(expected)
    expect(await place(about, `\uFEFF${schema}`)).toBe(expected)
  })
})

describe('several files', () => {
  const users = `import { pgTable, text } ${CORE}\nexport const x = pgTable('t', {\n  a: text(),\n})`

  test.each<[string, string, Record<string, string>, string | null]>([
    ['export *', `export * from './users'`, { 'users.ts': users }, 'users.ts:3'],
    ['export { }', `export { x as y } from './db/users.js'`, { 'db/users.ts': users }, 'db/users.ts:3'],
    ['a folder', `export * from './db'`, { 'db/index.ts': `export * from './users'`, 'db/users.ts': users }, 'db/users.ts:3'],
    ['a file beside it that nobody exports', '', { 'users.ts': users }, null],
    ['types alone', `export type * from './users'\nimport type { x } from './users'`, { 'users.ts': users }, null],
    ['an installed package', `export * from './node_modules/a/users'`, { 'node_modules/a/users.ts': users }, null],
    ['one another', `export * from './users'`, { 'users.ts': `export * from './schema'\n${users}` }, 'users.ts:4'],
    [
      'columns',
      `import { pgTable } ${CORE}\nimport { times } from './times'\nexport const x = pgTable('t', { ...times })`,
      { 'times.ts': `import * as pg ${CORE}\nexport const times = {\n a: pg.text() }` },
      'times.ts:3',
    ],
    [
      'columns by a namespace',
      `import { pgTable } ${CORE}\nimport * as parts from './times'\nexport const x = pgTable('t', { ...parts.times() })`,
      { 'times.ts': `export { own as times } from './own'`, 'own.ts': `export function own() { return {\n a: text() } }` },
      'own.ts:2',
    ],
    [
      'what makes tables',
      `import table from './table'\nexport const x = table('t', {\na: text() })`,
      {
        'table.ts': `export { table as default } from './maker'`,
        'maker.ts': `import { pgTable } ${CORE}\nconst table = pgTable\nexport { table }`,
      },
      'schema.ts:3',
    ],
  ])('%s', async (_what, schema, files, expected) => {
    expect(await place(column('a'), schema, { 'package.json': '{}', ...files })).toBe(expected)
  })

  test('those outside the repository are not read', async () => {
    const folder = temporaryFolder({ 'app/package.json': '{}', 'app/schema.ts': `export * from '../users'`, 'users.ts': users })
    const { sources, notes } = await placesOfSchema(join(folder, 'app/schema.ts'), folder)
    expect([placesFor(table, sources), notes]).toEqual([[], []])
  })

  test('a folder of schema files, and a path from where the run is', async () => {
    const folder = temporaryFolder({
      'db/users.ts': users,
      'db/deeper/other.ts': users.replace("'t'", "'u'"),
      'db/notes.md': '#',
      'run/x': '',
    })
    const { sources } = await placesOfSchema(join(folder, 'db'), join(folder, 'run'))
    expect(placesFor(table, sources)).toEqual(['../db/users.ts:2'])
    expect(placesFor({ object: { relation: 'u' } }, sources)).toEqual([])
  })

  test('a file that is no TypeScript is a note with its line, and the others count', async () => {
    const folder = temporaryFolder({
      'schema.ts': `export * from './users'\nexport * from './broken'`,
      'users.ts': users,
      'broken.ts': 'const a = 1\nconst b = (',
    })
    const { sources, notes } = await placesOfSchema(join(folder, 'schema.ts'), folder)
    expect(placesFor(table, sources)).toEqual(['users.ts:2'])
    expect(notes).toMatchObject([{ severity: 'warn', file: 'broken.ts', line: 2 }])
    expect(notes[0]?.message).toContain('It could not be read')
  })
})
