import { qualified, quote } from '../../identifier.ts'
import type { Index, Snapshot } from '../../snapshot.ts'
import { indexDefinition } from '../../sql/index-definition.ts'
import type { Name, NewIndex } from '../change.ts'
import { clearIndex, demand, ensure, type GuardedIndex, indexState, setAside, undo } from '../guards.ts'
import type { Statement } from '../step.ts'
import { fittedName } from './fitted-name.ts'
import { buildOnPartitions, isPartitioned, partitionLeftovers } from './partition-indexes.ts'
import { writer } from './statement.ts'

/** A planned index, by the parts that the guards and the statements share. */
export const indexOf = (change: NewIndex, name: string): GuardedIndex => ({
  table: change.table,
  name,
  unique: change.unique,
  body: bodyOf(change),
})

/** An index of the snapshot, as it would be built again. */
export function savedIndex(table: Name, index: Index): GuardedIndex {
  const named = { ...index, name: 'i' }
  const start = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX i ON ${qualified(table)} `
  return { table, name: index.name, unique: index.unique, body: indexDefinition(table, named).slice(start.length) }
}

export const indexName = ({ table, name }: GuardedIndex): Name => ({ schema: table.schema, name })

/** `(user_id, created_at DESC) INCLUDE (…) WHERE …`, with the method where it is not btree. */
function bodyOf({ method, keys, include, predicate }: NewIndex): string {
  const sorted = keys.map(({ sql, descending, nullsFirst }) => {
    const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'
    return `${sql}${descending ? ' DESC' : ''}${nulls}`
  })
  const using = method === 'btree' ? '' : `USING ${method} `
  const stored = include.length === 0 ? '' : ` INCLUDE (${include.map(quote).join(', ')})`
  return `${using}(${sorted.join(', ')})${stored}${predicate === null ? '' : ` WHERE ${predicate}`}`
}

/**
 * Builds an index without blocking writes; harmless where it is built. What a broken-off try left is dropped first; the lock for that is
 * named only where something is known to be `left`.
 */
export function buildIndex(snapshot: Snapshot, index: GuardedIndex, left = false): readonly Statement[] {
  const { relation, statement, outside } = writer(snapshot, index.table)
  if (relation && isPartitioned(relation)) {
    const parts = buildOnPartitions(snapshot, relation, index, { inTransaction: false, lacksParts: left })
    // A partition that came after the plan was made has none.
    return [...parts, statement(demand(indexState(index)), null)]
  }
  return [
    statement(clearIndex(index), left ? 'ACCESS EXCLUSIVE' : null),
    outside(createIndex(index, 'CONCURRENTLY IF NOT EXISTS '), 'SHARE UPDATE EXCLUSIVE', ['index-build']),
  ]
}

/** The same in one transaction: writes wait until it is built and that transaction ends. */
export function buildInTransaction(snapshot: Snapshot, index: GuardedIndex, left = false): readonly Statement[] {
  const { relation, statement } = writer(snapshot, index.table)
  if (relation && isPartitioned(relation)) {
    const parts = buildOnPartitions(snapshot, relation, index, { inTransaction: true, lacksParts: left })
    // A partition that came after the plan was made has none.
    return [...parts, statement(demand(indexState(index)), null)]
  }
  return [
    statement(clearIndex(index, 1), left ? 'ACCESS EXCLUSIVE' : null),
    statement(ensure(indexState(index), createIndex(index), 1), 'SHARE', ['index-build', 'blocks-writes']),
  ]
}

/** What drops a left-over by itself; a partitioned table's index that lacks parts is no left-over. */
export function clearing(snapshot: Snapshot, index: GuardedIndex): Statement | null {
  const { relation, statement } = writer(snapshot, index.table)
  return relation && isPartitioned(relation) ? null : statement(clearIndex(index), 'ACCESS EXCLUSIVE')
}

/** The state of an index that `buildIndex` builds: where there is nothing to clear, an invalid one is one that is not finished. */
export const buildState = (snapshot: Snapshot, index: GuardedIndex): string =>
  clearing(snapshot, index) === null ? unfinished(indexState(index)) : indexState(index)

/** `absent` for `invalid`, where going on is all it needs. */
export const unfinished = (state: string): string => `coalesce(nullif(${state}, 'invalid'), 'absent')`

/** Drops an index when it is this very one, in a way that lets everybody read and write. */
export function removeIndex(snapshot: Snapshot, index: GuardedIndex): readonly Statement[] {
  const { relation, statement, outside } = writer(snapshot, index.table)
  if (relation && isPartitioned(relation)) {
    const drop = undo(indexState(index), `DROP INDEX ${qualified(indexName(index))}`)
    return [statement(drop, 'ACCESS EXCLUSIVE'), ...partitionLeftovers(snapshot, relation, index)]
  }
  const aside = fittedName(index.name, '_dropping')
  return [
    statement(setAside(index, aside), null),
    outside(
      `DROP INDEX CONCURRENTLY IF EXISTS ${qualified({ schema: index.table.schema, name: aside })}`,
      'SHARE UPDATE EXCLUSIVE',
    ),
  ]
}

const createIndex = ({ table, name, unique, body }: GuardedIndex, how = ''): string =>
  `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${how}${quote(name)} ON ${qualified(table)} ${body}`
