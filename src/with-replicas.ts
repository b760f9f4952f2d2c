import type { Index, IndexStatistics, Relation, Replica, Snapshot, TableStatistics } from './snapshot.ts'

/** What a standby has counted of its own reads; a relation or an index that it has not read is left out. */
export interface ReplicaCounters extends Replica {
  readonly relations: readonly {
    readonly schema: string
    readonly name: string
    readonly reads: TableReads
    readonly indexes: readonly ({ readonly name: string } & IndexStatistics)[]
  }[]
}

/** The counters of a table that say how often it was read. What a standby counts of rows and vacuums is not its own doing. */
export type TableReads = Pick<TableStatistics, 'sequentialScans' | 'sequentialTuplesRead' | 'indexScans' | 'indexTuplesFetched'>

/**
 * The snapshot of a primary with the reads of its standbys added, by name: an index that is used only there is used. Blocks stay those of the
 * primary, for each server has a cache of its own, and so do the statements.
 */
export function withReplicas(snapshot: Snapshot, replicas: readonly ReplicaCounters[]): Snapshot {
  if (replicas.length === 0) return snapshot
  const read = new Map<string, ReplicaCounters['relations'][number][]>()
  for (const { relations } of replicas)
    for (const relation of relations) {
      const known = read.get(keyOf(relation))
      if (known) known.push(relation)
      else read.set(keyOf(relation), [relation])
    }
  return {
    ...snapshot,
    replicas: replicas.map(({ label, countedSince, standbys }) => ({ label, countedSince, standbys })),
    relations: snapshot.relations.map((relation) => added(relation, read.get(keyOf(relation)) ?? [])),
  }
}

const keyOf = ({ schema, name }: { readonly schema: string; readonly name: string }): string => JSON.stringify([schema, name])

function added(relation: Relation, there: readonly ReplicaCounters['relations'][number][]): Relation {
  if (there.length === 0) return relation
  return {
    ...relation,
    statistics: relation.statistics && there.reduce((sum, { reads }) => withReads(sum, reads), relation.statistics),
    indexes: relation.indexes.map((index) =>
      there.reduce(
        (sum, { indexes }) =>
          withScans(
            sum,
            indexes.find(({ name }) => name === index.name),
          ),
        index,
      ),
    ),
  }
}

const withReads = (here: TableStatistics, there: TableReads): TableStatistics => ({
  ...here,
  sequentialScans: here.sequentialScans + there.sequentialScans,
  sequentialTuplesRead: here.sequentialTuplesRead + there.sequentialTuplesRead,
  indexScans: here.indexScans + there.indexScans,
  indexTuplesFetched: here.indexTuplesFetched + there.indexTuplesFetched,
})

function withScans(index: Index, there: IndexStatistics | undefined): Index {
  const { statistics: here } = index
  if (!here || !there) return index
  return {
    ...index,
    statistics: {
      scans: here.scans + there.scans,
      tuplesRead: here.tuplesRead + there.tuplesRead,
      tuplesFetched: here.tuplesFetched + there.tuplesFetched,
      lastScan: later(here.lastScan, there.lastScan),
    },
  }
}

/** Null is never. */
const later = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : Date.parse(a) < Date.parse(b) ? b : a
