import type { Evidence, FindingProof } from '../finding.ts'
import type { ProvenStatement } from '../snapshot.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'

/** What a planner made of an index that is proposed. */
export type PlannerOpinion =
  | { readonly kind: 'proven'; readonly proof: FindingProof; readonly evidence: Evidence }
  /** It could plan every statement, and reads the index for none, or to next to no avail. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown'; readonly evidence: Evidence }

/** The share of the cost that may stay: what saves less than a fifth is not worth an index that every write pays for. */
const WORTH = 0.8

/** The opinion on an index, from the proofs of its statements, the costliest first; `unknown` where none was asked or none could be planned. */
export function opinionOn(proofs: readonly ProvenStatement[] | undefined): PlannerOpinion {
  if (!proofs || proofs.length === 0) return { kind: 'unknown', evidence: {} }
  const planned = proofs.flatMap(({ statement, proof }) => (proof.outcome === 'planned' ? [{ statement, proof }] : []))
  const used = planned.filter(({ proof }) => proof.used && (proof.cost === null || proof.cost.after <= proof.cost.before * WORTH))
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
