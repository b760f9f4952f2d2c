import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type Catalog, catalogOf } from '../../src/workload/catalog.ts'
import { shapeOf } from '../../src/workload/shape-of.ts'
import { collected, runSql } from '../checks/audit.ts'
import { toldShape } from './told-shape.ts'

await loadParser()
const file = (name: string): string => readFileSync(join(packageRoot, 'test/workload', name), 'utf8')

let embedded: Embedded
let catalog: Catalog
beforeAll(async () => {
  embedded = await startEmbedded()
  await runSql(embedded, file('shape-schema.sql'))
  catalog = catalogOf(await collected(embedded))
})
afterAll(() => embedded.close())

/** Blocks between blank lines: `## a heading`, or a statement and under it the lines that tell its shape. */
const blocks = file('shape-cases.txt')
  .split('\n\n')
  .map((block) =>
    block
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('# ')),
  )
const headings = blocks.filter(([first]) => first?.startsWith('## ')).map(([first = '']) => first.slice('## '.length))
const cases = headings.map((heading) => {
  const from = blocks.findIndex(([first]) => first === `## ${heading}`) + 1
  const length = blocks.slice(from).findIndex(([first]) => first?.startsWith('## '))
  return {
    heading,
    statements: blocks.slice(from, length < 0 ? undefined : from + length).map(([first = '', ...lines]) => ({
      query: first.startsWith('!') ? first.slice(1) : first,
      refused: first.startsWith('!'),
      lines: lines.map((line) => line.trim()),
    })),
  }
})

describe.each(cases)('$heading', ({ statements }) => {
  test.each(statements)('$query', ({ query, lines }) => expect(toldShape(shapeOf(query, catalog))).toEqual(lines))

  test('is SQL that PostgreSQL takes', async () => {
    for (const { query, refused } of statements) {
      const prepared = embedded.simple(`prepare p as ${query}`).then(() => embedded.simple('deallocate p'))
      if (refused) await expect(prepared, query).rejects.toThrow()
      else await expect(prepared, query).resolves.toBeUndefined()
    }
  })
})

test('what nests too deeply is left out, and does not end the audit', () => {
  const deep = `select id from posts where title = 'a'${" || 'a'".repeat(5000)}`
  expect(toldShape(shapeOf(deep, catalog))).toEqual(['it nests deeper than can be followed'])
})

test('a table that the schema does not have is read as one that it may not have', () => {
  expect(toldShape(shapeOf('select id from posts', catalogOf({ relations: [] })))).toEqual([
    'returns ?',
    'unresolved: there is no table posts',
  ])
})
