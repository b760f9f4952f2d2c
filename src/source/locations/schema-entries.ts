import { readdirSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { globMatcher, isGlob } from '../../glob.ts'
import { SOURCE_EXTENSIONS } from './resolve-import.ts'

/** The files of a schema that is a file or a folder: the files right inside it, as drizzle-kit reads it. Sorted by name. */
export function schemaFiles(path: string): readonly string[] {
  const files = isFolder(path) ? readdirSync(path).map((name) => join(path, name)) : [path]
  return files.filter((file) => SOURCE_EXTENSIONS.includes(extname(file)) && !isFolder(file)).toSorted()
}

/** The same for a path or glob of drizzle-kit's configuration. */
export function schemaEntries(pattern: string, base: string): readonly string[] {
  const start = resolve(base, pattern.startsWith('/') ? '/' : '.')
  const matches = alternatives(pattern).flatMap((each) => [...matching(start, each.split('/'))])
  return [...new Set(matches.flatMap(schemaFiles))].toSorted()
}

/** `*.{ts,js}` is `*.ts` and `*.js`. */
function alternatives(pattern: string): readonly string[] {
  const open = pattern.indexOf('{')
  const close = pattern.indexOf('}', open)
  if (open === -1 || close === -1) return [pattern]
  const choices = pattern.slice(open + 1, close).split(',')
  return choices.flatMap((choice) => alternatives(pattern.slice(0, open) + choice + pattern.slice(close + 1)))
}

function* matching(folder: string, [part, ...rest]: readonly string[]): Generator<string> {
  if (part === undefined) {
    if (statSync(folder, { throwIfNoEntry: false })) yield folder
  } else if (part === '**') {
    yield* matching(folder, rest)
    for (const name of namesIn(folder)) if (isFolder(join(folder, name))) yield* matching(join(folder, name), [part, ...rest])
  } else if (isGlob(part)) {
    const matches = globMatcher(part)
    for (const name of namesIn(folder)) if (matches(name)) yield* matching(join(folder, name), rest)
  } else yield* matching(join(folder, part), rest)
}

/** Globs pass over hidden names; nobody's schema is in an installed package. */
const namesIn = (folder: string): readonly string[] =>
  isFolder(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.') && name !== 'node_modules') : []

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
