import { leafPartitions } from '../../checks/partitions.ts'
import { qualified, quote } from '../../identifier.ts'
import type { Index, Relation, Snapshot } from '../../snapshot.ts'
import { attachedState, clearIndex, ensure, type GuardedIndex, indexState, undo } from '../guards.ts'
import type { Statement } from '../step.ts'
import { fittedName } from './fitted-name.ts'
import { writer } from './statement.ts'

export const isPartitioned = ({ kind }: Relation): boolean => kind === 'partitioned table'

export interface BuildOptions {
  /** Writes wait for builds in a transaction; CONCURRENTLY lets them go on. */
  readonly inTransaction: boolean
  /** The index is there, and only lacks some of its parts. */
  readonly lacksParts: boolean
}

/**
 * An index of a partitioned table cannot be built concurrently. Its own is made empty on the table alone, one is built on each partition,
 * and each is attached: with the last one the whole becomes valid. A foreign table cannot have an index, and what lacks one partition's
 * never becomes valid that way: then PostgreSQL makes all of it, which blocks writes.
 */
export function buildOnPartitions(
  snapshot: Snapshot,
  root: Relation,
  index: GuardedIndex,
  options: BuildOptions,
): readonly Statement[] {
  const tries = options.inTransaction ? 1 : undefined
  if (leafPartitions(snapshot, root).some(({ kind }) => kind === 'foreign table')) {
    const whole = ensure(indexState(index), `${create(index)} ON ${qualified(root)} ${index.body}`, tries)
    return [writer(snapshot, root).statement(whole, 'SHARE', ['index-build', 'blocks-writes'])]
  }
  // Without all its parts it is invalid, which is how far it has got, not what is wrong with it.
  const state = `coalesce(nullif(${indexState(index)}, 'invalid'), 'same')`
  const whole = ensure(state, `${create(index)} ON ONLY ${qualified(root)} ${index.body}`, tries)
  return [
    ...(options.lacksParts ? [] : [writer(snapshot, root).statement(whole, 'SHARE')]),
    ...childrenOf(snapshot, root).flatMap((child) => {
      const part = partOf(root, child, index)
      if (part && options.lacksParts && !isPartitioned(child)) return []
      const own = part ? onPartition(child, index, part.name) : partitionIndex(snapshot, child, index)
      const parent = { schema: root.schema, name: index.name }
      const name = { schema: child.schema, name: own.name }
      const attach = `ALTER INDEX ${qualified(parent)} ATTACH PARTITION ${qualified(name)}`
      const below = { ...options, lacksParts: options.lacksParts && part !== undefined }
      return [
        ...(isPartitioned(child) ? buildOnPartitions(snapshot, child, own, below) : buildOnLeaf(snapshot, own, options)),
        ...(below.lacksParts
          ? []
          : [writer(snapshot, child).statement(ensure(attachedState(parent, name), attach, tries), 'ACCESS SHARE')]),
      ]
    }),
  ]
}

/** The index of a partition that is part of its table's, as the snapshot has it. */
const partOf = (root: Relation, child: Relation, { name }: GuardedIndex): Index | undefined =>
  child.indexes.find(({ attachedTo }) => attachedTo?.schema === root.schema && attachedTo.name === name)

function buildOnLeaf(snapshot: Snapshot, index: GuardedIndex, { inTransaction }: BuildOptions): Statement[] {
  const { statement, outside } = writer(snapshot, index.table)
  const on = `ON ${qualified(index.table)} ${index.body}`
  if (inTransaction) {
    const build = ensure(indexState(index), `${create(index)} ${on}`, 1)
    return [statement(clearIndex(index, 1), null), statement(build, 'SHARE', ['index-build', 'blocks-writes'])]
  }
  const how = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY IF NOT EXISTS ${quote(index.name)}`
  return [statement(clearIndex(index), null), outside(`${how} ${on}`, 'SHARE UPDATE EXCLUSIVE', ['index-build'])]
}

const create = ({ unique, name }: GuardedIndex): string => `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quote(name)}`

/** Indexes of partitions that were built and not attached yet when a build was broken off; the attached go with their table's. */
export const partitionLeftovers = (snapshot: Snapshot, root: Relation, index: GuardedIndex): readonly Statement[] =>
  childrenOf(snapshot, root).flatMap((child) => {
    const own = onPartition(child, index, partOf(root, child, index)?.name ?? partitionIndex(snapshot, child, index).name)
    const drop = undo(indexState(own), `DROP INDEX ${qualified({ schema: child.schema, name: own.name })}`)
    return [
      writer(snapshot, child).statement(drop, 'ACCESS EXCLUSIVE'),
      ...(isPartitioned(child) ? partitionLeftovers(snapshot, child, own) : []),
    ]
  })

/** Named after the index that it becomes part of, so that two indexes of one table never share a part. */
function partitionIndex(snapshot: Snapshot, child: Relation, index: GuardedIndex): GuardedIndex {
  for (let number = 0; ; number++) {
    const own = fittedName(`${index.name}_${child.name}`, number === 0 ? '' : `_${number}`)
    if (!isTaken(snapshot, child.schema, own)) return onPartition(child, index, own)
  }
}

const onPartition = ({ schema, name: table }: Relation, { unique, body }: GuardedIndex, name: string): GuardedIndex => ({
  table: { schema, name: table },
  name,
  unique,
  body,
})

const isTaken = ({ relations }: Snapshot, schema: string, wanted: string): boolean =>
  relations.some(
    (relation) =>
      relation.schema === schema && (relation.name === wanted || relation.indexes.some(({ name }) => name === wanted)),
  )

const childrenOf = ({ relations }: Snapshot, { schema, name }: Relation): readonly Relation[] =>
  relations.filter(({ partitionOf }) => partitionOf?.schema === schema && partitionOf.name === name)
