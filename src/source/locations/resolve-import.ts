import { statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'

export const SOURCE_EXTENSIONS: readonly string[] = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']

/** TypeScript imports `./users.ts` as `./users.js`. */
const WRITTEN_FOR: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

/** The file that a relative import means, as TypeScript and bundlers find it; null for a package, an alias, and what does not exist. */
export function resolveImport(importer: string, written: string): string | null {
  if (!written.startsWith('./') && !written.startsWith('../') && written !== '.' && written !== '..') return null
  const path = resolve(dirname(importer), written)
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  const candidates = [
    path,
    ...(WRITTEN_FOR[extension] ?? []).map((other) => stem + other),
    ...SOURCE_EXTENSIONS.map((each) => path + each),
    ...SOURCE_EXTENSIONS.map((each) => resolve(path, `index${each}`)),
  ]
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true) ?? null
}
