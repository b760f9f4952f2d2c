import type { ColumnStatistics, Snapshot } from '../snapshot.ts'
import type { Lookup, Way } from './lookups.ts'
import type { Entry } from './read-workload.ts'
import { relationKey, type TieEnd } from './ties.ts'

/** A statement whose rows carry the values of a lookup. */
export interface Feed {
  readonly list: Entry
  readonly way: Way
  /** `schema.name` of the table that the values come from. */
  readonly relation: string
  /** The share of its rows that have a value, 0 to 1: those without have nothing to look up. */
  readonly filled: number
  /** How many different values a call's rows are expected to have; null where statistics do not tell. */
  readonly distinct: number | null
  /** It is no list, but a lookup that itself runs once per row of one. */
  readonly nested: boolean
  /** It is the lookup itself: a tree is read node by node. */
  readonly own: boolean
  /** Its rows and those that are looked up refer to the same rows of a third table. */
  readonly sibling: boolean
}

/**
 * The rows of one owner, for each of a list of owners. Pages ask for the rows of one owner all the time (my orders, my notifications), so that
 * here only as many calls as rows are a sign of a loop; a part of them is none.
 */
export const isOfOwner = ({ way: { from, tie }, own, sibling }: Feed): boolean => sibling || (from === tie.referenced && !own)

/** Rows by which so many may differ from the share that has a value in the whole table: two standard deviations of a binomial distribution. */
export const spreadOf = (rows: number, filled: number): number => 2 * Math.sqrt(rows * filled * (1 - filled))

/** Lists by the table whose rows come back. */
export type Lists = ReadonlyMap<string, readonly Entry[]>

/** Rows that a call of a list gives at least: below that there is no loop. */
const MANY = 2

/** Statements that give back several rows a call, by each table that they give columns of. */
export const listsIn = (entries: readonly Entry[]): Lists => byReturned(entries.filter(isList))

const isList = ({ calls, rows }: Entry): boolean => calls > 0 && rows >= MANY * calls

/** Statements by each table that they give columns of. */
export function byReturned(entries: readonly Entry[]): Lists {
  const lists = new Map<string, Entry[]>()
  for (const entry of entries)
    for (const relation of returnedRelations(entry)) {
      const known = lists.get(relation)
      if (known) known.push(entry)
      else lists.set(relation, [entry])
    }
  return lists
}

function returnedRelations({ shape }: Entry): ReadonlySet<string> {
  const uses = new Set([...shape.returns.whole, ...shape.returns.columns.map(({ use }) => use)])
  return new Set(
    [...uses].flatMap((at) => {
      const use = shape.uses[at]
      return use ? [relationKey({ schema: use.schema, name: use.relation })] : []
    }),
  )
}

export type StatisticsOf = (
  relation: string,
  column: string,
) => { readonly tuples: number | null; readonly statistics: ColumnStatistics | null }

export function statisticsIn({ relations }: Pick<Snapshot, 'relations'>): StatisticsOf {
  const byKey = new Map(relations.map((relation) => [relationKey(relation), relation]))
  return (key, column) => {
    const relation = byKey.get(key)
    return {
      tuples: relation?.tuples ?? null,
      statistics: relation?.columns.find(({ name }) => name === column)?.statistics ?? null,
    }
  }
}

/**
 * The lists that may feed a lookup, and then `more`, lookups that are known to run once per row themselves, whose rows feed the next. Where several
 * columns of a list lead there, one that the list itself compares with a value does not: it is the same in all rows.
 */
export function feedsOf(lookup: Lookup, given: readonly Feeding[]): readonly Feed[] {
  const feeds = new Map<Entry, Feed>()
  for (const way of lookup.ways)
    for (const feed of [...given.flatMap((feeding) => feeding(way)), ...itself(lookup, way)]) {
      const known = feeds.get(feed.list)
      if ((feed.list === lookup.entry && !feed.own) || (known && !isGiven(known.list, known.way.from))) continue
      feeds.set(feed.list, known && isGiven(feed.list, feed.way.from) ? known : feed)
    }
  return [...feeds.values()]
}

/** What lists give by a way; found once for each end of a tie, however many lookups it leads to. */
export type Feeding = (way: Way) => readonly Feed[]

export function feedingBy(lists: Lists, statisticsOf: StatisticsOf): Feeding {
  const known = new Map<TieEnd, readonly Feed[]>()
  return (way) => {
    let feeds = known.get(way.from)
    if (!feeds) {
      const giving = (lists.get(way.from.relation) ?? []).filter((list) => gives(list, way.from))
      known.set(way.from, (feeds = giving.map((list) => feedFrom(list, way, statisticsOf))))
    }
    return feeds
  }
}

export function feedFrom(list: Entry, way: Way, statisticsOf: StatisticsOf): Feed {
  const { relation, columns } = way.from
  const { tuples, statistics } = statisticsOf(relation, columns.at(-1) ?? '')
  return {
    list,
    way,
    relation,
    filled: 1 - (statistics?.nullFraction ?? 0),
    distinct: statistics && tuples !== null ? distinctIn(list, statistics.distinct, tuples) : null,
    nested: !isList(list),
    own: false,
    sibling: false,
  }
}

/** Whether every row of the list has the same value there. */
export const isGiven = ({ shape: { uses } }: Entry, { relation, columns }: TieEnd): boolean =>
  uses.some(
    (use) =>
      relationKey({ schema: use.schema, name: use.relation }) === relation &&
      columns.every((column) => use.predicates.some((predicate) => predicate.kind === 'equal' && predicate.column === column)),
  )

/** A tree that is read node by node: each row that comes back is looked up for the rows below it. */
function itself({ entry, relation }: Lookup, way: Way): readonly Feed[] {
  const { from, tie } = way
  if (from.relation !== relation || from !== tie.referenced || !gives(entry, from)) return []
  return [{ list: entry, way, relation, filled: 1, distinct: null, nested: false, own: true, sibling: false }]
}

export function gives({ shape: { uses, returns } }: Entry, { relation, columns }: TieEnd): boolean {
  return uses.some((use, at) => {
    if (relationKey({ schema: use.schema, name: use.relation }) !== relation) return false
    if (returns.whole.includes(at)) return true
    return columns.every((column) => returns.columns.some((place) => place.use === at && place.column === column))
  })
}

/** Different values among the rows of a call, drawn at random of as many as the table has (pg_stats.n_distinct). */
function distinctIn({ rows, calls }: Entry, distinct: number, tuples: number): number | null {
  const values = distinct < 0 ? -distinct * tuples : distinct
  if (values < 1) return null
  return calls * values * (1 - (1 - 1 / values) ** (rows / calls))
}
