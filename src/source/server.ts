import type pg from 'pg'
import type { Connection } from '../collect/connection.ts'
import { AuditError } from '../errors.ts'
import { codeOf, connectError, isServerError, lostError } from './connect-error.ts'
import { sslAttempts } from './connect-ssl.ts'
import type { Ssl } from './connect-ssl.ts'
import { connectTarget } from './connect-target.ts'
import type { ConnectTarget, Environment, Host } from './connect-target.ts'
import { passwordFromFile } from './password-file.ts'
import { simpleQuery } from './simple-query.ts'

export { describeTarget } from './connect-target.ts'

export interface ConnectOptions {
  /** Stops waiting for a server that does not answer. */
  readonly signal?: AbortSignal
}

/**
 * Connects as libpq would: `target` (a URL or keyword=value pairs), else DATABASE_URL, else PG* variables and ~/.pgpass.
 * Throws AuditError: `usage` for what cannot be read, `connection` with the reason and the remedy.
 */
export async function connect(target: string | undefined, env: Environment, options: ConnectOptions = {}): Promise<Connection> {
  const wanted = connectTarget(target, env)
  const { default: library } = await import('pg')
  let failure: unknown
  for (const host of wanted.hosts) {
    const password = wanted.password ?? (await passwordFromFile(wanted, host, env)) ?? null
    let refusal: { readonly error: AuditError; readonly byServer: boolean } | undefined
    for (const ssl of sslAttempts(wanted, host)) {
      try {
        return await open(library, { ...wanted, password }, host, ssl, options.signal)
      } catch (thrown) {
        if (!(thrown instanceof AuditError) || thrown.kind !== 'connection') throw thrown
        // Of two refusals, what the server itself said tells more than that it has no TLS.
        const byServer = isServerError(thrown.cause)
        if (!refusal || (byServer && !refusal.byServer)) refusal = { error: thrown, byServer }
        else if (!refusal.byServer) refusal = { error: thrown, byServer }
        if (!worthAnotherWay(thrown.cause)) break
      }
    }
    failure = refusal?.error
    // libpq goes on to the next host unless the server refused who we are.
    if (refusal?.byServer && codeOf(refusal.error.cause).startsWith('28')) break
  }
  throw failure
}

/** With or without TLS can only matter to a server that answered, and a wrong password stays wrong. */
const worthAnotherWay = (cause: unknown): boolean => {
  const code = codeOf(cause)
  return (
    !['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', '28P01', '3D000', '53300', '57P01', '57P03'].includes(
      code,
    ) && !(cause instanceof Error && cause.message === 'timeout expired')
  )
}

/** What pg's types leave out of its client. */
interface Internals {
  readonly processID: number
  readonly secretKey: number
  readonly connection: NodeJS.EventEmitter & { readonly stream: NodeJS.EventEmitter & { destroy(): void } }
}

async function open(
  library: typeof pg,
  target: ConnectTarget,
  host: Host,
  ssl: Ssl,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  const binding = target.parameters.get('channel_binding') === 'require'
  const client = new library.Client({
    host: host.host,
    port: host.port,
    user: target.user,
    database: target.database,
    // A function, for an absent password must not be looked up in this process' environment.
    password: () => target.password ?? '',
    ssl,
    sslnegotiation: ssl && target.parameters.get('sslnegotiation') === 'direct' ? 'direct' : 'postgres',
    enableChannelBinding: binding,
    connectionTimeoutMillis: target.connectTimeout,
    application_name: 'pte-db-audit',
    keepAlive: true,
    ...(target.options === null ? {} : { options: target.options }),
  } as pg.ClientConfig)
  const internals = client as unknown as Internals
  const parameters: Record<string, string> = {}
  let greeting: Buffer | null = null
  let lost: unknown
  // Without a listener an error on an idle connection would end the process.
  client.on('error', (error) => (lost ??= error))
  internals.connection.on('parameterStatus', (message: { parameterName: string; parameterValue: string }) => {
    parameters[message.parameterName] = message.parameterValue
  })
  internals.connection.stream.once('data', (chunk: Buffer) => (greeting = chunk))
  if (binding) requireChannelBinding(internals.connection, host)
  const abort = (): void => internals.connection.stream.destroy()
  signal?.addEventListener('abort', abort)
  try {
    await client.connect()
  } catch (thrown) {
    internals.connection.stream.destroy()
    if (signal?.aborted) throw new AuditError('interrupted', 'interrupted', { cause: thrown })
    throw connectError(thrown, target, host, greeting)
  } finally {
    signal?.removeEventListener('abort', abort)
  }

  return {
    parameters,
    embedded: false,
    simple: (sql, onRow, onColumns) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) {
          reject(lostError(lost, host))
          return
        }
        const settle = (error: Error | null): void => {
          if (error === null) resolve()
          else if (isLoss(error)) reject(lostError(error, host))
          // After an error the server says when it is ready again.
          else if (isServerError(error)) afterReady(client, internals, () => reject(error))
          else reject(error)
        }
        client.query(simpleQuery(sql, onRow, onColumns, settle) as unknown as pg.Submittable)
      }),
    cancel: () => cancel(library, internals, host, ssl, target.connectTimeout),
    close: () => client.end().catch(() => undefined),
  }
}

/** The session is over: the server said so, or the socket did. */
const isLoss = (error: Error): boolean => {
  const code = codeOf(error)
  if (code.length === 5) return code.startsWith('08') || code.startsWith('57P')
  return code !== '' || error.message.startsWith('Connection terminated') || error.message.startsWith('Client ')
}

function afterReady(client: pg.Client, internals: Internals, then: () => void): void {
  const done = (): void => {
    internals.connection.off('readyForQuery', done)
    client.off('end', done)
    then()
  }
  internals.connection.once('readyForQuery', done)
  client.once('end', done)
}

/** node-postgres takes SCRAM without channel binding when the server offers no more; `require` means that it must not. */
function requireChannelBinding(connection: NodeJS.EventEmitter, host: Host): void {
  const refuse = (): void => {
    connection.emit(
      'error',
      new AuditError(
        'connection',
        `channel_binding=require, but ${host.host}:${host.port} does not offer it: use TLS and SCRAM, or drop channel_binding`,
      ),
    )
  }
  let bound = false
  connection.prependListener('authenticationSASL', (message: { mechanisms: readonly string[] }) => {
    bound = message.mechanisms.includes('SCRAM-SHA-256-PLUS')
    if (!bound) refuse()
  })
  connection.prependListener('authenticationOk', () => {
    if (!bound) refuse()
  })
}

/** Asks the server, over a connection of its own, to cancel what this session runs. */
function cancel(library: typeof pg, internals: Internals, host: Host, ssl: Ssl, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const wire = new library.Connection({ ssl } as pg.ConnectionConfig) as unknown as NodeJS.EventEmitter & {
      connect(port: number | string, host?: string): void
      requestSsl(): void
      cancel(processId: number, secretKey: number): void
      readonly stream: { destroy(): void }
    }
    const timer = setTimeout(() => wire.stream.destroy(), timeout || 10_000)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const send = (): void => wire.cancel(internals.processID, internals.secretKey)
    wire.on('connect', () => (ssl ? wire.requestSsl() : send()))
    wire.on('sslconnect', send)
    // The server answers nothing and hangs up; whether there was something to cancel is not said.
    wire.on('error', done)
    wire.on('end', done)
    if (host.socket) wire.connect(`${host.host}/.s.PGSQL.${host.port}`)
    else wire.connect(host.port, host.host)
  })
}
