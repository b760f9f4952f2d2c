import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDrizzleConfig } from '../../src/source/drizzle-config.ts'

const read = (text: string, name = 'drizzle.config.ts') => {
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  writeFileSync(join(folder, name), text)
  return readDrizzleConfig(folder)
}

describe('drizzle.config is read from its syntax tree', () => {
  const both = { schema: ['./src/schema.ts'], out: './migrations' }

  test.each([
    ['defineConfig', "export default defineConfig({ schema: './src/schema.ts', out: './migrations', dialect: 'postgresql' })"],
    ['an object', "export default { schema: './src/schema.ts', out: './migrations' }"],
    ['satisfies', "export default { schema: './src/schema.ts', out: './migrations' } satisfies Config"],
    ['as', "export default { 'schema': './src/schema.ts', 'out': './migrations' } as Config"],
    ['a constant', "const config: Config = { schema: './src/schema.ts', out: './migrations' }\nexport default config"],
    ['a constant and a call', "const c = { schema: './src/schema.ts', out: `./migrations` }; export default (defineConfig(c))"],
    ['module.exports', "module.exports = { schema: './src/schema.ts', out: './migrations' }"],
    ['export =', "export = defineConfig({ schema: ['./src/schema.ts'], out: './migrations' })"],
  ])('%s', async (_how, text) => {
    expect(await read(text)).toEqual(both)
  })

  test('JSON', async () => {
    expect(await read(JSON.stringify({ schema: './src/schema.ts', out: './migrations' }), 'drizzle.config.json')).toEqual(both)
  })

  test('several schema files, and no word about the folder', async () => {
    expect(await read("export default { schema: ['a.ts', './b/*.ts'] }")).toEqual({ schema: ['a.ts', './b/*.ts'], out: null })
  })

  test.each([
    ['what is computed', "export default { schema: path.join('a', 'b'), out: `./${folder}` }"],
    ['a computed key', "export default { [schema]: 'a.ts', [out]: 'b' }"],
    ['an object that is not exported', "const other = { schema: 'a.ts', out: 'b' }"],
    ['constants that name each other', 'const a = b; const b = a; export default a'],
    ['a broken file', 'export default {'],
  ])('%s is left out', async (_what, text) => {
    expect(await read(text)).toEqual({ schema: [], out: null })
  })

  test('nothing in it runs', async () => {
    expect(await read("throw new Error('run'); export default { out: './migrations' }")).toEqual({
      schema: [],
      out: './migrations',
    })
  })

  test('there may be none', async () => {
    expect(await readDrizzleConfig(mkdtempSync(join(tmpdir(), 'pte-db-audit-')))).toBeNull()
  })
})
