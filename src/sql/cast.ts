import { booleanText, type ColumnOf, type Constant, constantFor } from './constant.ts'
import { isInteger } from './fold.ts'
import type { Term } from './term.ts'
import { typeOf } from './type-of.ts'

export const apply = (name: string, of: readonly Term[], strict: boolean): Term => ({ kind: 'apply', name, strict, of })

export const constant = (form: Constant['form'], value: string, type: string | null = null): Constant => ({
  kind: 'constant',
  form,
  value,
  type,
})

const NUMERIC_TYPES = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid'])
export const STRING_TYPES = new Set(['text', 'varchar'])
/** Types of which a constant says the same wherever it stands: they depend on no collation and no column. */
const PLAIN_TYPES = new Set(['date', 'timestamp', 'timestamptz', 'time', 'interval', 'uuid', 'jsonb', 'jsonpath'])

/** A cast as the planner keeps it: none to the type that the term has, and one that leaves the value alone is told from a conversion. */
export function castOf(of: Term, type: string, columnOf: ColumnOf): Term {
  const [name = ''] = type.split('(')
  if (of.kind === 'constant') return castConstant(of, type, name)
  if (of.kind === 'apply' && of.name === 'array') return of
  const from = typeOf(of, columnOf)
  if (from === undefined) return apply(`cast ${type}`, [of], true)
  const column = of.kind === 'column' ? columnOf(of.name) : undefined
  if (from.name === name && !from.domain && modifiersOf(column?.type ?? '') === modifiersOf(type)) return of
  // Without a modifier the value stays, whatever the type below had: only the type's name changes, which the planner keeps.
  const strung = (STRING_TYPES.has(from.name) || from.name === 'citext') && STRING_TYPES.has(name)
  return apply(`${name === type && (from.name === name || strung) ? RELABEL : 'cast '}${type}`, [of], true)
}

/** `20` of `character varying(20)`. */
const modifiersOf = (type: string): string => (type.includes('(') ? type.slice(type.indexOf('(') + 1, type.indexOf(')')) : '')

function castConstant(of: Constant, type: string, name: string): Term {
  if (of.form === 'null' || of.form === 'array') return { ...of, type: of.form === 'array' ? type : null }
  if (of.form === 'number' && NUMERIC_TYPES.has(name) && name === type)
    return name.startsWith('int') && !isInteger(of.value) ? apply(`cast ${type}`, [of], true) : { ...of, type }
  if (of.form !== 'string') return of.form === 'boolean' && name === 'bool' ? of : apply(`cast ${type}`, [of], true)
  if (NUMERIC_TYPES.has(name) && name === type) return { ...of, form: 'number', value: of.value.trim(), type }
  if (name === 'bool') return constant('boolean', booleanText(of.value), type)
  const typed = { ...of, type: of.type ?? name }
  if (PLAIN_TYPES.has(typed.type) && name === type) return constantFor(typed, undefined)
  const length = Number(modifiersOf(type))
  return (STRING_TYPES.has(name) || name === 'bpchar') && length > 0
    ? { ...typed, value: [...of.value].slice(0, length).join('') }
    : typed
}

export function operand(term: Term, columnOf: ColumnOf): Term {
  const [inner] = term.kind === 'apply' && isRelabel(term.name) ? term.of : []
  if (!inner) return term
  const type = typeOf(inner, columnOf)
  return type?.domain || STRING_TYPES.has(type?.name ?? '') ? operand(inner, columnOf) : term
}

const RELABEL = 'relabel '
const isRelabel = (name: string): boolean => name.startsWith(RELABEL)

/** The term below the casts that change the type and not the value: IS NOT NULL looks through them. */
export const unlabelled = (term: Term): Term =>
  term.kind === 'apply' && isRelabel(term.name) && term.of[0] ? unlabelled(term.of[0]) : term
