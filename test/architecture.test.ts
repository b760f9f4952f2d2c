import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../src/package-root.ts'

const source = join(packageRoot, 'src')

/** Where facts are judged and written down: the same snapshot gives the same bytes, so there is no IO, no clock, no chance. */
const PURE_ROOMS = ['checks', 'doctor', 'drift', 'fix', 'gate', 'init', 'locations', 'many', 'report', 'sql', 'workload']
const PURE_FILES = [
  'check.ts',
  'errors.ts',
  'evaluate.ts',
  'exit-code.ts',
  'finding.ts',
  'glob.ts',
  'identifier.ts',
  'index-proof.ts',
  'keywords.ts',
  'pending.ts',
  'queries.ts',
  'rule.ts',
  'shell-word.ts',
  'snapshot.ts',
  'targets.ts',
  'unmatched-names.ts',
  'with-replicas.ts',
  'with-workload.ts',
]
/** Of other people's modules these only compute. */
const PURE_MODULES = ['chalk', 'cli-table3', 'libpg-query', 'string-width', 'valibot', 'node:crypto', 'node:path']
const IMPURE_GLOBALS = ['process', 'console', 'fetch', 'performance', 'setTimeout', 'setInterval', 'globalThis']

const isPure = (file: string): boolean => PURE_FILES.includes(file) || PURE_ROOMS.includes(file.split(sep)[0]!)

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

describe('the pure rooms', () => {
  const pure = files.filter(isPure)

  it('are where they are expected', () => {
    for (const file of PURE_FILES) expect(files).toContain(file)
    for (const room of PURE_ROOMS) expect(pure.some((file) => file.startsWith(room + sep))).toBe(true)
  })

  it.each(pure)('%s computes and nothing else', (file) => {
    expect(offencesIn(file, readFileSync(join(source, file), 'utf8'))).toEqual([])
  })
})

describe('the test itself', () => {
  it.each([
    ["import { readFileSync } from 'node:fs'", 'imports node:fs'],
    ["import pg from 'pg'", 'imports pg'],
    ["export * from '../collect/collect.ts'", 'imports ../collect/collect.ts'],
    ["const { x } = await import('../source/server.ts')", 'imports ../source/server.ts'],
    ['const at = Date.now()', 'reads the clock or chance'],
    ['const at = new Date()', 'reads the clock or chance'],
    ['const at = Math.random()', 'reads the clock or chance'],
    ["import { createHash, randomUUID } from 'node:crypto'", 'reads the clock or chance'],
    ['const home = process.env.HOME', 'uses process'],
    ['console.log(1)', 'uses console'],
  ])('finds %s', (text, offence) => {
    expect(offencesIn(join('checks', 'x.ts'), text)).toEqual([offence])
  })

  it.each([
    "import type { Connection } from '../collect/connection.ts'",
    "import { type Finding, passes } from '../finding.ts'",
    "import { parse } from '../sql/parse.ts'",
    "import { createHash } from 'node:crypto'",
    'const at = new Date(iso)',
    'const statement = { process: 1 }.process',
    "const at = Date.parse('2025-01-01')",
  ])('lets %s pass', (text) => {
    expect(offencesIn(join('checks', 'x.ts'), text)).toEqual([])
  })
})

describe('node-postgres and the embedded database', () => {
  const clients = ['pg', '@electric-sql/', 'drizzle-orm']
  const rooms = ['apply', 'cli', 'source', 'collect', 'scratch', 'demo']
  const others = files.filter((file) => !rooms.includes(file.split(sep)[0]!))

  it.each(others)('are not imported by %s', (file) => {
    const imported = importsOf(readFileSync(join(source, file), 'utf8'), file)
    expect(
      imported.filter((name) =>
        clients.some(
          (client) => name === client || name.startsWith(`${client}/`) || (client.endsWith('/') && name.startsWith(client)),
        ),
      ),
    ).toEqual([])
  })
})

/** What a pure file must not do, in words. */
function offencesIn(file: string, text: string): string[] {
  const offences = importsOf(text, file)
    .filter((name) => !mayImport(file, name))
    .map((name) => `imports ${name}`)
  const { program } = parseSync(file, text)
  new Visitor({
    ImportDeclaration({ source: from, specifiers }) {
      // Of this module a hash computes, and most of the rest is chance.
      const names = specifiers.map(({ local }) => local.name).filter((name) => name !== 'createHash')
      if (from.value === 'node:crypto' && names.length > 0) offences.push('reads the clock or chance')
    },
    NewExpression({ callee, arguments: given }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) offences.push('reads the clock or chance')
    },
    MemberExpression({ object, property }) {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      if (IMPURE_GLOBALS.includes(object.name)) offences.push(`uses ${object.name}`)
      if (['Date.now', 'Math.random'].includes(`${object.name}.${property.name}`)) offences.push('reads the clock or chance')
    },
    CallExpression({ callee }) {
      if (callee.type === 'Identifier' && IMPURE_GLOBALS.includes(callee.name)) offences.push(`uses ${callee.name}`)
    },
  }).visit(program)
  return offences
}

/** A pure file imports pure files, so that nothing impure is reached through another. */
function mayImport(file: string, name: string): boolean {
  if (!name.startsWith('.')) return PURE_MODULES.includes(name)
  return isPure(relative(source, resolve(source, dirname(file), name)))
}

/** Names of the modules that a file imports at run time. */
function importsOf(text: string, file: string): string[] {
  const { module, program, errors } = parseSync(file, text)
  expect(errors).toEqual([])
  const statics = module.staticImports.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.filter(({ moduleRequest, isType }) => moduleRequest && !isType),
  )
  const dynamic: string[] = []
  new Visitor({
    ImportExpression({ source: from }) {
      dynamic.push(from.type === 'Literal' ? String(from.value) : 'a computed name')
    },
  }).visit(program)
  return [
    ...statics.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.map(({ moduleRequest }) => moduleRequest!.value),
    ...dynamic,
  ]
}
