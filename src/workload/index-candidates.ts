import { quote } from '../identifier.ts'
import type { Condition, IndexNeed } from './index-need.ts'

/** An index for one or more needs of a table. */
export interface IndexCandidate {
  /** Columns that are compared first, in the order in which the index has them. */
  readonly equal: readonly string[]
  /** Then the sort, or one range column. */
  readonly order: IndexNeed['order']
  readonly where: readonly Condition[]
  /** What it serves, the costliest first. */
  readonly needs: readonly IndexNeed[]
}

/**
 * As few indexes as serve the needs of one table. Columns that more needs compare come first, so that a shorter need is the beginning of a longer
 * one. `serves` is asked whether an index does what a need asks.
 */
export function indexCandidates(
  needs: readonly IndexNeed[],
  serves: (candidate: IndexCandidate, need: IndexNeed) => boolean,
): readonly IndexCandidate[] {
  const used = new Map<string, number>()
  for (const { equal } of needs) for (const column of equal) used.set(column, (used.get(column) ?? 0) + 1)
  const byUse = (a: string, b: string): number => (used.get(b) ?? 0) - (used.get(a) ?? 0) || (a < b ? -1 : 1)
  const candidates: IndexCandidate[] = []
  for (const need of needs.toSorted(byLength)) {
    const at = candidates.findIndex((candidate) => serves(candidate, need))
    const known = candidates[at]
    if (known) candidates[at] = { ...known, needs: [...known.needs, need] }
    else candidates.push({ equal: need.equal.toSorted(byUse), order: sortOf(need), where: need.where, needs: [need] })
  }
  return candidates.map((candidate) => ({ ...candidate, needs: candidate.needs.toSorted(byTime) }))
}

/** A range is read from an index that has its column last, in either direction. */
export const sortOf = ({ order, range }: IndexNeed): IndexNeed['order'] =>
  range === null ? order : [{ column: range, descending: false, nullsFirst: false }]

const widthOf = ({ equal, order, range }: IndexNeed): number => equal.length + order.length + (range === null ? 0 : 1)

/** The widest first, for it may serve the others. */
const byLength = (a: IndexNeed, b: IndexNeed): number => widthOf(b) - widthOf(a) || byTime(a, b)

const byTime = (a: IndexNeed, b: IndexNeed): number =>
  b.entry.totalTime - a.entry.totalTime || (a.entry.query < b.entry.query ? -1 : Number(a.entry.query > b.entry.query))

/** SQL of conditions: `deleted_at IS NULL AND is_active`. */
export const conditionSql = (where: readonly Condition[]): string | undefined =>
  where.length === 0
    ? undefined
    : where
        .map(({ column, kind }) => {
          const name = quote(column)
          return { null: `${name} IS NULL`, 'not null': `${name} IS NOT NULL`, boolean: name, 'not boolean': `NOT ${name}` }[kind]
        })
        .join(' AND ')
