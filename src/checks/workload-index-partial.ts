import type { Context } from '../check.ts'
import type { Relation } from '../snapshot.ts'
import type { IndexCandidate } from '../workload/index-candidates.ts'
import type { IndexParams } from './index-access.ts'
import { accessFor } from './index-shapes.ts'
import { accessForCandidate } from './workload-index-candidates.ts'

/** A condition that a partial index could have instead of one of its columns. */
export interface RuleCondition {
  /** As the rule has it: `is_active = true`. */
  readonly where: string
  /** The rule whose index on this table has the condition. */
  readonly rule: string
}

/**
 * A boolean that the candidate compares with a value, and that a rule's index on the same table has as its condition. Statements come without their
 * constants, and a generic plan never uses a partial index for a parameter: so the column stays a key, and the condition is only told.
 */
export function ruleCondition(context: Context<unknown>, relation: Relation, candidate: IndexCandidate): RuleCondition | null {
  if (candidate.equal.length + candidate.order.length < 2) return null
  for (const rule of context.rules) {
    if (rule.check !== 'index' || !context.meansTable(rule, relation)) continue
    const { predicate, whereText } = accessFor(context, rule.params as IndexParams, relation)
    if (whereText === null) continue
    const told = candidate.equal.some((each) => {
      const bare = { equal: [], order: [], where: [{ column: each, kind: 'boolean' as const }] }
      return JSON.stringify(accessForCandidate(context, relation, bare).predicate) === JSON.stringify(predicate)
    })
    if (told) return { where: whereText, rule: rule.id }
  }
  return null
}
