import type { Column } from '../snapshot.ts'

/** How a column's type relates to the type that was promised. */
export interface TypeFit {
  readonly verdict: 'present' | 'equivalent' | 'weaker'
  /** What the difference costs or gives; null when the types are the same. */
  readonly reason: string | null
}

const same: TypeFit = { verdict: 'present', reason: null }
const wider = (reason: string): TypeFit => ({ verdict: 'equivalent', reason })
const narrower = (reason: string): TypeFit => ({ verdict: 'weaker', reason })

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint']
const FLOATS: readonly string[] = ['real', 'double precision']

/**
 * Compares a column with a promised type, written as `format_type` writes it (`numeric(5,2)`, `timestamp without time zone`).
 * What loses nothing is equivalent: wider numbers, time zones, other kinds of text.
 */
export function typeFit(promised: string, column: Column): TypeFit {
  const { type, baseType, category } = column
  const wanted = withoutModifier(promised)
  if (type === promised || (baseType === promised && column.domain !== null)) return same
  if (wanted === 'timestamp without time zone' || wanted === 'timestamp with time zone') {
    if (baseType === 'timestamp with time zone' || baseType === 'timestamp without time zone') {
      return modifiersOf(type).length === 0
        ? wider(`${type} keeps the same moments`)
        : narrower(`${type} drops fractions of a second`)
    }
    return narrower(baseType === 'date' ? 'a date drops the time of day' : `${type} is no timestamp`)
  }
  if (INTEGERS.includes(wanted)) {
    if (INTEGERS.includes(baseType)) {
      return INTEGERS.indexOf(baseType) > INTEGERS.indexOf(wanted)
        ? wider(`${type} holds every ${wanted}`)
        : narrower(`${type} ends at 32767`)
    }
    if (baseType === 'numeric' && holdsDigits(type, 10, 0)) return wider(`${type} holds every ${wanted}`)
    return narrower(`${type} does not hold every ${wanted}`)
  }
  if (wanted === 'numeric') {
    const [precision = 0, scale = 0] = modifiersOf(promised)
    if (baseType === 'numeric' && holdsDigits(type, precision - scale, scale)) return wider(`${type} holds every ${promised}`)
    if (INTEGERS.includes(baseType)) return narrower(`${type} drops the decimals`)
    return narrower(
      FLOATS.includes(baseType) ? `${type} keeps decimals as binary fractions` : `${type} does not hold every ${promised}`,
    )
  }
  if (wanted === 'text') {
    // format_type calls char(n) without its length bpchar.
    if (baseType === 'character' || baseType === 'bpchar') return narrower(`${type} pads with blanks and cuts off`)
    if (category === 'S') return wider(`${type} is text`)
    if (category === 'E') return wider(`${type} names the values that may occur`)
  }
  return narrower(`${type} is not ${promised}`)
}

const withoutModifier = (type: string): string => type.split('(')[0]?.trim() ?? type

/** `numeric(5,2)` → [5, 2]; none where the type has no modifier. */
function modifiersOf(type: string): readonly number[] {
  const open = type.indexOf('(')
  return open === -1
    ? []
    : type
        .slice(open + 1, type.indexOf(')', open))
        .split(',')
        .map(Number)
}

function holdsDigits(type: string, before: number, after: number): boolean {
  const modifiers = modifiersOf(type)
  const [precision = 0, scale = 0] = modifiers
  return modifiers.length === 0 || (precision - scale >= before && scale >= after)
}
