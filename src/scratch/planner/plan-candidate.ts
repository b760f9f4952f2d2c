import { isStatementError } from '../../collect/statement-error.ts'
import { quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { Embedded } from '../embedded.ts'
import { type Typed, withParameterTypes } from './parameter-types.ts'
import { type Candidate, candidateKey, type PlannerCopy } from './planner-copy.ts'
import { type Plan, planOf } from './plan-summary.ts'
import type { IndexProof, ProofRequest } from '../../index-proof.ts'
import { remarksOn } from './remarks.ts'
import { relationsIn, schemasFrom } from './statement-scope.ts'

export interface Asked {
  readonly copy: Embedded
  readonly built: PlannerCopy
  readonly snapshot: Snapshot
  readonly request: ProofRequest
  /** The statement, as EXPLAIN takes it. */
  readonly sql: string
  /** Plans without any candidate, by statement and search path; filled as they are made. */
  readonly without: Map<string, Typed<Plan>>
}

type Planned = Omit<Extract<IndexProof, { readonly outcome: 'planned' }>, 'outcome' | 'by' | 'on'>

/** The plans of a statement without and with its candidate, or PostgreSQL's reason for not planning it. */
export async function planCandidate({
  copy,
  built,
  snapshot,
  request,
  sql,
  without,
}: Asked): Promise<Planned | { readonly reason: string }> {
  const candidate = built.candidates.get(candidateKey(request))
  if (!candidate || 'reason' in candidate) return { reason: candidate?.reason ?? 'the index was not built' }
  const path = schemasFrom(snapshot, request.table.schema).map(quote).join(', ')
  const nameOf = (index: string): string => (candidate.names.has(index) ? request.index : index)
  try {
    const key = `${path}\n${sql}`
    const before = without.get(key) ?? (await withParameterTypes(sql, EXPLAIN.length, (text) => planned(copy, path, text, null)))
    without.set(key, before)
    const after = await withParameterTypes(sql, EXPLAIN.length, (text) => planned(copy, path, text, candidate))
    const { cost, remarks } = remarksOn({
      snapshot,
      relations: relationsIn(snapshot, sql),
      statement: sql,
      definition: request.definition,
      plans: [before.result.nodes, after.result.nodes],
      method: candidate.method,
      notBuilt: built.notBuilt,
    })
    return {
      before: before.result.nodes,
      after: after.result.nodes.map((node) => ({ ...node, index: node.index === null ? null : nameOf(node.index) })),
      used: after.result.nodes.some(({ index }) => index !== null && candidate.names.has(index)),
      cost: cost ? { before: before.result.cost, after: after.result.cost } : null,
      remarks: [...after.assumed, ...remarks],
    }
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    return { reason: [`PostgreSQL cannot plan it: ${thrown.message}`, ...built.notBuilt].join('; ') }
  }
}

/** The candidate is valid until the transaction ends, which never commits. */
async function planned(copy: Embedded, path: string, sql: string, candidate: Candidate | null): Promise<Plan> {
  let json = ''
  const show = candidate ? `UPDATE pg_index SET indisvalid = true WHERE indexrelid IN (${candidate.oids.join(', ')}); ` : ''
  try {
    await copy.simple(`BEGIN; SET LOCAL search_path = ${path}; ${show}`)
    // By itself, so that places in error messages are places in the statement.
    await copy.simple(`${EXPLAIN}${sql}`, (_statement, [text]) => (json = text ?? ''))
  } finally {
    await copy.simple('ROLLBACK')
  }
  return planOf(json)
}

const EXPLAIN = 'EXPLAIN (GENERIC_PLAN, FORMAT JSON) '
