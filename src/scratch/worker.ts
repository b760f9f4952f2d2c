import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { messageOf } from '../errors.ts'
import { cacheKey, readCache, writeCache } from './cache.ts'
import { bundlesOf } from './extensions.ts'
import { queryMessage, startupMessage } from './frontend-messages.ts'
import type { Reply, Request, WorkerInput } from './messages.ts'
import { type MemoryFileSystem, resizeFiles } from './planner/relation-files.ts'

/** Bytes of backend messages that travel to the main thread together. */
const BATCH_BYTES = 256 * 1024

/** PGlite replaces postgresql.conf when an extension must be preloaded; written always, every start is the same. */
const CONFIGURATION = ["datestyle = 'iso, mdy'", "timezone = 'UTC'", "default_text_search_config = 'pg_catalog.english'"]

const port = parentPort
if (!port) throw new Error('worker.js is the thread of the embedded database; start it through startEmbedded')
const { extensions, dataDirectory } = workerData as WorkerInput

const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

try {
  const database = await open()
  reply({ kind: 'ready', bytes: await database.execProtocolRaw(startupMessage('postgres', 'postgres')) })
  port.on('message', (request: Request) => void answer(database, request))
} catch (thrown) {
  reply({ kind: 'failed', id: null, message: messageOf(thrown) })
  port.close()
}

async function open(): Promise<PGlite> {
  if (dataDirectory) return start(dataDirectory)
  const key = cacheKey('empty', versionOfPglite())
  const empty = readCache(key)
  if (empty) {
    try {
      return await start(empty)
    } catch {
      // A directory that does not start is worth no more than none: it is made again and replaced below.
    }
  }
  const database = await start(null)
  writeCache(key, await tarOf(database))
  return database
}

function start(directory: Uint8Array | null): Promise<PGlite> {
  const bundles: Record<string, URL> = {}
  for (const extension of extensions) {
    for (const [name, url] of bundlesOf(extension) ?? []) bundles[name] = url
  }
  const preload = extensions.includes('pg_stat_statements') ? ["shared_preload_libraries = 'pg_stat_statements'"] : []
  return PGlite.create({
    extensions: bundles,
    postgresqlconf: [...CONFIGURATION, ...preload],
    ...(directory ? { loadDataDir: new Blob([directory as Uint8Array<ArrayBuffer>], { type: 'application/x-tar' }) } : {}),
  })
}

async function answer(database: PGlite, request: Request): Promise<void> {
  if (request.kind === 'close') {
    await database.close()
    port?.close()
    return
  }
  try {
    if (request.kind === 'dump') {
      const bytes = await tarOf(database)
      reply({ kind: 'dumped', id: request.id, bytes }, [bytes.buffer])
      return
    }
    if (request.kind === 'resize') {
      resizeFiles(database.Module.FS as unknown as MemoryFileSystem, request.files)
      reply({ kind: 'resized', id: request.id })
      return
    }
    const batch = batches(request.id)
    await database.execProtocolRawStream(queryMessage(request.sql), { onRawData: batch.add })
    batch.flush()
    reply({ kind: 'done', id: request.id })
  } catch (thrown) {
    reply({ kind: 'failed', id: request.id, message: messageOf(thrown) })
  }
}

/** Copies out of the WebAssembly memory, where the bytes live only during the call, into buffers that can change threads. */
function batches(id: number): { add: (bytes: Uint8Array) => void; flush: () => void } {
  let buffer = new Uint8Array(0)
  let used = 0
  const flush = (): void => {
    if (used === 0) return
    reply({ kind: 'bytes', id, bytes: buffer.subarray(0, used) }, [buffer.buffer])
    buffer = new Uint8Array(0)
    used = 0
  }
  const add = (bytes: Uint8Array): void => {
    if (used + bytes.length > buffer.length) {
      flush()
      buffer = new Uint8Array(Math.max(BATCH_BYTES, bytes.length))
    }
    buffer.set(bytes, used)
    used += bytes.length
  }
  return { add, flush }
}

async function tarOf(database: PGlite): Promise<Uint8Array<ArrayBuffer>> {
  const tar = await database.dumpDataDir('none')
  return new Uint8Array(await tar.arrayBuffer())
}

function versionOfPglite(): string {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))
  return (JSON.parse(readFileSync(fileURLToPath(manifest), 'utf8')) as { version: string }).version
}
