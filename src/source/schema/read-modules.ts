import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ParseResult } from 'oxc-parser'

/** A module of a schema, as it is written. */
export interface SchemaModule {
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly parsed: ParseResult
  /** The modules that it imports or exports from by a relative path, by what is written. */
  readonly imports: ReadonlyMap<string, string>
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']

/**
 * The modules of a Drizzle schema: the file, or all of the folder, and what they reach by relative paths, in the order of their paths.
 * One that cannot be read or parsed is left out: drizzle-kit has run them, and would have said so.
 */
export async function readModules(schema: string): Promise<readonly SchemaModule[]> {
  const { parseSync } = await import('oxc-parser')
  const modules = new Map<string, SchemaModule>()
  const waiting = entriesOf(schema)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue
    const text = readFileSync(path, 'utf8')
    const parsed = parseSync(path, text)
    if (parsed.errors.length > 0) continue
    const imports = new Map<string, string>()
    for (const request of requestsOf(parsed)) {
      const found = resolvedFrom(path, request)
      if (found !== null) imports.set(request, found)
    }
    modules.set(path, { path, text, parsed, imports })
    waiting.push(...imports.values())
  }
  return [...modules.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

function entriesOf(schema: string): string[] {
  if (!statSync(schema).isDirectory()) return [schema]
  return readdirSync(schema)
    .map((name) => join(schema, name))
    .filter(isModule)
}

const requestsOf = ({ module }: ParseResult): readonly string[] =>
  [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? '')),
  ].filter((request) => request.startsWith('.'))

/** `./users`, `./users.js` for users.ts, `./tables` for tables/index.ts. */
function resolvedFrom(path: string, request: string): string | null {
  const base = resolve(dirname(path), request)
  const written = EXTENSIONS.find((extension) => base.endsWith(extension))
  const bare = written ? base.slice(0, -written.length) : base
  const candidates = [
    base,
    ...[base, bare, join(base, 'index')].flatMap((each) => EXTENSIONS.map((extension) => each + extension)),
  ]
  return candidates.find(isModule) ?? null
}

const isModule = (path: string): boolean =>
  EXTENSIONS.some((extension) => path.endsWith(extension)) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
