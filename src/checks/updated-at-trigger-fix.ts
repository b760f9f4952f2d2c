import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Change, Fix, NewFunction } from '../fix/change.ts'
import { clipped, qualified, quote } from '../identifier.ts'
import type { Relation, Trigger } from '../snapshot.ts'
import { nameOf } from './relation-object.ts'
import {
  bestTrigger,
  freeFunctionName,
  freeTriggerName,
  type JudgedTrigger,
  knownFunction,
  type UpdatedAtParams,
} from './updated-at-remedy.ts'

/** A trigger for the table, with the function that it calls where the database has none yet. What somebody switched off stays a question. */
export function updatedAtTriggerFix(context: Context<UpdatedAtParams>, finding: Finding, relation: Relation | undefined): Fix {
  if (!relation) {
    return { kind: 'question', question: `There is no table ${finding.object.relation}. Which one is meant?`, examples: [] }
  }
  const column = context.columnName(relation, context.rule.params.column)
  const best = bestTrigger(context, relation, column)
  const instead = best?.verdict === 'weaker' ? best : null
  if (instead && (instead.remedy !== null || instead.trigger.enabled !== 'origin')) return askAbout(instead, relation, column)
  const known = instead ? instead.trigger.function : knownFunction(context, relation, column)
  const own = { schema: relation.schema, name: clipped(freeFunctionName(context, relation, column)) }
  const trigger: Change = {
    kind: 'trigger',
    table: { schema: relation.schema, name: relation.name },
    name: instead?.trigger.name ?? freeTriggerName(relation, `update_${relation.name}_${column}`),
    timing: 'BEFORE',
    events: instead ? eventsOf(instead.trigger) : 'UPDATE',
    function: known ? { schema: known.schema, name: known.name } : own,
    arguments: instead?.trigger.arguments ?? [],
    replaces: instead?.trigger.definition ?? null,
  }
  return { kind: 'changes', changes: known ? [trigger] : [setter(relation, own, column), trigger] }
}

/** The events of a narrower trigger, of UPDATE all columns. */
const eventsOf = ({ events }: Trigger): string => events.map((event) => event.toUpperCase()).join(' OR ')

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

/** Somebody disabled the trigger, or wrote a function whose paths mean something: whether that is on purpose, only people know. */
function askAbout({ trigger, reason, remedy }: JudgedTrigger, relation: Relation, column: string): Fix {
  const called = qualified(trigger.function)
  return {
    kind: 'question',
    question: `Trigger ${trigger.name} of ${nameOf(relation)} ${reason ?? 'does not always fire'}. Is that on purpose, or may it set ${column} on every update?`,
    examples: remedy === null ? [] : [remedy],
    evidence: [`trigger: ${trigger.definition};`, `function: ${called}()`, `fires: ${trigger.enabled}`],
  }
}
