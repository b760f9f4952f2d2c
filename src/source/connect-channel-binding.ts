import { AuditError } from '../errors.ts'
import { describeHost } from './connect-target.ts'
import type { Host } from './connect-target.ts'

/** node-postgres takes SCRAM without channel binding when the server offers no more; `require` means that it must not. */
export function requireChannelBinding(connection: NodeJS.EventEmitter, host: Host): void {
  const refuse = (): void => {
    connection.emit(
      'error',
      new AuditError(
        'connection',
        `channel_binding=require, but ${describeHost(host)} does not offer it: use TLS and SCRAM, or drop channel_binding`,
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
