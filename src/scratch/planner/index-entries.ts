import type { IndexAttribute } from './index-size.ts'

/** Entries of a B-tree's leaves. */
export interface Entries {
  readonly count: number
  /** With their line pointers. */
  readonly bytes: number
  /** Bytes of an entry of one row: what is longer is a list of rows. */
  readonly single: number
  readonly longest: number
  /** The share of the entries that are as long as the longest. */
  readonly uniform: number
}

/** Rows that are null in the same columns: they are of one width. */
export interface NullPattern {
  /** Of all rows. */
  readonly share: number
  /** Bytes of an entry of one row. */
  readonly tuple: number
  /** Different keys that there could be: values that occur, in all combinations. */
  readonly possible: number
}

export const LINE_POINTER = 4
const TUPLE_HEADER = 8
/** With a bitmap of nulls. */
const NULLS_HEADER = 16
const TUPLE_ID = 6
/** A build gathers equal keys up to a tenth of a page (nbtsort.c, _bt_load), and entries are aligned. */
const MAX_POSTING_LIST = 808

/** A share of the rows that is left out of account, so that many columns have no more than a few hundred combinations. */
const RARE = 0.001

const aligned = (bytes: number, to = 8): number => Math.ceil(bytes / to) * to

export const tupleBytes = (present: readonly IndexAttribute[], nulls: boolean): number =>
  aligned(present.reduce((bytes, { width, alignment }) => aligned(bytes, alignment) + width, nulls ? NULLS_HEADER : TUPLE_HEADER))

/** Every combination of columns that can be null; the columns of an index are few. */
export function nullPatterns(tuples: number, attributes: readonly IndexAttribute[], keys: number): readonly NullPattern[] {
  let patterns: readonly { share: number; present: readonly IndexAttribute[]; possible: number }[] = [
    { share: 1, present: [], possible: 1 },
  ]
  for (const [at, attribute] of attributes.entries()) {
    const { nullFraction, distinct } = attribute
    const possible = at < keys ? possibleValues(distinct, tuples * (1 - nullFraction)) : 1
    patterns = patterns.flatMap(({ share, present, possible: others }) => [
      { share: share * (1 - nullFraction), present: [...present, attribute], possible: others * possible },
      { share: share * nullFraction, present, possible: others },
    ])
    patterns = patterns.filter(({ share }) => share > RARE)
  }
  const seen = patterns.reduce((sum, { share }) => sum + share, 0)
  return patterns.map(({ share, present, possible }) => ({
    share: share / seen,
    possible,
    tuple: tupleBytes(present, present.length < attributes.length),
  }))
}

/** From how many values rows were drawn by chance when so many were seen: more, unless there are many rows of each. */
function possibleValues(seen: number, rows: number): number {
  if (seen >= rows) return Infinity
  let perValue = rows / seen
  for (let round = 0; round < 100; round++) perValue = (rows / seen) * -Math.expm1(-perValue)
  return rows / perValue
}

export function undeduplicated(tuples: number, tuple: number): Entries {
  const size = tuple + LINE_POINTER
  return { count: tuples, bytes: tuples * size, single: size, longest: size, uniform: 1 }
}

/** Rows share an entry with those of equal key, of which there are as many as chance has it; a long list of them is cut into several. */
export function deduplicated(tuples: number, possible: number, tuple: number): Entries {
  const rows = tuples / possible
  if (rows < 1e-6) return undeduplicated(tuples, tuple)
  const perEntry = Math.max(1, Math.floor((MAX_POSTING_LIST - tuple) / TUPLE_ID))
  const size = (length: number): number => (length < 2 ? length * tuple : aligned(tuple + length * TUPLE_ID)) + LINE_POINTER
  let [count, bytes, whole] = [0, 0, 0]
  for (const [length, weight] of poisson(rows)) {
    const tail = length % perEntry
    const full = Math.floor(length / perEntry)
    count += possible * weight * (full + (tail > 0 ? 1 : 0))
    bytes += possible * weight * (full * size(perEntry) + (tail > 0 ? size(tail) : 0))
    whole += possible * weight * full
  }
  return { count, bytes, single: tuple + LINE_POINTER, longest: size(perEntry), uniform: whole / count }
}

/** How often a value occurs that does so `mean` times on average, and how likely that is. */
function poisson(mean: number): readonly (readonly [number, number])[] {
  const reach = 5 * Math.sqrt(mean) + 5
  const weights: [number, number][] = []
  let weight = 1
  let total = 0
  for (let times = Math.max(0, Math.floor(mean - reach)); times <= mean + reach; times++) {
    weights.push([times, weight])
    total += weight
    weight *= mean / (times + 1)
  }
  return weights.map(([times, each]) => [times, each / total])
}
