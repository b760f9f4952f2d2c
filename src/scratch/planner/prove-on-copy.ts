import { AuditError, messageOf } from '../../errors.ts'
import type { Relation, Snapshot } from '../../snapshot.ts'
import type { Embedded } from '../embedded.ts'
import { keyOf } from '../rebuild-scope.ts'
import { embeddableExtensions } from '../rebuild-types.ts'
import { startEmbedded } from '../start.ts'
import type { Typed } from './parameter-types.ts'
import { planCandidate } from './plan-candidate.ts'
import type { Plan } from './plan-summary.ts'
import { plannerCopy } from './planner-copy.ts'
import type { IndexProof, ProofRequest } from '../../index-proof.ts'
import { relationsIn } from './statement-scope.ts'
import { within } from './within.ts'

/** A request that can be asked. */
export interface Question {
  readonly request: ProofRequest
  /** The statement, as EXPLAIN takes it. */
  readonly sql: string
}

/** ms to build the copy, whatever it holds. */
const BUILD_LIMIT = 120_000

/**
 * Asks one copy until all questions are answered, or one of them took so long that the database had to be ended: at least one is
 * answered, with a proof or a reason. Rejects with AuditError('interrupted') when the signal fires.
 */
export async function proveOnCopy(
  snapshot: Snapshot,
  questions: readonly Question[],
  limit: { readonly timeLimit: number; readonly signal: AbortSignal | undefined },
  onProof: (request: ProofRequest, proof: IndexProof) => void,
): Promise<void> {
  const { timeLimit, signal } = limit
  let copy: Embedded | undefined
  let on: string | null = null
  const failed = (request: ProofRequest, reason: string): void =>
    onProof(request, { outcome: 'not planned', by: 'embedded', on, reason })
  try {
    const started = await startEmbedded({ extensions: embeddableExtensions(snapshot), ...(signal ? { signal } : {}) })
    copy = started
    const place = `PostgreSQL ${(started.parameters['server_version'] ?? '').split(' ')[0]}, embedded`
    on = place
    const requests = questions.map(({ request }) => request)
    const built = await within(started, BUILD_LIMIT, () =>
      plannerCopy(started, snapshot, relationsOf(snapshot, questions), requests),
    )
    const without = new Map<string, Typed<Plan>>()
    for (const { request, sql } of questions) {
      try {
        const asked = { copy: started, built, snapshot, request, sql, without }
        const planned = await within(started, timeLimit, () => planCandidate(asked))
        if ('reason' in planned) failed(request, planned.reason)
        else onProof(request, { outcome: 'planned', by: 'embedded', on: place, ...planned })
      } catch (thrown) {
        if (signal?.aborted) throw thrown
        failed(request, messageOf(thrown))
        return
      }
    }
  } catch (thrown) {
    if (signal?.aborted) throw new AuditError('interrupted', 'Interrupted.', { cause: thrown })
    for (const { request } of questions) failed(request, `the copy could not be made: ${messageOf(thrown)}`)
  } finally {
    await copy?.cancel().catch(() => undefined)
  }
}

/** What the statements read, and the tables that the indexes are on. */
function relationsOf(snapshot: Snapshot, questions: readonly Question[]): readonly Relation[] {
  const tables = new Set(questions.map(({ request }) => keyOf(request.table)))
  const statements = [...new Set(questions.map(({ sql }) => sql))]
  return [
    ...new Set([
      ...statements.flatMap((sql) => relationsIn(snapshot, sql)),
      ...snapshot.relations.filter((relation) => tables.has(keyOf(relation))),
    ]),
  ]
}
