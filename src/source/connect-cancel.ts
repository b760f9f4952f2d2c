import { Connection, type ConnectionConfig } from 'pg'
import type { Internals } from './connect-internals.ts'
import type { Ssl } from './connect-ssl.ts'
import type { Host } from './connect-target.ts'

/** Asks the server, over a connection of its own, to cancel what this session runs. */
export function cancel(internals: Internals, host: Host, ssl: Ssl, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const wire = new Connection({ ssl } as ConnectionConfig) as unknown as NodeJS.EventEmitter & {
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
