import type { ColumnOf, KnownColumn } from './constant.ts'
import type { Term } from './term.ts'

/** The type of an expression, as far as it can be told from the columns in it. */
export interface ValueType {
  /** PostgreSQL's inside name: `int4`, `timestamptz`, `text[]`. */
  readonly name: string
  /** Null for the database's own; undefined when it is unknown. Qualified unless it is in pg_catalog. */
  readonly collation?: string | null
  /** Of a domain, whose collation is unknown. */
  readonly domain?: boolean
  /** Of an enum, in their order. */
  readonly labels?: readonly string[]
}

const INTERNAL_NAMES: Readonly<Record<string, string>> = {
  boolean: 'bool',
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'character varying': 'varchar',
  character: 'bpchar',
}

/** `character varying[]` as PostgreSQL calls it inside, without the schema of an extension's: `varchar[]`. */
export function internalName(formatted: string): string {
  const element = formatted.endsWith('[]') ? formatted.slice(0, -2) : formatted
  const name = INTERNAL_NAMES[element] ?? (element.endsWith('.citext') ? 'citext' : element)
  return element === formatted ? name : `${name}[]`
}

const typeOfColumn = ({ baseType, collation, domain, labels }: KnownColumn): ValueType => ({
  name: internalName(baseType),
  collation,
  ...(domain ? { domain: true } : {}),
  ...(labels ? { labels } : {}),
})

/** What the functions and operators of PostgreSQL give that people compare with a constant; `same` as their first argument. */
const RESULTS: Readonly<Record<string, string>> = {
  '->>': 'text', '#>>': 'text', lower: 'text', upper: 'text', md5: 'text', btrim: 'text', ltrim: 'text', rtrim: 'text', left: 'text', right: 'text',
  substr: 'text', substring: 'text', replace: 'text', reverse: 'text', initcap: 'text', split_part: 'text', jsonb_typeof: 'text', '||': 'same',
  length: 'int4', char_length: 'int4', character_length: 'int4', octet_length: 'int4', strpos: 'int4', position: 'int4', cardinality: 'int4', array_length: 'int4',
  jsonb_array_length: 'int4', '->': 'jsonb', '#>': 'jsonb', abs: 'same', coalesce: 'same', date_part: 'float8', extract: 'numeric', greatest: 'same', least: 'same',
} // prettier-ignore

const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext'])
const INSTANTS = new Set(['timestamp', 'timestamptz'])
const ARITHMETIC = new Set(['+', '-', '*', '/', '%'])
/** Of two of these, arithmetic gives the later one. */
const NUMBERS = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']

export function typeOf(term: Term, columnOf: ColumnOf): ValueType | undefined {
  if (term.kind === 'column') {
    const column = columnOf(term.name)
    return column && typeOfColumn(column)
  }
  if (term.kind !== 'apply') return undefined
  const name = nameOf(term, columnOf)
  if (name === undefined) return undefined
  return TEXTS.has(name) ? { name, ...collationOf(term, columnOf) } : { name }
}

function nameOf({ name, of }: Extract<Term, { kind: 'apply' }>, columnOf: ColumnOf): string | undefined {
  const types = of.map((part) => typeOf(part, columnOf)?.name)
  const [first, second] = types
  const [word = '', target = ''] = name.split(' ')
  if (word === 'cast' || word === 'relabel') return target.split('(')[0]
  if (word === 'collate' || word === 'under') return first
  if (ARITHMETIC.has(name)) {
    if (name === '-' && first !== undefined && first === second && INSTANTS.has(first)) return 'interval'
    return NUMBERS.toReversed().find((number) => types.includes(number))
  }
  if (name === 'date_trunc') return second !== undefined && INSTANTS.has(second) ? second : undefined
  if (name === 'timezone') return second === 'timestamp' ? 'timestamptz' : second === 'timestamptz' ? 'timestamp' : undefined
  if (name === 'subscript') return first?.endsWith('[]') ? first.slice(0, -2) : undefined
  const result = RESULTS[name]
  return result === 'same' ? first : result
}

/** The one collation of the texts within; undefined where there are several, or one that is unknown. */
function collationOf(term: Term, columnOf: ColumnOf): Pick<ValueType, 'collation' | 'domain'> {
  if (term.kind !== 'apply') return {}
  const [word = '', collation] = term.name.split(' ')
  if (word === 'collate' || word === 'under') return { collation: collation === 'default' ? null : (collation ?? null) }
  const within = term.of.flatMap((part) => {
    const type = typeOf(part, columnOf)
    return type && TEXTS.has(type.name) ? [type] : []
  })
  if (within.some(({ domain }) => domain)) return { domain: true }
  const found = new Set(within.map((type) => type.collation))
  if (found.size > 1) return {}
  const [only = null] = found
  return within.length > 0 && within[0]?.collation === undefined ? {} : { collation: only }
}
