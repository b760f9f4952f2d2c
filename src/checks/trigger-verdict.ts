import { qualified, quote } from '../identifier.ts'
import type { Function, Relation, Trigger } from '../snapshot.ts'
import { occurrenceOf } from '../sql/row-condition.ts'
import { assignmentTo } from '../sql/trigger-function.ts'

export interface TriggerVerdict {
  readonly verdict: 'present' | 'weaker' | 'missing' | 'unreadable'
  /** Follows the trigger's name in a sentence; null when the trigger has nothing to do with the column. */
  readonly reason: string | null
  /** What mends it where that is not a new trigger. */
  readonly remedy: string | null
}

/** Does this trigger set the column on every UPDATE of a row? */
export function triggerVerdict(trigger: Trigger, fn: Function | null, relation: Relation, column: string): TriggerVerdict {
  const nothing: TriggerVerdict = { verdict: 'missing', reason: null, remedy: null }
  if (!trigger.events.includes('update')) return nothing
  const sets = assignmentBy(trigger, fn, column)
  const inTime = trigger.timing === 'before' && trigger.level === 'row'
  // What an audit trigger in another language does after the fact is none of this rule's business.
  if (sets.kind === 'never' || (sets.kind === 'unreadable' && !inTime)) return nothing
  if (trigger.timing !== 'before')
    return { verdict: 'missing', reason: `fires ${trigger.timing} the update, when the row is already written`, remedy: null }
  if (trigger.level !== 'row') return { verdict: 'missing', reason: 'fires once for the statement and sees no row', remedy: null }
  if (sets.kind === 'unreadable') return { verdict: 'unreadable', reason: sets.reason, remedy: null }
  if (trigger.enabled === 'disabled' || trigger.enabled === 'replica') {
    const enable = `ALTER TABLE ${qualified(relation)} ENABLE TRIGGER ${quote(trigger.name)};`
    return weaker(trigger.enabled === 'disabled' ? 'is disabled' : 'fires only where changes are replicated to', enable)
  }
  const others = relation.columns.filter(({ name, generated }) => name !== column && generated === null).map(({ name }) => name)
  if (trigger.columns.length > 0 && !others.every((name) => trigger.columns.includes(name))) {
    return weaker(`fires only on an update of ${trigger.columns.join(', ')}`)
  }
  if (trigger.when !== null && occurrenceOf(trigger.when, column) !== 'always') return weaker(`fires only when ${trigger.when}`)
  if (sets.kind === 'sometimes') {
    const name = qualified(trigger.function)
    return weaker(
      `sets ${column} on some paths of ${trigger.function.name}() only`,
      `let every path of ${name}() set NEW.${quote(column)} before it returns NEW`,
    )
  }
  return { verdict: 'present', reason: null, remedy: null }
}

const weaker = (reason: string, remedy: string | null = null): TriggerVerdict => ({ verdict: 'weaker', reason, remedy })

function assignmentBy(trigger: Trigger, fn: Function | null, column: string): ReturnType<typeof assignmentTo> {
  const called = `${trigger.function.schema}.${trigger.function.name}()`
  if (!fn) return { kind: 'unreadable', reason: `calls ${called}, which could not be read` }
  // moddatetime('updated_at') of the extension of that name: C code that sets its argument's column to the current time.
  // Other code of an extension's or of PostgreSQL's own serves another purpose.
  if (fn.language === 'c' || fn.language === 'internal') {
    return { kind: fn.body === 'moddatetime' && trigger.arguments[0] === column ? 'always' : 'never' }
  }
  if (fn.language !== 'plpgsql')
    return { kind: 'unreadable', reason: `calls ${called}, whose language ${fn.language} is not read` }
  const assignment = assignmentTo(fn.body, column)
  return assignment.kind === 'unreadable' ? { kind: 'unreadable', reason: `calls ${called}: ${assignment.reason}` } : assignment
}
