import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { AuditError } from '../errors.ts'
import { parseConninfo } from './conninfo.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** One place to try. */
export interface Host {
  /** A host name, an address, or the folder of a unix socket. */
  readonly host: string
  readonly port: number
  readonly socket: boolean
}

/** All that decides how to connect, from the argument, DATABASE_URL and libpq's variables, in this order. */
export interface ConnectTarget {
  readonly hosts: readonly Host[]
  readonly database: string
  readonly user: string
  readonly password: string | null
  /** Nothing at all was given: libpq's default, a server on this machine. */
  readonly guessed: boolean
  /** ms; 0 waits for ever. */
  readonly connectTimeout: number
  readonly options: string | null
  readonly passfile: string | null
  /** Parameters of TLS and authentication, by libpq's keyword. */
  readonly parameters: ReadonlyMap<string, string>
}

/** libpq's keyword to its environment variable. */
const VARIABLES = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  service: 'PGSERVICE',
  options: 'PGOPTIONS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslpassword: 'PGSSLPASSWORD',
  sslnegotiation: 'PGSSLNEGOTIATION',
  channel_binding: 'PGCHANNELBINDING',
} as const

const DEFAULT_PORT = 5432
const DEFAULT_TIMEOUT = 10_000
/** Where packages of PostgreSQL put the socket. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp']

/** Throws AuditError (usage) for what cannot be read or is not supported; no message repeats a connection string. */
export function connectTarget(target: string | undefined, env: Environment): ConnectTarget {
  const text = target ?? (env['DATABASE_URL'] || undefined)
  const given = new Map(text === undefined ? [] : parseConninfo(text))
  for (const [keyword, variable] of Object.entries(VARIABLES)) {
    const value = env[variable]
    if (value && !given.has(keyword)) given.set(keyword, value)
  }
  if (given.has('service')) {
    throw new AuditError(
      'usage',
      'connection services (service=, PGSERVICE) are not supported: give the connection as a URL or in PG* variables',
    )
  }
  const user = given.get('user') ?? userInfo().username
  const hosts = hostsOf(given)
  const session = given.get('target_session_attrs')
  if (hosts.length > 1 && session !== undefined && session !== 'any') {
    throw new AuditError(
      'usage',
      'target_session_attrs with several hosts is not supported: name the one host that is to be audited',
    )
  }
  return {
    hosts,
    user,
    database: given.get('dbname') ?? user,
    password: given.get('password') ?? null,
    guessed: text === undefined && !['host', 'hostaddr', 'port', 'dbname', 'user'].some((keyword) => given.has(keyword)),
    connectTimeout: timeoutOf(given.get('connect_timeout')),
    options: given.get('options') ?? null,
    passfile: given.get('passfile') ?? null,
    parameters: given,
  }
}

function hostsOf(given: ReadonlyMap<string, string>): Host[] {
  const names = (given.get('hostaddr') ?? given.get('host') ?? '').split(',')
  const ports = (given.get('port') ?? '').split(',')
  if (ports.length > 1 && ports.length !== names.length) {
    throw new AuditError(
      'usage',
      `${names.length} hosts and ${ports.length} ports were given: give each host its port, or one port for all`,
    )
  }
  return names.map((name, position) => {
    const port = portOf((ports.length > 1 ? ports[position] : ports[0]) ?? '')
    if (name !== '') return { host: name, port, socket: name.startsWith('/') || name.startsWith('@') }
    const folder = SOCKET_FOLDERS.find((candidate) => existsSync(join(candidate, `.s.PGSQL.${port}`)))
    return folder ? { host: folder, port, socket: true } : { host: 'localhost', port, socket: false }
  })
}

function portOf(text: string): number {
  if (text === '') return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new AuditError(
    'usage',
    'the port of the connection is no number between 1 and 65535: a special character in the password must be percent-encoded',
  )
}

/** libpq's connect_timeout is in seconds, and 0 or less waits for ever. */
function timeoutOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT
  const seconds = Number(text)
  if (!Number.isInteger(seconds)) throw new AuditError('usage', 'connect_timeout is no whole number of seconds')
  return Math.max(0, seconds) * 1000
}

/** For people, without secrets: `app on db.example.com:5432`. */
export function describeTarget(target: string | undefined, env: Environment): string {
  const { database, hosts } = connectTarget(target, env)
  return `${database} on ${hosts.map(describeHost).join(', ')}`
}

export const describeHost = ({ host, port, socket }: Host): string =>
  socket ? `the socket in ${host}, port ${port}` : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
