import { defaultValueOf } from '../../sql/default-expression.ts'
import type { ColumnDefinition } from '../change.ts'
import { propertyName, template, text } from './drizzle-name.ts'

/** Drizzle's builders of the types that they and PostgreSQL have in common, by the name without what is in parentheses. */
const BUILDERS: Readonly<Record<string, (name: string, modifiers: readonly string[]) => string>> = {
  smallint: (name) => `smallint(${name})`,
  integer: (name) => `integer(${name})`,
  bigint: (name) => `bigint(${name}, { mode: 'number' })`,
  numeric: (name, [precision, scale]) =>
    precision === undefined ? `numeric(${name})` : `numeric(${name}, { precision: ${precision}, scale: ${scale ?? '0'} })`,
  real: (name) => `real(${name})`,
  'double precision': (name) => `doublePrecision(${name})`,
  text: (name) => `text(${name})`,
  'character varying': (name, [length]) =>
    length === undefined ? `varchar(${name})` : `varchar(${name}, { length: ${length} })`,
  boolean: (name) => `boolean(${name})`,
  uuid: (name) => `uuid(${name})`,
  json: (name) => `json(${name})`,
  jsonb: (name) => `jsonb(${name})`,
  date: (name) => `date(${name})`,
  'timestamp without time zone': (name, [precision]) => `timestamp(${name}${options(precision, '')})`,
  'timestamp with time zone': (name, [precision]) => `timestamp(${name}${options(precision, 'withTimezone: true')})`,
}

const options = (precision: string | undefined, more: string): string => {
  const all = [...(precision === undefined ? [] : [`precision: ${precision}`]), ...(more === '' ? [] : [more])]
  return all.length === 0 ? '' : `, { ${all.join(', ')} }`
}

const NUMBERS: readonly string[] = ['smallint', 'integer', 'bigint', 'real', 'double precision']

/**
 * `overallScore: integer('overall_score').notNull(),`; null for a type that Drizzle has no builder for. `isKey`: the column is the primary
 * key, all of it.
 */
export function drizzleColumn({ name, type, notNull, default: value }: ColumnDefinition, isKey = false): string | null {
  const { base, modifiers } = partsOf(type)
  const builder = BUILDERS[base]?.(text(name), modifiers)
  if (builder === undefined) return null
  const given = value === null ? '' : drizzleDefault(value, type)
  return `${propertyName(name)}: ${builder}${given}${isKey ? '.primaryKey()' : notNull ? '.notNull()' : ''},`
}

/** `timestamp(3) without time zone`: the modifiers stand in the middle of some names. */
function partsOf(type: string): { readonly base: string; readonly modifiers: readonly string[] } {
  const open = type.indexOf('(')
  const close = type.indexOf(')')
  if (open === -1 || close < open) return { base: type, modifiers: [] }
  return {
    base: type.slice(0, open) + type.slice(close + 1),
    modifiers: type
      .slice(open + 1, close)
      .split(',')
      .map((part) => part.trim()),
  }
}

/** The value of a default that Drizzle takes as one, not as SQL; null for all others. */
export function constantDefault(expression: string, type: string): number | boolean | string | null {
  const { base } = partsOf(type)
  const value = defaultValueOf(expression)
  if (value.kind !== 'constant') return null
  if (NUMBERS.includes(base)) return Number(value.text)
  if (base === 'boolean') return value.text === 'true'
  if (isJson(base)) return compact(value.text)
  return TEXTS.includes(base) ? value.text : null
}

/** Types whose values Drizzle takes as text. */
const TEXTS: readonly string[] = ['text', 'character varying', 'numeric', 'uuid', 'date']

const isJson = (base: string): boolean => base === 'json' || base === 'jsonb'

/** As JSON.stringify writes it, which Drizzle keeps. */
function compact(json: string): string | null {
  try {
    return JSON.stringify(JSON.parse(json))
  } catch {
    return null
  }
}

function drizzleDefault(expression: string, type: string): string {
  const value = constantDefault(expression, type)
  if (value !== null) return `.default(${typeof value === 'string' && !isJson(type) ? text(value) : value})`
  if (expression === 'now()' && type.startsWith('timestamp')) return '.defaultNow()'
  return expression === 'gen_random_uuid()' ? '.defaultRandom()' : `.default(${template(expression)})`
}
