import type { Connection } from '../collect/connection.ts'
import { type WorkloadIndexParams } from '../checks/workload-index.ts'
import { workloadIndexRequests } from '../checks/workload-index-requests.ts'
import type { Context } from '../check.ts'
import { type EvaluateOptions, prepare } from '../evaluate.ts'
import type { IndexProof } from '../index-proof.ts'
import type { Rule } from '../rule.ts'
import type { ProvenStatement, Snapshot } from '../snapshot.ts'
import { loadParser } from '../sql/parse.ts'

export interface ProveCandidatesOptions {
  readonly evaluate: EvaluateOptions
  /** The server, whose own planner is asked where it has hypopg; null where there is only a snapshot. */
  readonly connection: Connection | null
  readonly signal: AbortSignal
}

/** The snapshot with what a planner says of the indexes that rules propose. Rejects with AuditError when the server is lost or interrupted. */
export async function withProofs(
  snapshot: Snapshot,
  rules: readonly Rule[],
  { evaluate, connection, signal }: ProveCandidatesOptions,
): Promise<Snapshot> {
  await loadParser()
  const run = prepare(snapshot, rules, evaluate)
  const requests = rules
    .filter(({ check }) => check === 'workload-index')
    .flatMap((rule) => workloadIndexRequests(run.contextOf(rule) as Context<WorkloadIndexParams>))
  const proofs: Record<string, ProvenStatement[]> = {}
  if (requests.length > 0) {
    const found = await prove(snapshot, requests, connection, signal)
    requests.forEach(({ fingerprint, statement }, at) => {
      const proof = found[at]
      if (proof) (proofs[fingerprint] ??= []).push({ statement, proof })
    })
  }
  return { ...snapshot, proofs }
}

async function prove(
  snapshot: Snapshot,
  requests: ReturnType<typeof workloadIndexRequests>,
  connection: Connection | null,
  signal: AbortSignal,
): Promise<readonly IndexProof[]> {
  if (connection && !connection.embedded) {
    const { proveOnServer } = await import('../scratch/planner/prove-on-server.ts')
    const proofs = await proveOnServer(connection, snapshot, requests, { signal })
    if (!('reason' in proofs)) return proofs
  }
  const { proveIndexes } = await import('../scratch/planner/prove-indexes.ts')
  return proveIndexes(snapshot, requests, { signal })
}
