import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placesOfMigrations } from '../../src/source/locations.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { placesFor } from './place.ts'

const SCHEMA = `import { pgTable, text } from 'drizzle-orm/pg-core'\nexport const t = pgTable('t', { a: text() })\n`
const MIGRATION = 'create table t (\n  a text\n);'

interface Read {
  readonly places: readonly string[]
  readonly notes: readonly string[]
}

/** The places of `public.t` for the folder `drizzle` of a repository with these files, as seen from `cwd` in it. */
async function read(files: Readonly<Record<string, string>>, { folder = 'drizzle', cwd = '.' } = {}): Promise<Read> {
  const root = temporaryFolder({ 'package.json': '{}', [`${folder}/1.sql`]: MIGRATION, ...files })
  const { sources, notes } = await placesOfMigrations(join(root, folder), join(root, cwd))
  return {
    places: placesFor({ object: {} }, sources),
    notes: notes.map(({ severity, file, line, message }) => `${severity} ${file}:${line} ${message}`),
  }
}

const BOTH = { places: ['schema.ts:2', 'drizzle/1.sql:1'], notes: [] }
const MIGRATIONS_ALONE = { places: ['drizzle/1.sql:1'], notes: [] }

describe('the schema of a folder of migrations', () => {
  test.each<[string, string, string]>([
    [
      'defineConfig',
      'drizzle.config.ts',
      `import { defineConfig } from 'drizzle-kit'\nexport default defineConfig({ schema: './schema.ts' })`,
    ],
    ['an object', 'drizzle.config.mjs', `export default { schema: './schema.ts' }`],
    ['an object with its type', 'drizzle.config.ts', `export default { schema: './schema.ts' } satisfies Config`],
    ['an object that is cast', 'drizzle.config.ts', `export default ({ schema: './schema.ts' } as Config)`],
    ['a constant', 'drizzle.config.ts', `const schema = './schema.ts'\nconst config: Config = { schema }\nexport default config`],
    [
      'a constant that is exported below',
      'drizzle.config.ts',
      `const config = defineConfig({ schema: \`schema.ts\` })\nexport { config as default }`,
    ],
    ['CommonJS', 'drizzle.config.cjs', `module.exports = { schema: './schema.ts' }`],
    ['JSON', 'drizzle.config.json', `{ "schema": "./schema.ts" }`],
    ['an array', 'drizzle.config.ts', `export default { schema: ['./nothing.ts', './schema.ts'] }`],
    ['an array in JSON', 'drizzle.config.json', `{ "schema": ["./schema.ts"] }`],
    ['a glob', 'drizzle.config.ts', `export default { schema: './sch*.ts' }`],
    ['a glob of folders', 'drizzle.config.ts', `export default { schema: '**/schema.{js,ts}' }`],
    ['a folder', 'drizzle.config.ts', `export default { schema: '.' }`],
    ['its own out', 'drizzle.config.ts', `export default { out: './drizzle', schema: './schema.ts' }`],
    ['a computed out', 'drizzle.config.ts', `export default { out: process.env.OUT, schema: './schema.ts' }`],
    [
      'what else it computes',
      'drizzle.config.ts',
      `export default { dbCredentials: { url: process.env.URL! }, schema: './schema.ts' }`,
    ],
  ])('%s', async (_what, name, config) => {
    expect(await read({ [name]: config, 'schema.ts': SCHEMA })).toEqual(BOTH)
  })

  test('without a config, with one without a schema, and with one for another folder: the migrations alone', async () => {
    expect(await read({ 'schema.ts': SCHEMA })).toEqual(MIGRATIONS_ALONE)
    expect(await read({ 'drizzle.config.ts': `export default { dialect: 'postgresql' }`, 'schema.ts': SCHEMA })).toEqual(
      MIGRATIONS_ALONE,
    )
    const other = { 'drizzle.config.ts': `export default { out: './other', schema: './schema.ts' }`, 'schema.ts': SCHEMA }
    expect(await read(other)).toEqual(MIGRATIONS_ALONE)
  })

  test('the nearest config that is for this folder', async () => {
    const files = {
      'drizzle.config.ts': `export default { schema: './schema.ts' }`,
      'schema.ts': SCHEMA,
      'db/drizzle.config.ts': `export default { out: 'drizzle', schema: './near.ts' }`,
      'db/near.ts': SCHEMA,
    }
    expect((await read(files, { folder: 'db/drizzle' })).places).toEqual(['db/near.ts:2', 'db/drizzle/1.sql:1'])
    expect((await read(files, { folder: 'db/old' })).places).toEqual(['schema.ts:2', 'db/old/1.sql:1'])
  })

  test('paths that are meant from where drizzle-kit is run', async () => {
    const files = {
      'db/drizzle.config.ts': `export default { out: 'db/drizzle', schema: 'db/schema.ts' }`,
      'db/schema.ts': SCHEMA,
    }
    expect((await read(files, { folder: 'db/drizzle' })).places).toEqual(['db/schema.ts:2', 'db/drizzle/1.sql:1'])
  })

  test('the config of the working directory, beside the repository of the folder', async () => {
    const files = {
      'db/package.json': '{}',
      'app/drizzle.config.ts': `export default { schema: './schema.ts' }`,
      'app/schema.ts': SCHEMA,
    }
    const { places } = await read(files, { folder: 'db/drizzle', cwd: 'app' })
    expect(places).toEqual(['schema.ts:2', '../db/drizzle/1.sql:1'])
  })

  test('a config above the repository is not this one', async () => {
    const files = {
      'drizzle.config.ts': `export default { schema: './schema.ts' }`,
      'schema.ts': SCHEMA,
      'db/package.json': '{}',
    }
    expect((await read(files, { folder: 'db/drizzle', cwd: 'db' })).places).toEqual(['drizzle/1.sql:1'])
  })
})

describe('what cannot be read is a note', () => {
  test.each<[string, string, string, string]>([
    [
      'a computed schema',
      'drizzle.config.ts',
      `export default { schema: pathOf('schema') }`,
      'warn drizzle.config.ts:null It computes its schema',
    ],
    [
      'a computed entry',
      'drizzle.config.ts',
      `export default { schema: ['./schema.ts', one()] }`,
      'warn drizzle.config.ts:null It computes its schema',
    ],
    ['a computed config', 'drizzle.config.ts', `export default load()`, 'warn drizzle.config.ts:null It computes its schema'],
    [
      'no such file',
      'drizzle.config.ts',
      `export default { schema: './nothing.ts' }`,
      'warn drizzle.config.ts:null Its schema names no file',
    ],
    [
      'a config that is no TypeScript',
      'drizzle.config.ts',
      `export default {\n  schema: }`,
      'warn drizzle.config.ts:2 It could not be read',
    ],
    ['a config that is no JSON', 'drizzle.config.json', `{`, 'warn drizzle.config.json:null It could not be read'],
  ])('%s', async (_what, name, config, told) => {
    const { places, notes } = await read({ [name]: config, 'schema.ts': SCHEMA })
    expect(places).toEqual(['drizzle/1.sql:1'])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain(told)
  })

  test('the config is never run', async () => {
    const { places } = await read({
      'drizzle.config.ts': `throw new Error('run')\nexport default { schema: './schema.ts' }`,
      'schema.ts': SCHEMA,
    })
    expect(places).toEqual(BOTH.places)
  })

  test('migrations', async () => {
    const { places, notes } = await read({
      'drizzle/2.sql': 'create tabel x;',
      'drizzle.config.ts': `export default { schema: './schema.ts' }`,
      'schema.ts': SCHEMA,
    })
    expect(places).toEqual(['schema.ts:2'])
    expect(notes).toEqual([
      expect.stringContaining('warn drizzle:null It could not be read for the places of findings: 2.sql:1: '),
    ])
  })
})
