import { camelCase, property } from '../fix/steps/drizzle-name.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import type { Feed } from './feeding.ts'
import type { Lookup } from './lookups.ts'
import type { Place, Predicate, Use } from './shape.ts'
import { relationKey } from './ties.ts'

/** One query in the place of a list and its lookups, to start from. */
export interface Join {
  readonly sql: string
  readonly drizzle: string
}

/**
 * The join of a list with what is looked up for each of its rows, with those of the list's conditions that compare a column with a value; what
 * else it asks for is `…`. Null for a list that does not name the table itself. Lookups that count become a
 * GROUP BY, or a subquery where several rows of the list may ask for the same.
 */
export function joinFor(lookup: Lookup, feed: Feed, list: Relation, found: Relation): Join | null {
  const { way } = feed
  const at = feed.list.shape.uses.findIndex((use) => !use.inner && nameOf(use) === feed.relation)
  const use = feed.list.shape.uses[at]
  const sought = lookup.entry.shape.uses.find((each) => !each.inner && nameOf(each) === lookup.relation)
  if (!use || !sought) return null
  const pairs = lookup.columns.map((column, index) => [way.from.columns[index] ?? '', column] as const)
  const counts = lookup.entry.shape.oneRow
  // Of each row of the list there may be many, or none.
  const many = feed.sibling || way.from === way.tie.referenced
  // A row whose counterpart may be missing stays in the result.
  const outer = counts || many || pairs.some(([from]) => isNullable(list, from))
  const given = {
    list,
    found,
    pairs,
    counts,
    repeats: counts && feed.sibling,
    outer,
    conditions: comparedIn(use),
    nulls: nullsIn(use),
    more: use.predicates.some((each) => !isSpelled(each)) || feed.list.shape.uses.length > 1,
    also: comparedIn(sought).filter((column) => !lookup.columns.includes(column)),
    alsoNulls: nullsIn(sought),
    alsoMore: sought.predicates.some((each) => !isSpelled(each)),
    order: feed.list.shape.order.flatMap(({ place, descending }) =>
      isOn(place, at) ? [{ column: place.column, descending }] : [],
    ),
    limit: feed.list.shape.limit,
    first: feed.list.shape.limit && (counts || many),
  }
  return { sql: sqlOf(given), drizzle: drizzleOf(given) }
}

const nameOf = ({ schema, relation }: Use): string => relationKey({ schema, name: relation })
const isOn = (place: Place | null, use: number): place is Place => place?.use === use
const isNullable = ({ columns }: Relation, name: string): boolean =>
  columns.find((column) => column.name === name)?.notNull !== true

const comparedIn = ({ predicates }: Use): readonly string[] =>
  predicates.flatMap(({ kind, value, column }) => (kind === 'equal' && value !== 'expression' ? [column] : []))

interface NullCondition {
  readonly column: string
  readonly not: boolean
}

const nullsIn = ({ predicates }: Use): readonly NullCondition[] =>
  predicates.flatMap(({ kind, column }) => (kind === 'null' || kind === 'not null' ? [{ column, not: kind === 'not null' }] : []))

/** Conditions that are written out; any other is left to its reader. */
const isSpelled = ({ kind, value }: Predicate): boolean =>
  (kind === 'equal' && value !== 'expression') || kind === 'null' || kind === 'not null'

interface Given {
  readonly list: Relation
  readonly found: Relation
  /** A column of the list and the one it is compared with. */
  readonly pairs: readonly (readonly [string, string])[]
  readonly counts: boolean
  /** Several rows of the list may have the same value, of which a GROUP BY would count each time as many. */
  readonly repeats: boolean
  readonly outer: boolean
  readonly conditions: readonly string[]
  readonly nulls: readonly NullCondition[]
  readonly more: boolean
  /** What the lookup asks for besides, which belongs to ON: rows of the list stay without it. */
  readonly also: readonly string[]
  readonly alsoNulls: readonly NullCondition[]
  readonly alsoMore: boolean
  readonly order: readonly { readonly column: string; readonly descending: boolean }[]
  readonly limit: boolean
  /** The list is read first, by itself. */
  readonly first: boolean
}

function sqlOf(given: Given): string {
  const { list, found, pairs, counts, outer, order } = given
  const behind = given.conditions.length + (given.limit && (given.first || !counts) ? 1 : 0)
  const on = [
    ...pairs.map(([from, to]) => `b.${quote(to)} = a.${quote(from)}`),
    ...given.also.map((column, at) => `b.${quote(column)} = $${behind + at + 1}`),
    ...given.alsoNulls.map((each) => nullSql(each, 'b.')),
    ...(given.alsoMore ? ['…'] : []),
  ].join(' and ')
  if (given.repeats)
    return `select a.*, (select count(*) from ${qualified(found)} b where ${on}) from ${qualified(list)} a${sqlTail(given)}`
  const key = pairs.map(([from]) => `a.${quote(from)}`).join(', ')
  const sorted = order.length > 0 && !counts ? ` ${sqlOrder(order, 'a.')}` : ''
  const joined = `${outer ? 'left join' : 'join'} ${qualified(found)} b on ${on}`
  const select = counts ? `select ${key}, count(b.${quote(pairs[0]?.[1] ?? '')})` : 'select a.*, b.*'
  const grouping = counts ? ` group by ${key}` : ''
  // The limit is one of the list's rows, of which each may have many of the others, or none.
  return given.first
    ? `${select} from (select * from ${qualified(list)} a${sqlTail(given)}) a ${joined}${grouping}${sorted}`
    : `${select} from ${qualified(list)} a ${joined}${counts ? `${sqlWhere(given)}${grouping}` : sqlTail(given)}`
}

const sqlTail = (given: Given): string =>
  `${sqlWhere(given)}${given.order.length > 0 ? ` ${sqlOrder(given.order, 'a.')}` : ''}${given.limit ? ` limit $${given.conditions.length + 1}` : ''}`

const nullSql = ({ column, not }: NullCondition, of: string): string => `${of}${quote(column)} is ${not ? 'not ' : ''}null`

function sqlWhere({ conditions, nulls, more }: Given): string {
  const where = [
    ...conditions.map((column, at) => `a.${quote(column)} = $${at + 1}`),
    ...nulls.map((each) => nullSql(each, 'a.')),
    ...(more ? ['…'] : []),
  ]
  return where.length > 0 ? ` where ${where.join(' and ')}` : ''
}

const sqlOrder = (order: Given['order'], of: string): string =>
  `order by ${order.map(({ column, descending }) => `${of}${quote(column)}${descending ? ' desc' : ''}`).join(', ')}`

/** As section 3.1 of the plan writes it; properties are named after their columns. */
function drizzleOf(given: Given): string {
  const { list, found, pairs, counts, outer } = given
  const [table, b] = [camelCase(list.name), camelCase(found.name)]
  const a = given.first && !given.repeats ? 'list' : table
  const on = both([
    ...pairs.map(([from, to]) => `eq(${property(a, from)}, ${property(b, to)})`),
    ...given.also.map((column) => `eq(${property(b, column)}, ${camelCase(column)})`),
    ...given.alsoNulls.map((each) => nullDrizzle(each, b)),
    ...(given.alsoMore ? ['…'] : []),
  ])
  if (given.repeats) return `db.select({ ${a}, count: db.$count(${b}, ${on}) }).from(${a})${drizzleTail(given, a)}`
  const key = pairs.map(([from]) => property(a, from)).join(', ')
  const select = counts
    ? `db.select({ ${camelCase(pairs[0]?.[0] ?? '')}: ${property(a, pairs[0]?.[0] ?? '')}, count: count(${property(b, pairs[0]?.[1] ?? '')}) })`
    : given.first
      ? 'db.select()'
      : `db.select({ ${a}, ${b} })`
  const join = `.${outer ? 'leftJoin' : 'innerJoin'}(${b}, ${on})`
  const grouping = counts ? `.groupBy(${key})` : ''
  return given.first
    ? `const list = db.select().from(${table})${drizzleTail(given, table)}.as('list'); ${select}.from(list)${join}${grouping}${counts ? '' : drizzleOrder(given, 'list')}`
    : `${select}.from(${a})${join}${counts ? `${drizzleWhere(given, table)}${grouping}` : drizzleTail(given, table)}`
}

const drizzleTail = (given: Given, of: string): string =>
  `${drizzleWhere(given, of)}${drizzleOrder(given, of)}${given.limit ? '.limit(limit)' : ''}`

function drizzleOrder({ order }: Given, of: string): string {
  const sorted = order.map(({ column, descending }) => (descending ? `desc(${property(of, column)})` : property(of, column)))
  return sorted.length > 0 ? `.orderBy(${sorted.join(', ')})` : ''
}

const nullDrizzle = ({ column, not }: NullCondition, of: string): string =>
  `${not ? 'isNotNull' : 'isNull'}(${property(of, column)})`

function drizzleWhere({ conditions, nulls, more }: Given, of: string): string {
  const where = [
    ...conditions.map((column) => `eq(${property(of, column)}, ${camelCase(column)})`),
    ...nulls.map((each) => nullDrizzle(each, of)),
    ...(more ? ['…'] : []),
  ]
  return where.length > 0 ? `.where(${both(where)})` : ''
}

const both = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] ?? '') : `and(${conditions.join(', ')})`
