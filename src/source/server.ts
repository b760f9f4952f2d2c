import { Client, type ClientConfig, type Submittable } from 'pg'
import type { Connection } from '../collect/connection.ts'
import { sqlState } from '../collect/statement-error.ts'
import { AuditError } from '../errors.ts'
import { cancel } from './connect-cancel.ts'
import { requireChannelBinding } from './connect-channel-binding.ts'
import { codeOf, connectError, lostError } from './connect-error.ts'
import type { Internals } from './connect-internals.ts'
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

/** A connection to a server, with what is known of it beside what the server answers. */
export interface ServerConnection extends Connection {
  /** Of several hosts, the one that answered. */
  readonly host: Host
  /** `TLSv1.3`; null in the clear. */
  readonly tls: string | null
  /** The process that was named when the session began. A pooler names one of its own making. */
  readonly processId: number
}

/**
 * Connects as libpq would: `target` (a URL or keyword=value pairs), else DATABASE_URL, else PG* variables and ~/.pgpass.
 * Throws AuditError: `usage` for what cannot be read, `connection` with the reason and the remedy.
 */
export async function connect(
  target: string | undefined,
  env: Environment,
  options: ConnectOptions = {},
): Promise<ServerConnection> {
  const wanted = connectTarget(target, env)
  let failure: unknown
  for (const host of wanted.hosts) {
    const password = wanted.password ?? (await passwordFromFile(wanted, host, env)) ?? null
    let refusal: { readonly error: AuditError; readonly byServer: boolean } | undefined
    for (const ssl of sslAttempts(wanted, host)) {
      try {
        return await open({ ...wanted, password }, host, ssl, options.signal)
      } catch (thrown) {
        if (!(thrown instanceof AuditError) || thrown.kind !== 'connection') throw thrown
        // Of two refusals, what the server itself said tells more than that it has no TLS.
        if (!refusal?.byServer) refusal = { error: thrown, byServer: sqlState(thrown.cause) !== null }
        if (!worthAnotherWay(thrown.cause)) break
      }
    }
    failure = refusal?.error
    // libpq goes on to the next host unless the server refused who we are.
    if (sqlState(refusal?.error.cause)?.startsWith('28')) break
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

async function open(target: ConnectTarget, host: Host, ssl: Ssl, signal: AbortSignal | undefined): Promise<ServerConnection> {
  const binding = target.parameters.get('channel_binding') === 'require'
  const client = new Client({
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
  } as ClientConfig)
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
    host,
    tls: internals.connection.stream.getProtocol?.() ?? null,
    processId: internals.processID,
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
          else if (sqlState(error) !== null) afterReady(client, internals, () => reject(error))
          else reject(error)
        }
        client.query(simpleQuery(sql, onRow, onColumns, settle) as unknown as Submittable)
      }),
    cancel: () => cancel(internals, host, ssl, target.connectTimeout),
    close: () => client.end().catch(() => undefined),
  }
}

/** The session is over: the server said so, or the socket did. */
const isLoss = (error: Error): boolean => {
  const state = sqlState(error)
  if (state !== null) return state.startsWith('08') || state.startsWith('57P')
  return codeOf(error) !== '' || error.message.startsWith('Connection terminated') || error.message.startsWith('Client ')
}

function afterReady(client: Client, internals: Internals, then: () => void): void {
  const done = (): void => {
    internals.connection.off('readyForQuery', done)
    client.off('end', done)
    then()
  }
  internals.connection.once('readyForQuery', done)
  client.once('end', done)
}
