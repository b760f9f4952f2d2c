import { literal, qualified } from '../identifier.ts'
import type { Column, EnumType } from '../snapshot.ts'

/** What a value may be made of. */
export interface Sources {
  readonly enums: readonly EnumType[]
  /** Constants of the CHECKs and partition bounds that the column stands in, as text: what they compare with is often allowed. */
  readonly constants: readonly string[]
  /** Paths of keys whose values a plan takes out of this document; null when it takes none. */
  readonly paths: readonly (readonly string[])[] | null
}

/** What is found under a key in real documents: numbers, numbers as text, text, objects, nothing. */
const LEAVES: readonly unknown[] = [65, 72.5, '72', 'n/a', {}, null, 50, 79]
/** Tried where a plan's bounds do not allow those. */
const OTHER_NUMBERS: readonly unknown[] = [20, 10, 4, 1, 0.5, 0]

/**
 * SQL of the values to try for a column of row `row` (from 0), in order: different from row to row where the type can tell rows apart.
 * Empty when nothing is known that this type takes.
 */
export function valuesFor(column: Column, row: number, sources: Sources): readonly string[] {
  if (sources.paths !== null) return documents(sources.paths, row)
  const labels = sources.enums.find((type) => [column.type, column.baseType].includes(qualified(type)))?.labels
  if (labels) return quoted(rotated(labels, row))
  const constants = rotated(sources.constants, row)
  return quoted([...usual(column, row), ...(column.category === 'N' ? constants.flatMap(around) : constants)])
}

/** Quoted, whatever the type: PostgreSQL reads a constant without one as what the column is. */
const quoted = (values: readonly (string | number)[]): readonly string[] => values.map((value) => literal(String(value)))

const rotated = <Value>(values: readonly Value[], row: number): readonly Value[] => {
  const first = values.length === 0 ? 0 : row % values.length
  return [...values.slice(first), ...values.slice(0, first)]
}

/** A bound is often exclusive. */
function around(constant: string): readonly string[] {
  const value = Number(constant)
  return constant.trim() === '' || Number.isNaN(value) ? [] : [constant, String(value + 1), String(value - 1)]
}

function documents(paths: readonly (readonly string[])[], row: number): readonly string[] {
  const [wanted, ...others] = rotated(LEAVES, row)
  const leaves = typeof wanted === 'number' ? [wanted, ...OTHER_NUMBERS, ...others] : [wanted, ...others, ...OTHER_NUMBERS]
  return [...leaves.map((leaf) => JSON.stringify(documentWith(paths, leaf))), '{}'].map(literal)
}

/** One object with the same leaf at the end of every path. */
function documentWith(paths: readonly (readonly string[])[], leaf: unknown): Record<string, unknown> {
  const document: Record<string, unknown> = {}
  for (const path of paths) {
    let inner = document
    for (const key of path.slice(0, -1)) {
      const next = typeof inner[key] === 'object' && inner[key] !== null ? (inner[key] as Record<string, unknown>) : {}
      inner[key] = next
      inner = next
    }
    inner[path.at(-1) ?? ''] = leaf
  }
  return document
}

/** By pg_type.typcategory (manual, 53.64), then by type. */
function usual({ category, baseType, type }: Column, row: number): readonly (string | number)[] {
  const day = `2025-01-${String(1 + (row % 28)).padStart(2, '0')}`
  switch (category) {
    case 'N': // numeric
      return [row + 1, 50 + row, 30_000 + row, 0]
    case 'B': // boolean
      return rotated(['true', 'false'], row)
    case 'D': // date and time
      return baseType.startsWith('time ') ? [`0${row % 10}:00`] : [day, '2025-01-01', '2000-01-01']
    case 'S': // string
      return strings(row, day).filter((text) => text.length <= (lengthOf(type) ?? text.length))
    case 'A': // array
      return ['{}', `{${row}}`]
    case 'T': // timespan
      return [`${row + 1} hours`]
    case 'I': // network
      return [`10.0.0.${row + 1}`]
    case 'V': // bit string
      return ['0', '1']
    case 'R': // range
      return ['empty', `[${row},${row + 1})`]
    default:
      return special(baseType.slice(baseType.lastIndexOf('.') + 1), type, row)
  }
}

function special(name: string, type: string, row: number): readonly string[] {
  switch (name) {
    case 'uuid':
      return [`00000000-0000-4000-8000-${String(row + 1).padStart(12, '0')}`]
    case 'json':
    case 'jsonb':
      return [`{"n": ${row}}`, '[]', '{}']
    case 'bytea':
      return [`\\x0${row % 10}`]
    case 'vector':
      return [`[${Array.from({ length: lengthOf(type) ?? 1 }, () => row + 1).join(',')}]`]
    default:
      return [String(row), '', `(${row},${row})`, `a${row}`]
  }
}

const strings = (row: number, day: string): readonly string[] => [
  `value ${row}`,
  String(50 + row),
  `user${row}@example.com`,
  `https://example.com/${row}`,
  day,
  String(row % 10),
]

/** `vector(3)` and `character varying(3)`: 3 */
function lengthOf(type: string): number | null {
  const length = Number.parseInt(type.slice(type.indexOf('(') + 1), 10)
  return Number.isNaN(length) ? null : length
}
