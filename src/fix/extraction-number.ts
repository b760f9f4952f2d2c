import { literal, qualified, quote } from '../identifier.ts'
import type { Extraction, ExtractedColumn, Name, NewFunction } from './change.ts'

/** A type that numbers of a document can have as a column, and which of them fit. */
interface NumberType {
  /** The function that takes a value of a document as this type, in the schema of the table. */
  readonly function: string
  /** Without typmod, as a function returns it. */
  readonly returns: string
  /** What the number looks like as text: POSIX, without a backslash, so that it means the same under every setting. */
  readonly pattern: string
  /** Condition of the numbers that fit, about `number` as numeric; null where the pattern says it all. */
  readonly fits: ((number: string) => string) | null
}

/** Digits before and after the point: no cast from as many overflows. */
const ANY = '^ *[+-]?[0-9]{1,30}([.][0-9]{1,30})? *$'

/** 72.0 is a whole number, 72.5 is none. */
const whole = (digits: number): string => `^ *[+-]?[0-9]{1,${digits}}([.]0{1,30})? *$`

const between = (low: string, high: string) => (number: string) => `${number} BETWEEN ${low} AND ${high}`

/** Ranges: manual, 8.1 (numeric types). */
const TYPES: Readonly<Record<string, NumberType>> = {
  smallint: { function: 'json_smallint', returns: 'smallint', pattern: whole(5), fits: between('-32768', '32767') },
  integer: { function: 'json_integer', returns: 'integer', pattern: whole(10), fits: between('-2147483648', '2147483647') },
  bigint: {
    function: 'json_bigint',
    returns: 'bigint',
    pattern: whole(19),
    fits: between('-9223372036854775808', '9223372036854775807'),
  },
  numeric: { function: 'json_numeric', returns: 'numeric', pattern: ANY, fits: null },
  real: { function: 'json_real', returns: 'real', pattern: ANY, fits: null },
  'double precision': { function: 'json_double', returns: 'double precision', pattern: ANY, fits: null },
}

/** Null for a type that takes no numbers out of a document. `type` is spelt as `format_type` prints it. */
function numberType(type: string): NumberType | null {
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (known) return known
  const [precision = NaN, scale = 0] =
    type.startsWith('numeric(') && type.endsWith(')') ? type.slice(8, -1).split(',').map(Number) : []
  if (!Number.isInteger(precision) || !Number.isInteger(scale) || scale < 0 || scale > precision) return null
  const limit = `1${'0'.repeat(precision - scale)}`
  return {
    function: `json_numeric_${precision}_${scale}`,
    returns: 'numeric',
    pattern: ANY,
    fits: (number) => `abs(${number}) < ${limit} AND ${number} = round(${number}, ${scale})`,
  }
}

/** Whether numbers of a document can be taken out as this type, as `format_type` prints it: numeric types other than money. */
export const takesNumbers = (type: string): boolean => numberType(type) !== null

/**
 * SQL: the number that a jsonb value is, as this type, or NULL. A JSON number counts, and a text that is one ("72", " 72 "), when
 * it fits exactly; nothing else does, and nothing raises an error. `value` is an SQL expression of type jsonb, written several times.
 * Throws for a type of which `takesNumbers` is false. `line` stands between its two lines.
 */
export function numberIn(value: string, type: string, line = ' '): string {
  const number = numberType(type)
  if (!number) throw new Error(`no number of a document can be taken as ${type}`)
  const text = `(${value} #>> '{}')`
  const cast = `${text}::numeric${number.returns === 'numeric' ? '' : `::${number.returns}`}`
  const fitting = number.fits === null ? cast : `CASE WHEN ${number.fits(`${text}::numeric`)} THEN ${cast} END`
  // CASE keeps the order: what does not look like a number is never cast (manual, 9.18.1).
  return `CASE WHEN jsonb_typeof(${value}) IN ('number', 'string') AND ${text} ~ '${number.pattern}'${line}THEN ${fitting} END`
}

/** SQL: the first number under these keys of a document, without any function of ours: for queries. `document` is quoted SQL. */
export function firstNumber(document: string, keys: readonly string[], type: string): string {
  const [first, ...others] = keys.map((key) => numberIn(`(${document}::jsonb -> ${literal(key).trim()})`, type))
  return others.length === 0 ? (first ?? 'NULL') : `coalesce(${[first, ...others].join(', ')})`
}

/** The function that `numberCall` calls: `json_integer(value jsonb) RETURNS integer`. One for each type in a schema. */
export function numberFunction(table: Name, type: string): NewFunction {
  const number = numberType(type)
  if (!number) throw new Error(`no number of a document can be taken as ${type}`)
  return {
    kind: 'function',
    table: { schema: table.schema, name: table.name },
    function: { schema: table.schema, name: number.function },
    parameters: ['value jsonb'],
    returns: number.returns,
    language: 'sql',
    attributes: 'IMMUTABLE STRICT PARALLEL SAFE',
    body: `\n  SELECT ${numberIn('$1', type, '\n    ')}\n`,
    use: null,
  }
}

const READ_DOCUMENT = 'json_document'

/**
 * json takes what jsonb refuses (\\u0000, lone surrogates, 1e999999). Such a document is left out, and stops neither a write nor
 * the backfill.
 */
export function documentFunction(table: Name): NewFunction {
  return {
    kind: 'function',
    table: { schema: table.schema, name: table.name },
    function: { schema: table.schema, name: READ_DOCUMENT },
    parameters: ['value json'],
    returns: 'jsonb',
    language: 'plpgsql',
    attributes: 'IMMUTABLE STRICT',
    body: '\nBEGIN\n  RETURN $1::jsonb;\nEXCEPTION WHEN data_exception OR program_limit_exceeded THEN\n  RETURN NULL;\nEND\n',
    use: null,
  }
}

/** SQL: the document as jsonb. `of` is what the column is read from: nothing, `new.`, `old.`. */
export function documentAsJsonb({ table, document, documentType }: Extraction, of = ''): string {
  const column = `${of}${quote(document)}`
  return documentType === 'jsonb' ? column : `${qualified({ schema: table.schema, name: READ_DOCUMENT })}(${column})`
}

/** SQL: the number under each of the column's keys, by the functions above; NULL where there is none that fits. */
export function numberCalls(extraction: Extraction, column: ExtractedColumn, of = ''): readonly string[] {
  const name = numberType(column.type)?.function ?? ''
  const call = qualified({ schema: extraction.table.schema, name })
  const document = documentAsJsonb(extraction, of)
  return column.keys.map((key) => `${call}(${document} -> ${literal(key).trim()})`)
}

/** SQL: the first of them. */
export function numberCall(extraction: Extraction, column: ExtractedColumn, of = ''): string {
  const calls = numberCalls(extraction, column, of)
  return calls.length === 1 ? calls.join('') : `coalesce(${calls.join(', ')})`
}

/** The type of a variable that holds such a number. */
export const numberVariable = (type: string): string => numberType(type)?.returns ?? type

/** SQL: the first number under the column's keys of a jsonb variable, without any function of ours. */
export function numberOf(document: string, { keys, type }: ExtractedColumn): string {
  const numbers = keys.map((key) => numberIn(`(${document} -> ${literal(key).trim()})`, type, '\n      '))
  return numbers.length === 1 ? numbers.join('') : `coalesce(\n    ${numbers.join(',\n    ')})`
}
