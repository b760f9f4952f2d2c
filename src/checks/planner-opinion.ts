import type { Evidence, FindingProof } from '../finding.ts'
import type { ProvenStatement } from '../snapshot.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'

/** What a planner made of an index that is proposed. */
export type PlannerOpinion =
  | { readonly kind: 'proven'; readonly proof: FindingProof; readonly evidence: Evidence }
  /** It could plan every statement, and read the index for none. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown'; readonly evidence: Evidence }

/** The opinion on an index, from the proofs of its statements, the costliest first; `unknown` where none was asked or none could be planned. */
export function opinionOn(proofs: readonly ProvenStatement[] | undefined): PlannerOpinion {
  if (!proofs || proofs.length === 0) return { kind: 'unknown', evidence: {} }
  const planned = proofs.flatMap(({ statement, proof }) => (proof.outcome === 'planned' ? [{ statement, proof }] : []))
  const used = planned.filter(({ proof }) => proof.used)
  const [first] = used
  if (first) {
    const { by, on, before, after, cost, remarks } = first.proof
    const statement = shortenedQuery(first.statement)
    return {
      kind: 'proven',
      proof: { by, on, statement, before, after, cost, remarks },
      evidence: { planner: on, statements_planned: planned.length, statements_that_read_it: used.length },
    }
  }
  if (planned.length === proofs.length) return { kind: 'refused' }
  const reasons = [...new Set(proofs.flatMap(({ proof }) => (proof.outcome === 'not planned' ? [proof.reason] : [])))].toSorted()
  return { kind: 'unknown', evidence: { not_planned_because: reasons } }
}
