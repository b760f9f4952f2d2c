import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../collect/connection.ts'
import { AuditError } from '../errors.ts'

/**
 * Runs `work` on a connection and closes it afterwards. When `signal` fires, what the server is running is cancelled first,
 * so that nothing goes on there after this process has ended; then AuditError('interrupted').
 */
export async function interruptible<Result>(
  connection: Connection,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const { aborted, forget } = abortOf(signal)
  const interrupted = aborted.then(() => cancel(connection))
  try {
    const result = await Promise.race([work(), interrupted])
    // A cancelled statement may look like a section that could not be read; the report of such a run is worth nothing.
    return signal.aborted ? await interrupted : result
  } finally {
    forget()
    await connection.close().catch(() => undefined)
  }
}

function abortOf(signal: AbortSignal): { readonly aborted: Promise<void>; readonly forget: () => void } {
  const { promise, resolve } = withResolvers()
  if (signal.aborted) resolve()
  signal.addEventListener('abort', resolve, { once: true })
  return { aborted: promise, forget: () => signal.removeEventListener('abort', resolve) }
}

/** Promise.withResolvers is not in Node 20. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle: (() => void) | undefined
  const promise = new Promise<void>((resolve) => (settle = resolve))
  return { promise, resolve: () => settle?.() }
}

async function cancel(connection: Connection): Promise<never> {
  // A server that no longer answers must not keep the user waiting.
  await Promise.race([connection.cancel().catch(() => undefined), sleep(1000, undefined, { ref: false })])
  throw new AuditError('interrupted', 'Interrupted.')
}
