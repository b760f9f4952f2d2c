import { type Connection, rowsOf } from '../collect/connection.ts'
import type { StatementError } from '../collect/statement-error.ts'
import { AuditError } from '../errors.ts'
import { lockRun } from './lock-run.ts'
import type { Reporter } from './reporter.ts'
import { type Watch, watchOf } from './watch.ts'

/** A server process, so that it is not taken for a later one of the same number. */
export interface Backend {
  readonly pid: string
  readonly start: string
}

export interface Session {
  readonly connection: Connection
  readonly backend: Backend
  readonly watch: Watch
  /** Rejects (`connection`) when statements reach another backend than this one, as behind a pooler that shares them out. */
  readonly mustBeSame: () => Promise<void>
}

export interface SessionOptions {
  /** A new connection to the database: for the run, after a loss for its continuation, and for watching it. */
  readonly open: () => Promise<Connection>
  /** ms, for each lock that others would have to wait behind. */
  readonly lockTimeout: number
  readonly signal: AbortSignal
  readonly report: Reporter
}

/** ms between two requests to cancel: one may reach the server just before the statement does. */
const CANCEL_AGAIN = 300

/**
 * Runs `work` in a session that holds the lock of a run, and ends it. `previous` is the session that the same run has lost: what it may
 * still be doing is ended first. When `signal` fires, what the server is doing is cancelled; then AuditError (interrupted).
 */
export async function inSession<Result>(
  options: SessionOptions,
  previous: Backend | null,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { open, signal } = options
  const connection = await open()
  let repeat: NodeJS.Timeout | undefined
  const cancel = (): void => void connection.cancel().catch(() => undefined)
  const abort = (): void => {
    cancel()
    repeat = setInterval(cancel, CANCEL_AGAIN)
  }
  let watch: Watch | undefined
  signal.addEventListener('abort', abort, { once: true })
  try {
    const backend = await backendOf(connection)
    await prepare(connection, options.lockTimeout)
    await lockRun(connection, previous)
    watch = watchOf(backend.pid, options)
    const mustBeSame = async (): Promise<void> => {
      const now = await backendOf(connection)
      if (now.pid !== backend.pid || now.start !== backend.start) throw lostSession()
    }
    return await work({ connection, backend, watch, mustBeSame })
  } catch (thrown) {
    if (signal.aborted) throw new AuditError('interrupted', 'Interrupted.', { cause: thrown })
    throw thrown
  } finally {
    signal.removeEventListener('abort', abort)
    clearInterval(repeat)
    // A pooler may give this session to others.
    await connection.simple('discard all').catch(() => undefined)
    await Promise.all([watch?.close(), connection.close().catch(() => undefined)])
  }
}

/** The session's own functions are gone, and with them the session. */
export const isForeign = (thrown: StatementError): boolean =>
  (thrown.code === '42883' && thrown.message.includes('pg_temp.')) ||
  (thrown.code === '3F000' && thrown.message.includes('pg_temp'))

export const lostSession = (cause?: unknown): AuditError =>
  new AuditError(
    'connection',
    'Between two statements the session became another one: connect to the server itself, not through a pooler in transaction mode',
    { cause },
  )

async function backendOf(connection: Connection): Promise<Backend> {
  const [row] = await rowsOf(connection, 'select pid, backend_start::text from pg_stat_activity where pid = pg_backend_pid()')
  return { pid: row?.[0] ?? '', start: row?.[1] ?? '' }
}

/**
 * Settings for a session that changes things: builds take their time, locks do not, an idle transaction ends by itself, and rows that row
 * security would hide are an error. A server that
 * can (14) looks every second whether we are still there, so that a build does not outlive us.
 */
async function prepare(connection: Connection, lockTimeout: number): Promise<void> {
  await connection.simple(
    `set statement_timeout = 0; set lock_timeout = ${lockTimeout}; set idle_in_transaction_session_timeout = '60s';
set client_min_messages = warning; set row_security = off;
select set_config(name, case name when 'client_connection_check_interval' then '1s' else '0' end, false) from pg_settings
where name in ('client_connection_check_interval', 'idle_session_timeout', 'transaction_timeout')`,
  )
}
