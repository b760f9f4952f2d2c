import type { Snapshot } from '../../src/snapshot.ts'
import type { Expected, Innocent, Labels, Lookup } from './scenario.ts'

/** What a detector says: this lookup runs for the rows of these lists. Relations are `name` or `schema.name`. */
export interface Report {
  readonly lookup: { readonly relation: string; readonly columns: readonly string[] }
  readonly lists: readonly string[]
  readonly confidence: 'suspected' | 'confirmed'
}

/** From one snapshot, or from several of which the last is the newest. */
export type Detect = (snapshots: readonly Snapshot[]) => readonly Report[]

/** What a report turned out to be. */
export type Judgement =
  | { readonly is: 'right'; readonly family: Expected }
  /** The right lookup for a list that is not its. */
  | { readonly is: 'wrong list'; readonly family: Expected }
  | { readonly is: 'look-alike'; readonly innocent: Innocent }
  | { readonly is: 'unlabelled' }
  | { readonly is: 'unjudged' }

export function judge({ lookup, lists }: Report, { expected, innocent, unjudged }: Labels): Judgement {
  const family = expected.find((candidate) => isLookup(lookup, candidate))
  if (family)
    return { is: family.lists.some((list) => lists.some((said) => isRelation(said, list))) ? 'right' : 'wrong list', family }
  if (unjudged.some((candidate) => isLookup(lookup, candidate))) return { is: 'unjudged' }
  const lookAlike = innocent.find(
    ({ relation, columns }) => relation !== null && isLookup(lookup, { lookup: { relation, columns }, also: [] }),
  )
  return lookAlike ? { is: 'look-alike', innocent: lookAlike } : { is: 'unlabelled' }
}

/** One report for a lookup, however many statements of it were reported. */
export function merged(reports: readonly Report[]): Report[] {
  const byLookup = new Map<string, Report>()
  for (const report of reports) {
    const name = `${report.lookup.relation}(${report.lookup.columns.toSorted().join()})`
    const known = byLookup.get(name)
    byLookup.set(
      name,
      known
        ? {
            ...known,
            lists: [...known.lists, ...report.lists],
            confidence: known.confidence === 'confirmed' ? 'confirmed' : report.confidence,
          }
        : report,
    )
  }
  return [...byLookup.values()]
}

/** The columns that tie it must be named, those that it compares as well may be. */
function isLookup(said: Lookup, { lookup, also }: Pick<Expected, 'lookup' | 'also'>): boolean {
  const may = [...lookup.columns, ...also]
  return (
    isRelation(said.relation, lookup.relation) &&
    lookup.columns.every((column) => said.columns.includes(column)) &&
    said.columns.every((column) => may.includes(column))
  )
}

/** `public.orders` is `orders`; a name without a schema may be in any. */
const isRelation = (said: string, relation: string): boolean =>
  said === relation || said === `public.${relation}` || relation.endsWith(`.${said}`)
