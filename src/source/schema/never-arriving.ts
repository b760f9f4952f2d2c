import { resolve } from 'node:path'
import type { CallExpression, Expression } from 'oxc-parser'
import { lineFinder } from '../../locations/line-finder.ts'
import type { SchemaModule } from '../../locations/drizzle/schema-module.ts'
import { unwrapped } from '../../locations/drizzle/unwrapped.ts'
import type { NeverArrives } from '../../snapshot.ts'
import { loadParser } from '../../sql/parse.ts'
import { readModules } from '../locations/read-modules.ts'
import { schemaFiles } from '../locations/schema-entries.ts'
import { checkLine } from './check-line.ts'
import { declaratorsOf, type DrizzleNames, drizzleNamesOf, memberOf } from './drizzle-names.ts'
import { extraEntries, type Meaning } from './extra-entries.ts'

/**
 * What a Drizzle schema (a file or a folder) says and drizzle-kit leaves out without a word: bare SQL among a table's constraints,
 * an index or a unique constraint without `.on(…)`, a table that its module does not export. By file and line.
 */
export async function neverArriving(schema: string, cwd: string): Promise<readonly NeverArrives[]> {
  // What cannot be read is left out: drizzle-kit has run it, and would have said so.
  const { modules } = await readModules(schemaFiles(resolve(cwd, schema)), cwd)
  await loadParser()
  const namesOf = drizzleNamesOf(modules)
  const found = modules.toSorted(byFile).flatMap((module) => {
    const lineAt = lineFinder(module.text)
    const at = (start: number): Pick<NeverArrives, 'file' | 'line'> => ({ file: module.file, line: lineAt(start) })
    return inModule(module, namesOf(module), at)
  })
  // The same twice in a table is told once: a finding is known by what is written.
  const told = new Set<string>()
  const isNew = ({ table, written }: NeverArrives): boolean => told.size < told.add(JSON.stringify([table, written])).size
  return found.filter(isNew)
}

const byFile = (a: SchemaModule, b: SchemaModule): number => (a.file < b.file ? -1 : 1)

type Place = (start: number) => Pick<NeverArrives, 'file' | 'line'>

function inModule(module: SchemaModule, names: DrizzleNames, at: Place): readonly NeverArrives[] {
  const { program } = module
  const declared = declaratorsOf(program)
  const meaning: Meaning = (name) => declared.find(({ id }) => id.type === 'Identifier' && id.name === name)?.init ?? undefined
  const exported = exportedBy(module)
  return declared.flatMap(({ id, init }) => {
    const call = init ? tableCall(init, names) : null
    const [name] = call?.arguments ?? []
    if (!call || name?.type !== 'Literal' || typeof name.value !== 'string' || id.type !== 'Identifier') return []
    const table = name.value
    const [, , config] = call.arguments
    const entries = config && config.type !== 'SpreadElement' ? extraEntries(config, meaning) : []
    const hidden: NeverArrives = {
      table,
      kind: 'not exported',
      written: `const ${id.name}`,
      instead: `export const ${id.name}`,
      ...at(id.start),
    }
    return [
      ...(exported.has(id.name) ? [] : [hidden]),
      ...entries.flatMap((entry) => dropped(entry, table, module.text, names, at)),
    ]
  })
}

/** `pgTable(…)`, with or without `.enableRLS()` behind it. */
function tableCall(init: Expression, names: DrizzleNames): CallExpression | null {
  const value = unwrapped(init)
  if (value.type !== 'CallExpression') return null
  if (names.makesTable(value.callee)) return value
  return value.callee.type === 'MemberExpression' ? tableCall(value.callee.object, names) : null
}

/** Names that leave the module, by themselves or as another constant: `export const all = users`. A module of CommonJS exports what it likes. */
function exportedBy({ module, program }: SchemaModule): { readonly has: (name: string) => boolean } {
  if (module.staticExports.length === 0) return { has: () => true }
  const names = new Set(module.staticExports.flatMap(({ entries }) => entries.map(({ localName }) => localName.name ?? '')))
  for (const { id, init } of declaratorsOf(program)) {
    const value = init ? unwrapped(init) : null
    if (id.type === 'Identifier' && names.has(id.name) && value?.type === 'Identifier') names.add(value.name)
  }
  return names
}

function dropped(
  entry: Expression,
  table: string,
  source: string,
  { exported }: DrizzleNames,
  at: Place,
): readonly NeverArrives[] {
  const sourceOf = ({ start, end }: { readonly start: number; readonly end: number }): string =>
    source.slice(start, end).split(/\s+/u).join(' ')
  if (entry.type === 'TaggedTemplateExpression' && exported(entry.tag) === 'sql') {
    const pieces = entry.quasi.quasis.map(({ value }) => value.cooked ?? value.raw)
    const instead = checkLine(table, pieces, entry.quasi.expressions.map(sourceOf))
    return [{ table, kind: 'bare sql', written: `sql${sourceOf(entry.quasi)}`, instead, ...at(entry.start) }]
  }
  if (entry.type !== 'CallExpression') return []
  const { callee } = entry
  if (callee.type === 'MemberExpression' && memberOf(callee) === 'raw' && exported(callee.object) === 'sql') {
    const [text] = entry.arguments
    const pieces = text?.type === 'Literal' && typeof text.value === 'string' ? [text.value] : []
    return [{ table, kind: 'bare sql', written: sourceOf(entry), instead: checkLine(table, pieces, []), ...at(entry.start) }]
  }
  return UNFINISHED.has(exported(callee) ?? '')
    ? [{ table, kind: 'unfinished', written: sourceOf(entry), instead: `${sourceOf(entry)}.on(…)`, ...at(entry.start) }]
    : []
}

/** Builders that are no index and no constraint before they are told their columns. */
const UNFINISHED: ReadonlySet<string> = new Set(['index', 'uniqueIndex', 'unique'])
