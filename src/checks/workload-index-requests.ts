import type { Context } from '../check.ts'
import { fingerprintOf } from '../finding.ts'
import type { ProofRequest } from '../index-proof.ts'
import { relationKey } from '../workload/ties.ts'
import { countedWorkload } from './counted.ts'
import { subjectOf } from './index-access.ts'
import { createIndex } from './index-remedy.ts'
import { accessForCandidate, candidatesOn, costlyOn } from './workload-index-candidates.ts'
import type { WorkloadIndexParams } from './workload-index.ts'

/** A statement and an index that a finding proposes for it. */
export interface FindingProofRequest extends ProofRequest {
  readonly fingerprint: string
}

/** Of each index those statements that take the most time: the planner is asked about them. */
const MOST_STATEMENTS = 5

/** What a planner can be asked about the indexes that the rule proposes; nothing where it proposes none. */
export function workloadIndexRequests(context: Context<WorkloadIndexParams>): readonly FindingProofRequest[] {
  const { snapshot, rule } = context
  const reading = countedWorkload(snapshot, rule.params.minHours)
  if ('reason' in reading) return []
  const costly = costlyOn(snapshot, reading, rule.params)
  return snapshot.relations.flatMap((relation) =>
    candidatesOn(context, relation, costly.get(relationKey(relation)) ?? []).flatMap((candidate) => {
      const access = accessForCandidate(context, relation, candidate)
      const subject = subjectOf(access)
      const object = { schema: relation.schema, relation: relation.name, kind: 'index' } as const
      return candidate.needs.slice(0, MOST_STATEMENTS).map(({ entry }) => ({
        fingerprint: fingerprintOf(rule.id, object, subject),
        statement: entry.query,
        table: { schema: relation.schema, name: relation.name },
        index: subject,
        definition: createIndex(access, relation, null),
      }))
    }),
  )
}
