import type { Evidence } from '../finding.ts'
import type { Index, Relation } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import type { IndexCandidate } from '../workload/index-candidates.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'

/** What speaks for an index: the statements it serves, the table, and an index that it would make superfluous. */
export function candidateEvidence(relation: Relation, candidate: IndexCandidate): Evidence {
  const extended = relation.indexes.find((index) => isBeginning(index, candidate))
  const blocks = candidate.needs.map(({ entry }) => (entry.sharedBlocksHit + entry.sharedBlocksRead) / Math.max(1, entry.calls))
  return {
    statements: candidate.needs.map(({ entry }) => shortenedQuery(entry.query)),
    blocks_per_call: Math.round(Math.max(...blocks)),
    rows: relation.tuples,
    table_bytes: relation.bytes,
    sequential_scans: relation.statistics?.sequentialScans ?? null,
    extends_index: extended?.name ?? null,
    extended_definition: extended ? indexDefinition(relation, extended) : null,
  }
}

/** An index whose columns are the first of the candidate's, and which nothing but queries needs: the candidate can take its place. */
const isBeginning = (
  { unique, constraint, predicate, method, keys }: Index,
  { equal, order, where }: IndexCandidate,
): boolean => {
  const columns = [...equal, ...order.map(({ column }) => column)]
  return (
    !unique &&
    constraint === null &&
    predicate === null &&
    where.length === 0 &&
    method === 'btree' &&
    keys.length < columns.length &&
    keys.every(({ column }, at) => column === columns[at])
  )
}
