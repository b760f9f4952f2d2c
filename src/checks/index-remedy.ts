import { MAX_IDENTIFIER_BYTES, qualified, quote } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { implies } from '../sql/implication.ts'
import { type Access, type AccessKey, conditionsOf, type SortKey } from './index-access.ts'

/**
 * `CREATE INDEX CONCURRENTLY …` for what a rule asks. Where the rule's name is taken or too long for PostgreSQL, the
 * statement leaves the name to the server. An index on a partitioned table cannot be built concurrently.
 */
export function createIndex(access: Access, relation: Relation, name: string | null): string {
  const keys = [...access.equal.map(keySql), ...access.order.map(sortSql)].join(', ')
  const method = access.method === 'btree' ? '' : ` USING ${access.method}`
  const condition = conditionOf(access)
  const where = condition === null ? '' : ` WHERE ${condition}`
  const concurrently = relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
  return `CREATE ${access.unique ? 'UNIQUE ' : ''}INDEX${concurrently}${name === null ? '' : ` ${quote(name)}`} ON ${qualified(relation)}${method} (${keys})${where};`
}

/** The rule's name for its index on this relation; null when there is none that can be used. */
export function freeName(template: string | undefined, relation: Relation, snapshot: Snapshot): string | null {
  const name = template?.replaceAll('{table}', () => relation.name)
  if (name === undefined || Buffer.byteLength(name) > MAX_IDENTIFIER_BYTES) return null
  return takenNames(snapshot).has(`${relation.schema}.${name}`) ? null : name
}

/** `index('…').on(t.userId, t.createdAt.desc().nullsFirst())`: the line for the Drizzle schema, which would drop it otherwise. */
export function drizzleIndex(access: Access, name: string | null): string {
  const sort = (key: SortKey): string => {
    if (!key.descending) return `${drizzleColumn(key)}${key.nullsFirst ? '.nullsFirst()' : ''}`
    // Drizzle's .desc() alone is DESC NULLS LAST in an index, and DESC (nulls first) in a query.
    return `${drizzleColumn(key)}.desc()${key.nullsFirst ? '.nullsFirst()' : '.nullsLast()'}`
  }
  const keys = [...access.equal.map(drizzleColumn), ...access.order.map(sort)].join(', ')
  const on = access.method === 'btree' ? `.on(${keys})` : `.using('${access.method}', ${keys})`
  const condition = conditionOf(access)
  const where = condition === null ? '' : `.where(sql\`${condition}\`)`
  return `${access.unique ? 'uniqueIndex' : 'index'}(${name === null ? '' : `'${name}'`})${on}${where}`
}

/**
 * The condition of the index; null where there is none, or one that is true of every row, or one that the planner does not take for
 * its own proof (`x = x`; from 17 `x is not null` of a NOT NULL column): then the whole column is indexed.
 */
export const conditionOf = (access: Access): string | null =>
  access.predicate.kind === 'and' && access.predicate.of.length === 0
    ? null
    : implies(conditionsOf(access), access.predicate)
      ? access.whereText
      : null

const drizzleColumn = (key: AccessKey): string => (key.column === null ? `sql\`${key.text}\`` : `t.${camelCase(key.column)}`)

export const keySql = (key: AccessKey): string => (key.column === null ? key.text : quote(key.column))

const sortSql = (key: SortKey): string =>
  `${keySql(key)}${key.descending ? ' DESC' : ''}${key.nullsFirst === key.descending ? '' : key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'}`

const camelCase = (name: string): string =>
  name
    .split('_')
    .map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')

const taken = new WeakMap<Snapshot, ReadonlySet<string>>()

/** Tables, views, sequences and indexes of one schema share their names. */
function takenNames(snapshot: Snapshot): ReadonlySet<string> {
  const known = taken.get(snapshot)
  if (known) return known
  const names = new Set<string>()
  for (const relation of snapshot.relations) {
    names.add(`${relation.schema}.${relation.name}`)
    for (const index of relation.indexes) names.add(`${relation.schema}.${index.name}`)
  }
  for (const sequence of snapshot.sequences) names.add(`${sequence.schema}.${sequence.name}`)
  taken.set(snapshot, names)
  return names
}
