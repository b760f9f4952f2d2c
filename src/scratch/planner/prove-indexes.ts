import { AuditError } from '../../errors.ts'
import { qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import { loadParser } from '../../sql/parse.ts'
import { keyOf } from '../rebuild-scope.ts'
import { explainable } from './explainable.ts'
import type { IndexProof, ProofRequest } from '../../index-proof.ts'
import { proveOnCopy, type Question } from './prove-on-copy.ts'
import { relationsIn } from './statement-scope.ts'

export interface ProveIndexesOptions {
  /** ms for one request; ten seconds unless given. */
  readonly timeLimit?: number
  readonly signal?: AbortSignal
}

const TIME_LIMIT = 10_000

/**
 * Asks the planner of an embedded copy, which is built from the snapshot once, what each index does for its statement. There are no rows
 * in it, and statements are never run. Gives one proof for each request, in their order, with the reason of each that could not be
 * planned. Rejects with AuditError('interrupted') when the signal fires, and for nothing else; nothing is left running.
 */
export async function proveIndexes(
  snapshot: Snapshot,
  requests: readonly ProofRequest[],
  { timeLimit = TIME_LIMIT, signal }: ProveIndexesOptions = {},
): Promise<readonly IndexProof[]> {
  if (signal?.aborted) throw new AuditError('interrupted', 'Interrupted.')
  await loadParser()
  const proofs = new Map<ProofRequest, IndexProof>()
  let left: readonly Question[] = requests.flatMap((request) => {
    const question = questionOf(snapshot, request)
    if ('sql' in question) return [{ request, sql: question.sql }]
    proofs.set(request, { outcome: 'not planned', by: 'embedded', on: null, reason: question.reason })
    return []
  })
  while (left.length > 0) {
    await proveOnCopy(snapshot, left, { timeLimit, signal }, (request, proof) => proofs.set(request, proof))
    left = left.filter(({ request }) => !proofs.has(request))
  }
  return requests.flatMap((request) => proofs.get(request) ?? [])
}

/** The statement to explain, or why there is nothing to ask. */
function questionOf(
  snapshot: Snapshot,
  { statement, table }: ProofRequest,
): { readonly sql: string } | { readonly reason: string } {
  const read = explainable(statement)
  if ('reason' in read) return read
  if (!snapshot.relations.some((relation) => keyOf(relation) === keyOf(table))) {
    return { reason: `the snapshot has no table ${qualified(table)}` }
  }
  const unknown = relationsIn(snapshot, read.sql).find(
    ({ kind, tuples }) => (kind === 'table' || kind === 'materialized view') && tuples === null,
  )
  if (!unknown) return read
  return { reason: `nothing is known of the size of ${qualified(unknown)}: run ANALYZE ${qualified(unknown)}` }
}
