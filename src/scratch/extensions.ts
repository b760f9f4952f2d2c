import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Extensions that come in another's bundle, or need another beside them (their control file's `requires`). */
const BUNDLES: Readonly<Record<string, readonly string[]>> = {
  autoinc: ['spi'],
  insert_username: ['spi'],
  moddatetime: ['spi'],
  refint: ['spi'],
  earthdistance: ['cube', 'earthdistance'],
}

/** Built into the embedded server: CREATE EXTENSION finds it without a bundle. */
const BUILT_IN = new Set(['plpgsql'])

/** Bundles that the embedded PostgreSQL needs to offer an extension, or null when it does not have that extension. */
export function bundlesOf(extension: string): ReadonlyMap<string, URL> | null {
  if (BUILT_IN.has(extension)) return new Map()
  const bundles = new Map<string, URL>()
  for (const name of BUNDLES[extension] ?? [extension]) {
    const url = bundle(name)
    if (!url) return null
    bundles.set(name, url)
  }
  return bundles
}

function bundle(name: string): URL | null {
  // Names reach this from migrations: nothing but a plain name may become part of a path.
  if (!/^[a-z0-9_-]+$/i.test(name)) return null
  const url =
    name === 'vector'
      ? new URL('vector.tar.gz', import.meta.resolve('@electric-sql/pglite-pgvector'))
      : new URL(`${name}.tar.gz`, import.meta.resolve('@electric-sql/pglite'))
  return existsSync(fileURLToPath(url)) ? url : null
}
