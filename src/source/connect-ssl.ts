import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { AuditError, messageOf } from '../errors.ts'
import type { ConnectTarget, Host } from './connect-target.ts'

/** False for a connection in the clear. */
export type Ssl = ConnectionOptions | false

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const

/**
 * What to try, in order, as libpq means `sslmode`: `prefer` is the default and goes on in the clear when TLS cannot be had;
 * `require` encrypts without asking who is there, unless a root certificate is at hand; `verify-ca` asks who signed, `verify-full`
 * whose name it is, too. `no-verify` is node-postgres' own word for `require` without a root certificate.
 */
export function sslAttempts(target: ConnectTarget, host: Host): readonly Ssl[] {
  const mode = modeOf(target)
  // A unix socket needs no encryption, and PostgreSQL offers none there.
  if (host.socket || mode === 'disable') return [false]
  const root = rootCertificate(target)
  const client = clientCertificate(target)
  const unverified: Ssl = { ...client, rejectUnauthorized: false }
  switch (mode) {
    case 'allow':
      return [false, unverified]
    case 'prefer':
      return [unverified, false]
    case 'no-verify':
      return [unverified]
    case 'require':
      return [root ? { ...client, ca: root, rejectUnauthorized: true, checkServerIdentity: acceptName } : unverified]
    case 'verify-ca':
      if (!root) {
        throw new AuditError(
          'usage',
          "sslmode=verify-ca needs the certificate that signed the server's: give sslrootcert (PGSSLROOTCERT), or use verify-full",
        )
      }
      return [{ ...client, ca: root, rejectUnauthorized: true, checkServerIdentity: acceptName }]
    case 'verify-full':
      // Without a root certificate, Node's own list of authorities decides.
      return [{ ...client, ...(root ? { ca: root } : {}), rejectUnauthorized: true }]
  }
}

const acceptName = (): undefined => undefined

function modeOf(target: ConnectTarget): (typeof MODES)[number] {
  const given = target.parameters.get('sslmode') ?? (target.parameters.get('sslrootcert') === 'system' ? 'verify-full' : 'prefer')
  const mode = MODES.find((known) => known === given)
  if (!mode) throw new AuditError('usage', `sslmode is none of ${MODES.slice(0, -1).join(', ')}`)
  return mode
}

const inHome = (file: string): string => join(homedir(), '.postgresql', file)

/** Given by the user, or in the place where libpq looks; `system` means the authorities that Node knows. */
function rootCertificate(target: ConnectTarget): Buffer | null {
  const given = target.parameters.get('sslrootcert')
  if (given === 'system') return null
  if (given) return read(given, 'sslrootcert')
  return existsSync(inHome('root.crt')) ? read(inHome('root.crt'), 'sslrootcert') : null
}

function clientCertificate(target: ConnectTarget): ConnectionOptions {
  const certificate = target.parameters.get('sslcert') ?? inHome('postgresql.crt')
  const key = target.parameters.get('sslkey') ?? inHome('postgresql.key')
  if (!target.parameters.has('sslcert') && !(existsSync(certificate) && existsSync(key))) return {}
  const passphrase = target.parameters.get('sslpassword')
  return { cert: read(certificate, 'sslcert'), key: read(key, 'sslkey'), ...(passphrase ? { passphrase } : {}) }
}

function read(file: string, keyword: string): Buffer {
  try {
    return readFileSync(file)
  } catch (thrown) {
    throw new AuditError('usage', `${keyword} cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}
