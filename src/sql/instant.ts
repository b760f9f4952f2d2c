/**
 * Dates, times and intervals of which it is certain what they say: ISO 8601 as the catalog prints it, in the words of any session.
 * Everything else (`January 8`, `01/02/2024`, `10:00 PM`) is read by the settings of a session, so here it gives null.
 */

const ISO =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[ T](?<time>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d{1,6}))?)?(?: ?(?<zone>Z|UTC|[+-]\d\d(?::?\d\d)?))?$/u

const FIXED: Readonly<Record<string, string>> = { infinity: 'infinity', '-infinity': '-infinity', epoch: '0' }

/**
 * Microseconds since 1970, or an infinity. `zoned` for timestamptz: without a zone it is another moment in every session. A date
 * and a timestamp leave the zone out, and a date the time too.
 */
export function instantOf(text: string, type: 'date' | 'timestamp' | 'timestamptz'): string | null {
  const zoned = type === 'timestamptz'
  const fixed = FIXED[text.toLowerCase()]
  if (fixed !== undefined) return fixed
  const parts = ISO.exec(text)?.groups
  if (!parts || (zoned && parts['zone'] === undefined)) return null
  if (type === 'date') return micros(Date.parse(`${parts['day']}T00:00Z`) / 1000, '')
  const seconds = Date.parse(`${parts['day']}T${parts['time'] ?? '00:00'}Z`) / 1000 - (zoned ? offset(parts['zone'] ?? '') : 0)
  return micros(seconds, parts['fraction'] ?? '')
}

const micros = (seconds: number, fraction: string): string | null =>
  Number.isNaN(seconds) ? null : String(BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0')))

/** Seconds east of Greenwich: `+02`, `-03:30`, `Z`. */
function offset(zone: string): number {
  const digits = zone.replace(':', '')
  if (zone === 'Z' || zone === 'UTC') return 0
  return (digits.startsWith('-') ? -60 : 60) * (60 * Number(digits.slice(1, 3)) + Number(digits.slice(3) || 0))
}

const CLOCK = /^(?<sign>[+-]?)(?<hours>\d{1,3}):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,6}))?)?$/u

/** Microseconds of `10:00`, `-01:02:03.5`. */
export function clockOf(text: string): bigint | null {
  const parts = CLOCK.exec(text)?.groups
  if (!parts) return null
  const seconds = 3600 * Number(parts['hours']) + 60 * Number(parts['minutes']) + Number(parts['seconds'] ?? 0)
  const all = BigInt(seconds) * 1_000_000n + BigInt((parts['fraction'] ?? '').padEnd(6, '0'))
  return parts['sign'] === '-' ? -all : all
}

const SECOND = 1_000_000n
/** [months, days, microseconds] of each unit, by all names that people write and the catalog prints. */
const UNITS: Readonly<Record<string, readonly [bigint, bigint, bigint]>> = {
  year: [12n, 0n, 0n],
  mon: [1n, 0n, 0n],
  month: [1n, 0n, 0n],
  week: [0n, 7n, 0n],
  day: [0n, 1n, 0n],
  hour: [0n, 0n, 3600n * SECOND],
  min: [0n, 0n, 60n * SECOND],
  minute: [0n, 0n, 60n * SECOND],
  sec: [0n, 0n, SECOND],
  second: [0n, 0n, SECOND],
}

/** `months days microseconds` of `1 day 02:03:04.5`, `60 min`, `-1 days`; null for ISO 8601 (`P1D`), fractions of units and the rest. */
export function intervalOf(text: string): string | null {
  const words = text.trim().toLowerCase().split(/\s+/u)
  const ago = words.at(-1) === 'ago'
  const total: [bigint, bigint, bigint] = [0n, 0n, 0n]
  const given = ago ? words.slice(0, -1) : words
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    const clock = clockOf(word)
    if (clock !== null) {
      total[2] += clock
      continue
    }
    const name = given[++at] ?? ''
    const unit = UNITS[name] ?? (name.endsWith('s') ? UNITS[name.slice(0, -1)] : undefined)
    if (!unit || !/^[+-]?\d+$/u.test(word)) return null
    for (const part of [0, 1, 2] as const) total[part] += BigInt(word) * unit[part]
  }
  return total.map((part) => String(ago ? -part : part)).join(' ')
}

/** Microseconds by which intervals compare: a month is 30 days, a day 24 hours. */
export function intervalLength(fields: string): bigint {
  const [months = 0n, days = 0n, time = 0n] = fields.split(' ').map(BigInt)
  return (months * 30n + days) * 86_400n * SECOND + time
}
