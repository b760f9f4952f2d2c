import { collect } from '../../src/collect/collect.ts'
import type { Connection } from '../../src/collect/connection.ts'
import type { Relation, Snapshot } from '../../src/snapshot.ts'
import { collectOptions } from '../collect/options.ts'

export const snapshotOf = (connection: Connection): Promise<Snapshot> =>
  collect(connection, { ...collectOptions, workload: false })

/**
 * Tables without what depends on their rows, their owner and who reads them; each major prints a view in its own words. NO INHERIT
 * means something for a CHECK only, and differs between a key that came with its partition and one that was attached.
 */
export const structureOf = (snapshot: Snapshot): Relation[] =>
  snapshot.relations
    .filter(({ extension, kind }) => extension === null && kind !== 'foreign table')
    .map((relation) => ({
      ...relation,
      bytes: 0,
      tuples: null,
      owner: '',
      selectable: true,
      statistics: null,
      viewDefinition: relation.viewDefinition === null ? null : '',
      columns: relation.columns.map((column) => ({ ...column, statistics: null })),
      constraints: relation.constraints.map((each) => ({
        ...each,
        definition: flattened(each.definition),
        noInherit: each.type === 'check' && each.noInherit,
      })),
      indexes: relation.indexes.map((index) => ({ ...index, predicate: flattened(index.predicate), bytes: 0, statistics: null })),
    }))

/** `(a and b) and c` is `a and b and c` once PostgreSQL has read its own text again. */
const flattened = (condition: string | null): string | null => condition?.replaceAll('(', '').replaceAll(')', '') ?? null
