import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

/**
 * The folder for what can be made again: `PTE_DB_AUDIT_CACHE`, else where the system keeps caches.
 * Null when `PTE_DB_AUDIT_CACHE` is set to nothing, which switches caching off.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string | null {
  const own = env['PTE_DB_AUDIT_CACHE']
  if (own !== undefined) return own || null
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'pte-db-audit')
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'pte-db-audit')
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'pte-db-audit')
}

/** A key that changes when any of the inputs does. */
export const cacheKey = (name: string, ...inputs: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(`${input.length}:`).update(input)
  return `${name}-${hash.digest('hex').slice(0, 16)}`
}

/** What was cached under the key, or null. A file that cannot be read back is removed, so that it is made again. */
export function readCache(key: string): Uint8Array | null {
  const folder = cacheFolder()
  if (!folder) return null
  const file = join(folder, `${key}.gz`)
  try {
    return gunzipSync(readFileSync(file))
  } catch (thrown) {
    // Absent is the usual case; everything else (cut short, not gzip, unreadable) is as good as absent.
    if (!isMissing(thrown)) removeQuietly(file)
    return null
  }
}

/** Keeps bytes under the key, all or nothing: a reader never sees half a file. An unusable folder means no cache, silently. */
export function writeCache(key: string, bytes: Uint8Array): void {
  const folder = cacheFolder()
  if (!folder) return
  const file = join(folder, `${key}.gz`)
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    makeFolder(folder)
    writeFileSync(temporary, gzipSync(bytes, { level: 1 }))
    renameSync(temporary, file)
  } catch {
    removeQuietly(temporary)
  }
}

/** Level by level: node's own recursive mkdir spins for ever where the system refuses with ENOENT, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // It lies in a folder for caches; the next clean-up takes it.
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
