import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import { exportSchema } from '../../src/source/schema/export-schema.ts'
import { neverArriving } from '../../src/source/schema/never-arriving.ts'
import { folderOf } from './migrations-folder.ts'

const FILES = {
  'package.json': '{}',
  'db/index.ts': `export * from './tables.js'\nexport { later } from './more'\n`,
  'db/own.ts': `import * as pg from 'drizzle-orm/pg-core'
export const table = pg.pgTableCreator((name) => \`app_\${name}\`)
export const billing = pg.pgSchema('billing')
`,
  'db/tables.ts': `import { check as holds, index, integer, pgTable, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import { sql as raw } from 'drizzle-orm'
import { billing, table as prefixed } from './own'
const positive = raw\`CHECK (1 = 1)\`
const columns = { id: integer().primaryKey(), score: integer() }
export const a = pgTable('a', columns, (t) => [
  raw\`CHECK (\${t.score} >= 0
    and \${t.score} <= 90)\`,
  raw\`constraint named check (id > 0)\`,
  holds('kept', raw\`\${t.score} > 1\`),
  index('kept_idx').on(t.score),
  index('no_columns'),
  uniqueIndex('no_columns_either'),
  unique('nor_here'),
  [positive],
] as never)
export const b = prefixed('b', columns, (t) => { const own = raw.raw('unique (score)'); return { own, kept: index().on(t.score) } as never })
export const c = billing.table('c', columns, () => [...[raw\`CHECK (2 = 2)\`]] as never)
const hidden = pgTable('hidden', columns)
const renamed = pgTable('renamed', columns)
const aliased = pgTable('aliased', columns)
export { renamed as other }
export const again = aliased
export const query = raw\`CHECK (3 = 3)\`
`,
  'db/more.ts': `import { integer, pgTable, check } from 'drizzle-orm/pg-core'
import { sql } from './no-drizzle'
export const later = pgTable('later', { id: integer() }, () => [sql\`CHECK (4 = 4)\`])
function pgTables() { return [] }
`,
  'db/no-drizzle.ts': `import { check } from 'drizzle-orm/pg-core'
import { sql as real } from 'drizzle-orm'
export const sql = (text: TemplateStringsArray) => check('kept_too', real.raw(text[0] ?? ''))
`,
}

test('what never arrives is found where it is written, across modules, and nothing else is', async () => {
  const folder = folderOf(FILES)
  const found = await neverArriving('db/index.ts', folder)
  expect(found.map(({ table, kind, written, instead, file, line }) => [`${file}:${line}`, table, kind, written, instead])).toEqual([
    ['db/tables.ts:7', 'a', 'bare sql', 'sql`CHECK (${t.score} >= 0 and ${t.score} <= 90)`', "check('a_score_check', sql`${t.score} >= 0 and ${t.score} <= 90`)"],
    ['db/tables.ts:9', 'a', 'bare sql', 'sql`constraint named check (id > 0)`', "check('named', sql`id > 0`)"],
    ['db/tables.ts:12', 'a', 'unfinished', "index('no_columns')", "index('no_columns').on(…)"],
    ['db/tables.ts:13', 'a', 'unfinished', "uniqueIndex('no_columns_either')", "uniqueIndex('no_columns_either').on(…)"],
    ['db/tables.ts:14', 'a', 'unfinished', "unique('nor_here')", "unique('nor_here').on(…)"],
    ['db/tables.ts:4', 'a', 'bare sql', 'sql`CHECK (1 = 1)`', "check('a_check', sql`1 = 1`)"],
    ['db/tables.ts:17', 'b', 'bare sql', "raw.raw('unique (score)')", 'what drizzle-orm/pg-core has for it: check(), index(), unique(), foreignKey()'],
    ['db/tables.ts:18', 'c', 'bare sql', 'sql`CHECK (2 = 2)`', "check('c_check', sql`2 = 2`)"],
    ['db/tables.ts:19', 'hidden', 'not exported', 'const hidden', 'export const hidden'],
  ]) // prettier-ignore
  expect(await neverArriving('db', folder)).toEqual(found)
})

test('drizzle-kit leaves out just that', async () => {
  const folder = folderOf(FILES)
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['drizzle-orm', 'drizzle-kit'])
    symlinkSync(join(packageRoot, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  const { stdout } = await exportSchema(join(folder, 'db/index.ts'), folder, undefined)
  for (const text of ['kept', 'kept_idx', 'app_b', 'renamed', 'aliased', 'billing', 'later', 'kept_too'])
    expect(stdout).toContain(text)
  for (const text of ['>= 0', '"named"', 'no_columns', 'nor_here', '1 = 1', '2 = 2', '3 = 3', 'hidden', 'UNIQUE (score)'])
    expect(stdout).not.toContain(text)
})
