import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rowsOf } from '../../src/collect/connection.ts'
import { replaySchema } from '../../src/source/schema-file.ts'

const root = join(import.meta.dirname, '../..')

/** A project with drizzle-orm and drizzle-kit installed, as a user has it, and a schema. */
function project(schema: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'pte-schema-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['drizzle-orm', 'drizzle-kit'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  for (const [name, text] of Object.entries({ 'package.json': '{}', 'schema.ts': schema, ...files }))
    writeFileSync(join(folder, name), text)
  return join(folder, 'schema.ts')
}

test('builds the tables of a schema file through drizzle-kit export', async () => {
  const steps: string[] = []
  const { connection, notes, migrations, standIns } = await replaySchema(join(root, 'fixtures/schema/schema.ts'), {
    onProgress: (text) => steps.push(text),
  })
  onTestFinished(() => connection.close())
  expect(
    await rowsOf(connection, `select indexdef from pg_indexes where indexname = 'idx_speaking_attempts_user_created'`),
  ).toEqual([
    [
      'CREATE INDEX idx_speaking_attempts_user_created ON public.speaking_attempts USING btree (user_id, created_at DESC NULLS LAST)',
    ],
  ])
  expect({ notes, migrations, standIns }).toEqual({ notes: [], migrations: [], standIns: [] })
  expect(steps[0]).toBe('drizzle-kit export of schema.ts')
})

test('types of extensions, lines printed by the schema and casing are survived, and said', async () => {
  const schema = project(
    `import { index, pgSchema, pgTable, text, uuid, vector } from 'drizzle-orm/pg-core'
     import { sql } from 'drizzle-orm'
     console.log('[dotenv] injecting env (0) from .env\\ntable users')
     export const app = pgSchema('app')
     export const notes = app.table('notes', { id: uuid().primaryKey().default(sql\`uuid_generate_v4()\`), body: text().notNull() })
     export const documents = pgTable('documents', { id: text().primaryKey(), embedding: vector({ dimensions: 3 }) },
       (t) => [index('documents_embedding').using('hnsw', t.embedding.op('vector_cosine_ops'))])`,
    { 'drizzle.config.ts': `export default { dialect: 'postgresql', schema: './schema.ts', casing: 'snake_case' }` },
  )
  const { connection, notes } = await replaySchema(schema)
  onTestFinished(() => connection.close())
  expect(await rowsOf(connection, `select extname from pg_extension where extname <> 'plpgsql' order by 1`)).toEqual([
    ['uuid-ossp'],
    ['vector'],
  ])
  expect(notes.map(({ severity, message }) => [severity, message.split(' ').slice(0, 3).join(' ')])).toEqual([
    ['warn', 'drizzle.config.ts speaks of'],
    ['warn', 'type "vector" needs'],
    ['warn', 'function uuid_generate_v4() needs'],
  ])
})

test.each([
  ['a syntax error', 'export const x = nothing(', 'Transform failed with 1 error'],
  ['a missing import', `import x from './missing'\nexport const y = x`, `Cannot find module './missing'`],
  ['no tables', 'export const x = 1', 'it exports no table'],
  [
    'an expression that is no SQL, after tables that are',
    `import { check, integer, pgTable, text } from 'drizzle-orm/pg-core'
     import { sql } from 'drizzle-orm'
     console.log('Loading the schema')
     export const users = pgTable('users', { id: text().primaryKey() })
     export const scores = pgTable('scores', { value: integer() }, () => [check('bounds', sql\`value within 10 and 90\`)])
     export const tags = pgTable('tags', { id: text().primaryKey() })`,
    'that PostgreSQL refuses (syntax error at or near "within"): CONSTRAINT "bounds" CHECK (value within 10 and 90); correct the expression',
  ],
  [
    'an index on what is no SQL',
    `import { index, integer, pgTable } from 'drizzle-orm/pg-core'
     import { sql } from 'drizzle-orm'
     export const scores = pgTable('scores', { value: integer() }, () => [index('values').on(sql\`value ||\`)])`,
    'CREATE INDEX "values" ON "scores" USING btree (value ||); correct the expression',
  ],
])('%s is told in one line', async (_what, schema, told) => {
  const error = await replaySchema(project(schema)).catch((thrown: unknown) => thrown as Error)
  expect(error).toMatchObject({ name: 'AuditError', kind: 'source' })
  expect((error as Error).message).toContain(told)
  expect((error as Error).message).not.toContain('\n')
})

test('a missing file, and a drizzle-kit that is not there', async () => {
  await expect(replaySchema(join(root, 'fixtures/schema/nope.ts'))).rejects.toThrow('does not exist')
  const folder = mkdtempSync(join(tmpdir(), 'pte-schema-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(root, 'fixtures/schema/schema.ts'), join(folder, 'schema.ts'))
  const before = process.cwd
  process.cwd = () => folder
  onTestFinished(() => void (process.cwd = before))
  await expect(replaySchema(join(folder, 'schema.ts'))).rejects.toThrow('npm i -D drizzle-kit')
})
