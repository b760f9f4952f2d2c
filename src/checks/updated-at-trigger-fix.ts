import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Change, Fix, NewFunction } from '../fix/change.ts'
import { clipped, qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { nameOf } from './relation-object.ts'
import {
  bestTrigger,
  freeFunctionName,
  freeTriggerName,
  type JudgedTrigger,
  knownFunction,
  noTime,
  type UpdatedAtParams,
} from './updated-at-remedy.ts'

/** A trigger for the table, with the function that it calls where the database has none yet. What somebody switched off or narrowed stays a question. */
export function updatedAtTriggerFix(context: Context<UpdatedAtParams>, finding: Finding, relation: Relation | undefined): Fix {
  if (!relation) {
    return { kind: 'question', question: `There is no table ${finding.object.relation}. Which one is meant?`, examples: [] }
  }
  const column = context.columnName(relation, context.rule.params.column)
  const best = bestTrigger(context, relation, column)
  const obstacle = noTime(relation, column)
  if (obstacle !== null) {
    return {
      kind: 'question',
      question: `${nameOf(relation)}.${column} is ${obstacle}. Which column keeps the time of the last change, or what is this one to be?`,
      examples: [],
    }
  }
  if (best?.verdict === 'weaker') return askAbout(best, relation, column, finding.remedy)
  const known = knownFunction(context, relation, column)
  const own = { schema: relation.schema, name: clipped(freeFunctionName(context, relation, column)) }
  const trigger: Change = {
    kind: 'trigger',
    table: { schema: relation.schema, name: relation.name },
    name: freeTriggerName(relation, `update_${relation.name}_${column}`),
    timing: 'BEFORE',
    events: 'UPDATE',
    function: known ? { schema: known.schema, name: known.name } : own,
    arguments: [],
    replaces: null,
  }
  return { kind: 'changes', changes: known ? [trigger] : [setter(relation, own, column), trigger] }
}

const setter = ({ schema, name }: Relation, own: NewFunction['function'], column: string): NewFunction => ({
  kind: 'function',
  table: { schema, name },
  function: own,
  parameters: [],
  returns: 'trigger',
  language: 'plpgsql',
  attributes: '',
  body: `\nbegin\n  new.${quote(column)} = now();\n  return new;\nend\n`,
  use: null,
})

/** Somebody disabled or narrowed the trigger, or wrote a function whose paths mean something: whether on purpose, only people know. */
function askAbout({ trigger, reason }: JudgedTrigger, relation: Relation, column: string, remedy: string): Fix {
  const called = qualified(trigger.function)
  return {
    kind: 'question',
    question: `Trigger ${trigger.name} of ${nameOf(relation)} ${reason ?? 'does not always fire'}. Is that on purpose, or may it set ${column} on every update?`,
    examples: [remedy],
    evidence: [`trigger: ${trigger.definition};`, `function: ${called}()`, `fires: ${trigger.enabled}`],
  }
}
