import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { OnColumns, OnRow } from '../collect/connection.ts'
import { AuditError, messageOf } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import type { BackendReader } from './backend-messages.ts'
import { readBackend } from './backend-messages.ts'
import type { Embedded, EmbeddedOptions } from './embedded.ts'
import type { Reply, Request, WorkerInput } from './messages.ts'

interface Pending {
  readonly reader: BackendReader | null
  readonly resolve: (dumped: Uint8Array) => void
  readonly reject: (error: Error) => void
}

const STOPPED = 'The embedded database was stopped.'
const interrupted = (): AuditError => new AuditError('interrupted', 'Interrupted.')
const CLOSED = 'The embedded database is closed.'

/**
 * Starts the embedded PostgreSQL in a thread of its own, empty or from a dumped data directory.
 * Rejects with an AuditError when it cannot start or `signal` ends it first.
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<Embedded> {
  const file = join(packageRoot, 'dist', 'worker.js')
  if (!existsSync(file)) throw new AuditError('source', 'dist/worker.js is missing; build the package with `npm run build`.')
  if (options.signal?.aborted) throw interrupted()
  const input: WorkerInput = { extensions: options.extensions ?? [], dataDirectory: options.dataDirectory ?? null }
  // Loaders of the parent (tsx, coverage) mean nothing to the bundled worker and cost it start-up time.
  const worker = new Worker(file, { workerData: input, execArgv: [] })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const send = (message: Request): void => worker.postMessage(message)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const pending = new Map<number, Pending>()
  const parameters: Record<string, string> = {}
  const onParameter = (name: string, value: string): void => void (parameters[name] = value)
  let ended: AuditError | null = null
  let nextId = 0

  const end = (reason: AuditError): void => {
    ended ??= reason
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }
  const stop = async (reason: AuditError): Promise<void> => {
    end(reason)
    await worker.terminate()
  }

  const started = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: Reply) => {
      if (message.kind === 'ready') {
        readBackend({ onRow: () => {}, onParameter }).push(message.bytes)
        resolve()
        return
      }
      if (message.kind === 'failed' && message.id === null) {
        reject(new AuditError('source', `The embedded database could not start: ${message.message}.`))
        return
      }
      const id = message.id ?? -1
      const request = pending.get(id)
      if (!request) return
      if (message.kind === 'bytes') {
        try {
          request.reader?.push(message.bytes)
        } catch (thrown) {
          // The caller's own onRow threw: the rest of the answer is read past, the connection stays usable.
          pending.delete(id)
          request.reject(thrown instanceof Error ? thrown : new Error(messageOf(thrown)))
        }
        return
      }
      pending.delete(id)
      settle(request, message, stop)
    })
    const died = (reason: string): void => {
      const error = new AuditError('source', reason)
      end(error)
      reject(ended ?? error)
    }
    worker.once('error', (error) => died(`The embedded database failed: ${error.message}.`))
    worker.once('exit', () => died(CLOSED))
  })

  const abort = (): void => void stop(interrupted())
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    await started
  } catch (error) {
    await worker.terminate()
    throw error
  } finally {
    void exited.then(() => options.signal?.removeEventListener('abort', abort))
  }

  const request = (message: Request & { id: number }, reader: BackendReader | null): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(ended)
        return
      }
      pending.set(message.id, { reader, resolve, reject })
      send(message)
    })

  return {
    embedded: true,
    parameters,
    async simple(sql: string, onRow: OnRow = () => {}, onColumns?: OnColumns) {
      const reader = readBackend({ onRow, onColumns, onParameter })
      await request({ kind: 'query', id: nextId++, sql }, reader)
    },
    dump: () => request({ kind: 'dump', id: nextId++ }, null),
    async resize(files) {
      await request({ kind: 'resize', id: nextId++, files }, null)
    },
    cancel: () => stop(new AuditError('interrupted', STOPPED)),
    async close() {
      if (!ended) send({ kind: 'close' })
      await exited
    },
  }
}

/** Ends one request as the last message about it says. */
function settle(request: Pending, message: Reply, stop: (reason: AuditError) => Promise<void>): void {
  if (message.kind === 'dumped') request.resolve(message.bytes)
  else if (message.kind === 'resized') request.resolve(new Uint8Array(0))
  else if (message.kind === 'failed')
    request.reject(new AuditError('source', `The embedded database failed: ${message.message}.`))
  else if (request.reader?.error) request.reject(request.reader.error)
  else if (request.reader?.complete) request.resolve(new Uint8Array(0))
  else {
    // No ReadyForQuery: a WebAssembly trap (stack or memory exhausted) ended the statement, and nothing after it can be trusted.
    const crash = new AuditError('source', 'The embedded database crashed while it ran a statement; audit a server instead.')
    request.reject(crash)
    void stop(crash)
  }
}
