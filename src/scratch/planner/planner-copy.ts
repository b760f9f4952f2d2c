import { rowsOf } from '../../collect/connection.ts'
import { isStatementError } from '../../collect/statement-error.ts'
import { messageOf } from '../../errors.ts'
import { literal, qualified } from '../../identifier.ts'
import type { Relation, Snapshot } from '../../snapshot.ts'
import type { Embedded } from '../embedded.ts'
import { rebuild } from '../rebuild.ts'
import { keyOf } from '../rebuild-scope.ts'
import { candidateDefinition } from './candidate-definition.ts'
import { passingOver } from './passing-over.ts'
import { DEFAULT_SETTINGS, settingStatements } from './planner-settings.ts'
import type { ProofRequest } from '../../index-proof.ts'
import { pruned } from './pruned.ts'
import { sizeRelations } from './size-relations.ts'

/** An index that was built in the copy and is kept from the planner until it is asked about. */
export interface Candidate {
  /** Of the index and, on a partitioned table, of its parts. */
  readonly oids: readonly string[]
  readonly names: ReadonlySet<string>
  readonly method: string
}

export interface PlannerCopy {
  /** By `candidateKey`; a reason for each that could not be built. */
  readonly candidates: ReadonlyMap<string, Candidate | { readonly reason: string }>
  /** One sentence for each thing that the copy lacks. */
  readonly notBuilt: readonly string[]
}

export const candidateKey = ({ table, definition }: ProofRequest): string => JSON.stringify([keyOf(table), definition])

/** Names of our own, so that no index that is there already is in the way. */
const candidateName = (number: number): string => `pte_db_audit_candidate_${number}`

/**
 * Builds the relations of a snapshot in an empty embedded database, with all their indexes, those of the requests and all statistics:
 * everything that the planner looks at is as it is in the original, and there are no rows. Needs `loadParser()`.
 */
export async function plannerCopy(
  copy: Embedded,
  snapshot: Snapshot,
  relations: readonly Relation[],
  requests: readonly ProofRequest[],
): Promise<PlannerCopy> {
  const { notBuilt, tables } = await rebuild(copy, pruned(snapshot, relations), relations)
  const built = new Map<string, string | { readonly reason: string }>()
  // An index of a partitioned table takes for its parts what it finds on the partitions, candidates too, were they there before it.
  const depth = new Map(tables.map((table, at) => [keyOf(table), at]))
  const parentsFirst = requests.toSorted((a, b) => (depth.get(keyOf(a.table)) ?? 0) - (depth.get(keyOf(b.table)) ?? 0))
  for (const request of parentsFirst) {
    const key = candidateKey(request)
    if (!built.has(key)) built.set(key, await build(copy, request, candidateName(built.size + 1)))
  }
  const views = relations.filter(({ kind }) => kind === 'materialized view')
  const indexes = await sizeRelations(copy, [...tables, ...views])
  // Not earlier: PostgreSQL's own defaults are meant, not those of the embedded database.
  await copy.simple(`${DEFAULT_SETTINGS}; SET jit = off`)
  await passingOver(copy, settingStatements(snapshot.settings))
  const candidates = [...built].map(([key, name]): [string, Candidate | { readonly reason: string }] => {
    if (typeof name !== 'string') return [key, name]
    const own = indexes.find((index) => index.name === name)
    const parts = indexes.filter(({ root, oid }) => root === own?.oid && Number(oid) >= Number(own.oid))
    return [
      key,
      { oids: parts.map(({ oid }) => oid), names: new Set(parts.map((part) => part.name)), method: own?.method ?? 'btree' },
    ]
  })
  return { candidates: new Map(candidates), notBuilt }
}

/** The name of the index, or why there is none. */
async function build(copy: Embedded, request: ProofRequest, name: string): Promise<string | { readonly reason: string }> {
  const sql = candidateDefinition(request.definition, name)
  if (sql === null) return { reason: `the definition of ${request.index} is not one CREATE INDEX` }
  try {
    await copy.simple(`BEGIN; SET LOCAL search_path = ${literal(request.table.schema)}, public; ${sql}`)
    const hidden = await rowsOf(copy, hiding(name, request))
    await copy.simple(hidden.length > 0 ? 'COMMIT' : 'ROLLBACK')
    return hidden.length > 0
      ? name
      : { reason: `the definition of ${request.index} is of no index on ${qualified(request.table)}` }
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    await copy.simple('ROLLBACK')
    return { reason: `the index ${request.index} cannot be built: ${messageOf(thrown)}` }
  }
}

/**
 * An invalid index is kept up to date and never read. Those on partitions are found through the one they are part of; indexes that were
 * there before have lower OIDs.
 */
const hiding = (name: string, { table }: ProofRequest): string =>
  `WITH RECURSIVE parts (oid) AS (
  SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relname = ${literal(name)} AND i.indrelid = ${literal(qualified(table))}::regclass
  UNION ALL SELECT h.inhrelid FROM pg_inherits h JOIN parts p ON h.inhparent = p.oid AND h.inhrelid > p.oid)
UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (SELECT oid FROM parts) RETURNING indexrelid`
