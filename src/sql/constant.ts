import type { Column } from '../snapshot.ts'
import { arrayElements } from './array-text.ts'
import { decimalOrder, floating } from './decimal.ts'
import { clockOf, instantOf, intervalLength, intervalOf } from './instant.ts'
import { canonicalJson, canonicalJsonPath } from './json-text.ts'
import { internalName, type ValueType } from './type-of.ts'

/** What is known of a column when an expression that names it is read; undefined when there is no such column. */
export type ColumnOf = (name: string) => KnownColumn | undefined
export type KnownColumn = Pick<Column, 'type' | 'baseType' | 'category' | 'collation' | 'domain'> & {
  /** Of an enum, in their order. */
  readonly labels?: readonly string[] | undefined
}

export interface Constant {
  readonly kind: 'constant'
  /**
   * How it compares. `string`: only known to equal itself. `label`: another value when the text is another, the empty one below all.
   * `bytes`: by its letters, one after the other. `number`: also microseconds, an enum's place among its labels.
   * `interval`: months, days and microseconds. `array`: JSON, its elements are beside it.
   */
  readonly form: 'number' | 'string' | 'label' | 'bytes' | 'interval' | 'array' | 'boolean' | 'null'
  readonly value: string
  /** The type it was written with (`5.5` is numeric), inside names; null when the other side decides. */
  readonly type: string | null
  readonly elements?: readonly Constant[]
}

export const NULL: Constant = { kind: 'constant', form: 'null', value: '', type: null }

export const arrayConstant = (elements: readonly Constant[], type: string | null): Constant => ({
  kind: 'constant',
  form: 'array',
  value: JSON.stringify(elements.map(({ form, value }) => [form, value])),
  type,
  elements,
})

const TRUE_WORDS = new Set(['t', 'true', 'on', 'yes', 'y', '1'])
export const booleanText = (text: string): string => String(TRUE_WORDS.has(text.trim().toLowerCase()))

/** A constant as a value of that type sees it: two texts of one value (`2024-01-01`, `2024-01-01 00:00:00`) become one. */
export function constantFor(constant: Constant, other: ValueType | undefined): Constant {
  const { form, value } = constant
  // A number without a type is compared with a real as a double precision.
  const floats = other?.name === 'float4' || other?.name === 'float8'
  if (form === 'number') return floats ? { ...constant, value: floating(value, constant.type === 'float4') } : constant
  const own = constant.type === null ? other : { ...other, name: internalName(constant.type) }
  if (own?.name.endsWith('[]')) return arrayFor(constant, { ...own, name: own.name.slice(0, -2) })
  if (form !== 'string' || !own) return constant
  const as = (known: string | null | undefined, to: Constant['form']): Constant =>
    known === null || known === undefined ? constant : { ...constant, form: to, value: known }
  const text = value.trim()
  switch (own.name) {
    case 'bool':
      return as(booleanText(text), 'boolean')
    case 'float4':
    case 'float8':
      return as(floating(text, own.name === 'float4'), 'number')
    case 'int2':
    case 'int4':
    case 'int8':
    case 'numeric':
    case 'oid':
      return as(text, 'number')
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return as(instantOf(text, own.name), 'number')
    case 'time':
      return as(clockOf(text)?.toString(), 'number')
    case 'interval':
      return as(intervalOf(text), 'interval')
    case 'uuid':
      return as([...text.toLowerCase()].filter((letter) => !'{-}'.includes(letter)).join(''), 'bytes')
    case 'bytea':
      return as(byteaText(value), 'bytes')
    case 'inet':
      return as(hostNumber(text.endsWith('/32') ? text.slice(0, -'/32'.length) : text), 'number')
    case 'jsonb': {
      const json = canonicalJson(value)
      // 1 and 1.0 are two texts of one number.
      return as(json, json?.includes('.') ? 'string' : 'label')
    }
    case 'jsonpath':
      return as(canonicalJsonPath(value), 'string')
    case 'text':
    case 'varchar':
      return textFor(constant, own)
    case 'bpchar':
      return textFor({ ...constant, value: value.trimEnd() }, own)
    case 'citext':
      return as(foldedText(value), 'label')
    default:
      return own.labels?.includes(value)
        ? as(String(own.labels.indexOf(value)), 'number')
        : as(value, own.labels ? 'label' : 'string')
  }
}

/** The same of each element; an array's text is taken apart. */
function arrayFor(constant: Constant, element: ValueType): Constant {
  const elements =
    constant.elements ??
    (constant.form === 'string' ? arrayElements(constant.value) : null)?.map((value): Constant =>
      value === null ? NULL : { kind: 'constant', form: 'string', value, type: null },
    )
  if (!elements) return constant
  return arrayConstant(
    elements.map((each) => constantFor({ ...each, type: null }, element)),
    constant.type,
  )
}

/** By the collation: C and POSIX sort by bytes, any other of pg_catalog tells different texts apart; one of the user's own may not. */
function textFor(constant: Constant, { collation, domain }: ValueType): Constant {
  if (domain || collation === undefined) return constant
  if (collation === 'C' || collation === 'POSIX')
    return { ...constant, form: 'bytes', value: Buffer.from(constant.value).toString('hex') }
  return collation === null || !collation.includes('.') ? { ...constant, form: 'label' } : constant
}

/** Letters that every locale writes small alike: Turkish has its own small I. */
function foldedText(text: string): string | null {
  const plain = [...text].every((letter) => letter < '\u0080' && letter !== 'I')
  return plain ? text.toLowerCase() : null
}

/** Hexadecimal digits of a bytea in either of its notations, `\\x01` or `a\\001`. */
function byteaText(text: string): string {
  if (text.startsWith('\\x')) return text.slice(2).toLowerCase()
  const letters = [...text]
  let digits = ''
  for (let at = 0; at < letters.length; at++) {
    const octal = letters[at] === '\\' && letters[at + 1] !== '\\' ? letters.slice(at + 1, at + 4).join('') : null
    if (letters[at] === '\\') at += octal === null ? 1 : 3
    digits +=
      octal === null ? Buffer.from(letters[at] ?? '').toString('hex') : Number.parseInt(octal, 8).toString(16).padStart(2, '0')
  }
  return digits
}

/** Hosts of IPv4 sort by their number; null for networks and IPv6. */
function hostNumber(text: string): string | null {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/u.test(part))) return null
  return String(parts.reduce((number, part) => number * 256 + Number(part), 0))
}

/** Of two constants: 0 for one value, below or above it where the order is known, NaN for different without one, null for unknown. */
export function orderOf(a: Constant, b: Constant): number | null {
  if (a.form !== b.form || a.form === 'null') return null
  if (a.form === 'number') return decimalOrder(a.value, b.value)
  if (a.form === 'interval') return sign(intervalLength(a.value) - intervalLength(b.value))
  if (a.value === b.value) return 0
  switch (a.form) {
    case 'bytes':
    case 'boolean': // false is below true
      return a.value < b.value ? -1 : 1
    case 'label':
      return a.value === '' ? -1 : b.value === '' ? 1 : Number.NaN
    case 'array':
      return arrayOrder(a.elements ?? [], b.elements ?? [])
    default:
      return null
  }
}

const sign = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0)

/** Element by element, a null above all else; then the shorter one first. */
function arrayOrder(a: readonly Constant[], b: readonly Constant[]): number | null {
  for (const [at, left] of a.entries()) {
    const right = b[at]
    if (!right) return 1
    const nulls = Number(left.form === 'null') - Number(right.form === 'null')
    const order = nulls === 0 && left.form === 'null' ? 0 : nulls === 0 ? orderOf(left, right) : nulls
    if (order !== 0) return order
  }
  return a.length === b.length ? 0 : -1
}
