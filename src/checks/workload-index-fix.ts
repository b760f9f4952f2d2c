import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix } from '../fix/change.ts'
import type { Relation } from '../snapshot.ts'
import { relationKey } from '../workload/ties.ts'
import { countedWorkload } from './counted.ts'
import { subjectOf } from './index-access.ts'
import { indexObstacle } from './index-obstacle.ts'
import { wantedIndex } from './wanted-index.ts'
import { accessForCandidate, candidatesOn, costlyOn } from './workload-index-candidates.ts'
import type { WorkloadIndexParams } from './workload-index.ts'

/** The index; a question where its columns cannot be indexed, or what asks for it is gone. */
export function workloadIndexFix(context: Context<WorkloadIndexParams>, finding: Finding, relation: Relation | undefined): Fix {
  const { snapshot, rule } = context
  const reading = countedWorkload(snapshot, rule.params.minHours)
  const needs =
    relation && !('reason' in reading) ? (costlyOn(snapshot, reading, rule.params).get(relationKey(relation)) ?? []) : []
  const accesses = relation
    ? candidatesOn(context, relation, needs).map((each) => accessForCandidate(context, relation, each))
    : []
  const access = accesses.find((each) => subjectOf(each) === finding.subject)
  if (!relation || !access)
    return { kind: 'question', question: 'No statement asks for this index any more. Is it still wanted?', examples: [] }
  const obstacle = indexObstacle(access, relation, snapshot)
  return obstacle === null
    ? { kind: 'changes', changes: [wantedIndex(access, relation, undefined)] }
    : { kind: 'question', question: obstacle, examples: [] }
}
