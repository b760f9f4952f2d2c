import type { Column } from '../snapshot.ts'

/** What is known of a column when an expression that names it is read; undefined when there is no such column. */
export type ColumnOf = (name: string) => Pick<Column, 'baseType' | 'category' | 'collation' | 'domain'> | undefined

export interface Constant {
  readonly kind: 'constant'
  /**
   * `string`: text of which only this is known, that it equals itself. `label`: text that stands for another value when it
   * differs, as an enum's. `instant`: microseconds since 1970.
   */
  readonly form: 'number' | 'string' | 'label' | 'instant' | 'boolean' | 'null'
  readonly value: string
  /** The type it was written with (`5.5` is numeric), inside names; null when the other side decides. */
  readonly type: string | null
}

const TRUE_WORDS = new Set(['t', 'true', 'on', 'yes', 'y', '1'])
const INSTANTS = new Set(['date', 'timestamp without time zone', 'timestamp with time zone'])

/** A constant as a column of that type sees it: two texts of one value (`2024-01-01`, `2024-01-01 00:00:00`) become one. */
export function constantFor(constant: Constant, column: ReturnType<ColumnOf>): Constant {
  if (!column || constant.form !== 'string') return constant
  const { value } = constant
  const text = value.trim()
  switch (column.category) {
    case 'B':
      return { ...constant, form: 'boolean', value: String(TRUE_WORDS.has(text.toLowerCase())) }
    case 'N':
      return { ...constant, form: 'number', value: text }
    case 'E':
      return { ...constant, form: 'label' }
    case 'D':
      return INSTANTS.has(column.baseType) ? instantConstant(constant, column.baseType === 'timestamp with time zone') : constant
    default:
  }
  switch (column.baseType) {
    case 'uuid':
      return { ...constant, form: 'label', value: [...text.toLowerCase()].filter((letter) => !'{-}'.includes(letter)).join('') }
    case 'character':
    case 'bpchar':
      return { ...constant, form: deterministic(column) ? 'label' : 'string', value: value.trimEnd() }
    case 'text':
    case 'character varying':
      return deterministic(column) ? { ...constant, form: 'label' } : constant
    default:
      return constant
  }
}

/** Every collation of pg_catalog tells different texts apart; one of the user's own, or of a domain, may not. */
const deterministic = ({ collation, domain }: NonNullable<ReturnType<ColumnOf>>): boolean =>
  domain === null && (collation === null || !collation.includes('.'))

/** The elements of an array's text, `{1,2}`; null where quotes, nesting or nulls would need a closer reader. */
export function elementsIn(array: Constant): readonly Constant[] | null {
  const text = array.value.trim()
  const inside = text.slice(1, -1)
  if (array.form !== 'string' || !text.startsWith('{') || !text.endsWith('}') || inside === '') return null
  const elements = inside.split(',').map((element) => element.trim())
  if (elements.some((element) => element === '' || element.toLowerCase() === 'null' || /["\\{}]/u.test(element))) return null
  return elements.map((value) => ({ kind: 'constant', form: 'string', value, type: null }))
}

export const booleanConstant = (text: string): string => String(TRUE_WORDS.has(text.toLowerCase()))

/** Of two constants: 0 for one value, below or above it where the order is known, NaN for different without one, null for unknown. */
export function orderOf(a: Constant, b: Constant): number | null {
  if (a.form !== b.form || a.form === 'null') return null
  if (a.form === 'number' || a.form === 'instant') return decimalOrder(a.value, b.value)
  if (a.value === b.value) return 0
  return a.form === 'label' ? Number.NaN : null
}

interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/** More digits than any number that people write down, and few enough to compare at once. */
const MAX_EXPONENT = 2000

/** Exactly: `0.1` and `0.10000000000000000001` are two numbers. Null for `NaN`, `infinity` and the like. */
function decimal(text: string): Decimal | null {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const exponent = Number(power) - fraction.length
  if (!/^-?\d+$/u.test(whole + fraction) || !Number.isInteger(exponent) || Math.abs(exponent) > MAX_EXPONENT) return null
  return { digits: BigInt(whole + fraction), exponent }
}

function decimalOrder(a: string, b: string): number | null {
  const [left, right] = [decimal(a), decimal(b)]
  if (!left || !right) return a === b ? 0 : null
  const exponent = Math.min(left.exponent, right.exponent)
  const scaled = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent)
  const difference = scaled(left) - scaled(right)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function instantConstant(constant: Constant, zoned = false): Constant {
  const micros = constant.type === 'timestamptz' && !zoned ? null : instant(constant.value.trim(), zoned)
  return micros === null ? constant : { ...constant, form: 'instant', value: micros }
}

/** `2024-01-01`, `2024-01-01 10:00:00.5+02`, also with T and Z. Null for everything that needs a time zone to be known, or is not ISO. */
function instant(text: string, zoned: boolean): string | null {
  const parts = ISO.exec(text)?.groups
  if (!parts || (zoned && parts['zone'] === undefined)) return null
  const seconds = Date.parse(`${parts['day']}T${parts['time'] ?? '00:00'}Z`) / 1000 - (zoned ? offset(parts['zone'] ?? '') : 0)
  const micros = (parts['fraction'] ?? '').padEnd(6, '0')
  return Number.isNaN(seconds) ? null : String(BigInt(seconds) * 1_000_000n + BigInt(micros))
}

const ISO =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[ T](?<time>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d{1,6}))?)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?$/u

/** Seconds east of Greenwich: `+02`, `-03:30`, `Z`. */
function offset(zone: string): number {
  const digits = zone.replace(':', '')
  return zone === 'Z' ? 0 : (digits.startsWith('-') ? -60 : 60) * (60 * Number(digits.slice(1, 3)) + Number(digits.slice(3) || 0))
}
