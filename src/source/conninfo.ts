import { AuditError } from '../errors.ts'

/** Connection parameters by libpq's keyword: host, port, dbname, user, password, sslmode, … */
export type Conninfo = ReadonlyMap<string, string>

const SCHEMES = ['postgresql://', 'postgres://']

/**
 * Reads what libpq reads: a URL or `keyword=value` pairs. An AuditError (usage) never repeats the text: it may hold a password.
 * Parameters that libpq does not know (Prisma's `schema`, `pgbouncer`, …) are kept here and ignored later.
 */
export function parseConninfo(target: string): Conninfo {
  const trimmed = target.trim()
  if (trimmed === '') {
    throw new AuditError(
      'usage',
      'the connection string is empty: set the variable it comes from, or leave it out and let DATABASE_URL or PG* variables say which database',
    )
  }
  const scheme = SCHEMES.find((prefix) => trimmed.toLowerCase().startsWith(prefix))
  if (scheme) return fromUrl(trimmed.slice(scheme.length))
  if (!trimmed.includes('://') && trimmed.includes('=')) return fromPairs(trimmed)
  throw malformed('it is neither a URL of scheme postgres or postgresql nor keyword=value pairs')
}

const malformed = (what: string): AuditError =>
  new AuditError(
    'usage',
    `the connection string cannot be read: ${what}; special characters in a password must be percent-encoded`,
  )

/** What follows the scheme: `user:password@host:port,host:port/database?parameter=value`. */
function fromUrl(rest: string): Conninfo {
  const found = new Map<string, string>()
  const set = (keyword: string, value: string): void => {
    if (value !== '') found.set(keyword, value)
  }
  const [beforeQuery, query] = cut(rest, '?')
  const [authority, path] = cut(beforeQuery, '/')
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const [user, password] = cut(authority.slice(0, at), ':')
    set('user', decode(user))
    set('password', decode(password))
  }
  const hosts: string[] = []
  const ports: string[] = []
  for (const place of authority.slice(at + 1).split(',')) {
    // An IPv6 address stands in brackets, for the sake of its colons.
    const bracket = place.startsWith('[') ? place.indexOf(']') : -1
    const [host, port] = bracket >= 0 ? [place.slice(1, bracket), place.slice(bracket + 2)] : cut(place, ':')
    hosts.push(decode(host))
    ports.push(port)
  }
  set('host', hosts.some((host) => host !== '') ? hosts.join(',') : '')
  set('port', ports.some((port) => port !== '') ? ports.join(',') : '')
  set('dbname', decode(path))
  for (const pair of query === '' ? [] : query.split('&')) {
    const [keyword, value] = cut(pair, '=')
    // JDBC's spelling, which libpq reads, too.
    if (keyword === 'ssl' && value === 'true') set('sslmode', 'require')
    else set(decode(keyword), decode(value))
  }
  return found
}

function cut(text: string, separator: string): [string, string] {
  const position = text.indexOf(separator)
  return position < 0 ? [text, ''] : [text.slice(0, position), text.slice(position + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed('it holds a % that starts no percent-encoded character')
  }
}

/** `host=localhost dbname='my db'`: a value with blanks stands in quotes, a backslash protects the next character. */
function fromPairs(text: string): Conninfo {
  const found = new Map<string, string>()
  let position = 0
  const skipBlanks = (): void => {
    while (position < text.length && text.charAt(position).trim() === '') position++
  }
  for (skipBlanks(); position < text.length; skipBlanks()) {
    const equals = text.indexOf('=', position)
    const keyword = text.slice(position, equals).trim()
    if (equals < 0 || keyword === '' || keyword.includes(' ')) throw malformed('a keyword has no value')
    position = equals + 1
    skipBlanks()
    const quoted = text[position] === "'"
    if (quoted) position++
    let value = ''
    for (; ; position++) {
      const character = text[position]
      if (character === undefined) {
        if (quoted) throw malformed('a quote is not closed')
        break
      }
      if (quoted ? character === "'" : character.trim() === '') break
      value += character === '\\' ? (text[++position] ?? '') : character
    }
    if (quoted) position++
    found.set(keyword, value)
  }
  return found
}
