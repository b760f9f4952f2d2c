import { sqlState } from '../collect/statement-error.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { ConnectTarget, Host } from './connect-target.ts'
import { describeHost } from './connect-target.ts'

const OTHER_SOURCES =
  'give a URL, DATABASE_URL or PG* variables, or audit without a server with --demo, --migrations or --snapshot'

/** Codes of node:tls for a certificate that does not lead to one we trust. */
const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
])

export const codeOf = (thrown: unknown): string => {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : ''
}

/** What came first on the wire when it was no PostgreSQL, else null. */
export type Greeting = Buffer | null

/** Why no connection came about: one sentence with the place and the remedy. */
export function connectError(thrown: unknown, target: ConnectTarget, host: Host, greeting: Greeting): AuditError {
  if (thrown instanceof AuditError) return thrown
  return new AuditError('connection', explain(thrown, target, host, greeting), { cause: thrown })
}

function explain(thrown: unknown, target: ConnectTarget, host: Host, greeting: Greeting): string {
  const place = describeHost(host)
  const code = codeOf(thrown)
  const said = messageOf(thrown)
  const role = target.user
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
    case 'EACCES':
      return target.guessed
        ? `there is no PostgreSQL server at ${place}, where one would be by default: ${OTHER_SOURCES}`
        : `no server listens at ${place}: check host and port, and that the server runs`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${place} is not known: check its name and your network`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${place} cannot be reached (${code}): check the network, a VPN or firewall in between, and the server's access list`
    case '28P01':
      return target.password === null
        ? `${place} asks for a password for role ${role}: give it in the URL, in PGPASSWORD or in ~/.pgpass (mode 0600)`
        : `${place} refuses the password of role ${role}: check the password, PGPASSWORD and ~/.pgpass`
    case '28000':
      return `${place} does not let role ${role} in: "${said}"; check the role's name and pg_hba.conf`
    case '3D000':
      return `there is no database ${target.database} on ${place}: check its name`
    case '42501':
      return `role ${role} may not connect to database ${target.database} on ${place}: run "grant connect on database" for it`
    case '53300':
      return `${place} has no free connection: close some, or raise max_connections or the role's limit`
    case '57P03':
      return `${place} does not accept connections now ("${said}"): try again when it has started`
    case '57P01':
    case '57P02':
      return `${place} is shutting down: try again when it runs`
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${place} is for another host: connect by the name in the certificate, or use sslmode=verify-ca`
  }
  if (UNTRUSTED.has(code)) {
    return `the certificate of ${place} is not trusted (${code}): give the certificate that signed it as sslrootcert, or use sslmode=require to encrypt without verification`
  }
  if (sqlState(thrown) !== null) return `${place} refuses the connection: "${said}" (SQLSTATE ${code})`
  if (greeting && !isPostgresReply(greeting)) return `what listens at ${place} is not PostgreSQL: check host and port`
  if (said === 'timeout expired') {
    return `${place} did not answer within ${target.connectTimeout / 1000} s: check host and port, a firewall in between, and connect_timeout`
  }
  if (said === 'The server does not support SSL connections') {
    return `${place} does not offer TLS: use sslmode=prefer or sslmode=disable, or switch ssl on at the server`
  }
  if (said.includes('client password must be a')) {
    return `${place} asks for a password for role ${role}: give it in the URL, in PGPASSWORD or in ~/.pgpass (mode 0600)`
  }
  if (said.startsWith('Connection terminated') || code === 'ECONNRESET' || code === 'EPIPE') {
    return `${place} closed the connection before it was established: check that it is PostgreSQL, and its log`
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return `TLS with ${place} failed (${code}): check sslmode, sslcert and sslkey`
  }
  return `the connection to ${place} failed: ${said}`
}

/** S and N answer the request for TLS, R starts the authentication, E is an error. */
const isPostgresReply = (greeting: Buffer): boolean => {
  const first = String.fromCharCode(greeting[0] ?? 0)
  // An error has a length after its E; a line of text has not.
  return (
    first === 'S' ||
    first === 'N' ||
    first === 'R' ||
    (first === 'E' && (greeting.length < 3 || (greeting[1] === 0 && greeting[2] === 0)))
  )
}

/** Why an established connection is no more. */
export function lostError(thrown: unknown, host: Host): AuditError {
  const place = describeHost(host)
  const code = codeOf(thrown)
  const why =
    code === '57P01' || code === '57P02' || code === '57P03'
      ? `${place} shut down or ended the session`
      : `the connection to ${place} was lost`
  return new AuditError('connection', `${why} before everything was read: run the audit again when the server is there`, {
    cause: thrown,
  })
}
