import { type Connection, rowsOf } from '../../collect/connection.ts'
import { CLOSING, MARK, message, opening } from '../../collect/message.ts'
import { failureReason, isStatementError } from '../../collect/statement-error.ts'
import { AuditError } from '../../errors.ts'
import { literal, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import { loadParser } from '../../sql/parse.ts'
import { candidateDefinition } from './candidate-definition.ts'
import { explainable } from './explainable.ts'
import { genericPlan } from './generic-plan.ts'
import { findHypopg, type Hypopg } from './hypopg.ts'
import type { Typed } from './parameter-types.ts'
import type { Plan } from './plan-summary.ts'
import type { IndexProof, ProofRequest } from '../../index-proof.ts'
import type { ProveIndexesOptions } from './prove-indexes.ts'
import { schemasFrom } from './statement-scope.ts'

/** ms for one request: the same as in the embedded database. */
const TIME_LIMIT = 10_000
/** ms; whoever holds a table is not waited for. */
const LOCK_TIMEOUT = 2_000

/**
 * Asks the planner of the server itself, with indexes that exist in hypopg's memory only, each request in a read-only transaction of its
 * own. Gives one proof for each request, in their order, or the reason why hypopg cannot be asked at all. `snapshot` says which schemas
 * there are. Rejects with AuditError when the connection is lost or the signal fires.
 */
export async function proveOnServer(
  connection: Connection,
  snapshot: Snapshot,
  requests: readonly ProofRequest[],
  { timeLimit = TIME_LIMIT, signal }: ProveIndexesOptions = {},
): Promise<readonly IndexProof[] | { readonly reason: string }> {
  await loadParser()
  const limits = { statementTimeout: timeLimit, lockTimeout: LOCK_TIMEOUT }
  const hypopg = await findHypopg(connection)
  if ('reason' in hypopg) return hypopg
  const on = `PostgreSQL ${(connection.parameters['server_version'] ?? '').split(' ')[0]}, hypopg ${hypopg.version}`
  const without = new Map<string, Typed<Plan>>()
  const proofs: IndexProof[] = []
  const cancel = (): void => void connection.cancel().catch(() => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (const request of requests) {
      if (signal?.aborted) throw new AuditError('interrupted', 'Interrupted.')
      const path = schemasFrom(snapshot, request.table.schema).map(quote).join(', ')
      await connection.simple(message([...opening(limits, 'UTF8'), `set ${MARK} local search_path = ${path}`]))
      try {
        const planned = await ask(connection, snapshot.server.versionNumber, hypopg, request, path, without)
        proofs.push(
          'reason' in planned ? { outcome: 'not planned', by: 'hypopg', on, ...planned } : { by: 'hypopg', on, ...planned },
        )
      } catch (thrown) {
        if (signal?.aborted) throw new AuditError('interrupted', 'Interrupted.', { cause: thrown })
        if (!isStatementError(thrown)) throw thrown
        proofs.push({ outcome: 'not planned', by: 'hypopg', on, reason: failureReason(thrown, limits, null) })
      } finally {
        await connection.simple(CLOSING)
      }
    }
    return proofs
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

type Planned = Omit<Extract<IndexProof, { readonly outcome: 'planned' }>, 'by' | 'on'> | { readonly reason: string }

async function ask(
  connection: Connection,
  versionNumber: number,
  hypopg: Hypopg,
  request: ProofRequest,
  path: string,
  without: Map<string, Typed<Plan>>,
): Promise<Planned> {
  const statement = explainable(request.statement)
  if ('reason' in statement) return statement
  const definition = candidateDefinition(request.definition, request.index)
  if (definition === null) return { reason: `the definition of ${request.index} is not one CREATE INDEX` }
  const key = `${path}\n${statement.sql}`
  await connection.simple(`savepoint ${MARK} asking`)
  try {
    const before = without.get(key) ?? (await genericPlan(connection, versionNumber, statement))
    without.set(key, before)
    const made = await rowsOf(
      connection,
      `select ${MARK} indexname from ${hypopg.schema}.hypopg_create_index(${literal(definition)})`,
    )
    const name = made[0]?.[0]
    const { result: after, assumed } = await genericPlan(connection, versionNumber, statement)
    return {
      outcome: 'planned',
      before: before.result.nodes,
      after: after.nodes.map((node) => (node.index === name ? { ...node, index: request.index } : node)),
      used: after.nodes.some(({ index }) => index !== null && index === name),
      cost: { before: before.result.cost, after: after.cost },
      remarks: assumed,
    }
  } finally {
    await connection.simple(`rollback ${MARK} to asking`)
    await connection.simple(`select ${MARK} ${hypopg.schema}.hypopg_reset()`)
  }
}
