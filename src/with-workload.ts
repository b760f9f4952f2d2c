import type { Column, Index, Relation, Snapshot } from './snapshot.ts'

/**
 * The schema of one snapshot with the workload and the statistics of another, by name: what a pull request makes of the database, as production
 * uses it. Tables and indexes that production does not have keep what they have. Times and the role are those of the counters.
 */
export function withWorkload(schema: Snapshot, production: Snapshot): Snapshot {
  const known = new Map(production.relations.map((relation) => [keyOf(relation), relation]))
  const { superuser, readsAllStatistics, role, roundTrip } = production.server
  return {
    ...schema,
    collectedAt: production.collectedAt,
    measuredOn: production.source.label,
    server: { ...schema.server, superuser, readsAllStatistics, role, ...(roundTrip === undefined ? {} : { roundTrip }) },
    // Costs and what planning times say depend on them; rules about settings do not judge an embedded database.
    settings: { ...schema.settings, ...production.settings },
    relations: schema.relations.map((relation) => measured(relation, known.get(keyOf(relation)))),
    database: production.database,
    replication: production.replication,
    ...(production.replicas === undefined ? {} : { replicas: production.replicas }),
    // An object of its own: what is read of a workload is kept with it, and belongs to one schema.
    workload: { ...production.workload },
    unread: [
      ...schema.unread,
      ...production.unread.filter(({ section }) => !schema.unread.some((each) => each.section === section)),
    ],
  }
}

const keyOf = ({ schema, name }: Pick<Relation, 'schema' | 'name'>): string => JSON.stringify([schema, name])

function measured(relation: Relation, there: Relation | undefined): Relation {
  if (!there) return relation
  const columns = new Map(there.columns.map((column) => [column.name, column]))
  const indexes = new Map(there.indexes.map((index) => [index.name, index]))
  return {
    ...relation,
    bytes: there.bytes,
    tuples: there.tuples,
    statistics: there.statistics,
    columns: relation.columns.map((column) => withStatistics(column, columns.get(column.name))),
    indexes: relation.indexes.map((index) => withCounters(index, indexes.get(index.name))),
  }
}

/** Of another type, the statistics are of other values. */
const withStatistics = (column: Column, there: Column | undefined): Column =>
  there?.type === column.type ? { ...column, statistics: there.statistics } : column

const withCounters = (index: Index, there: Index | undefined): Index =>
  there ? { ...index, bytes: there.bytes, statistics: there.statistics } : index
