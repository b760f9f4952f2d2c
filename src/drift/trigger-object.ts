import type { DeclaredObjects, Relation, Trigger } from '../snapshot.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { parseExpression } from '../sql/parse.ts'
import type { DriftObject } from './drift-object.ts'
import { conditionKey } from './expression-key.ts'

/** A trigger with the body of its function, which decides as much as the trigger does. A Drizzle schema cannot say either. */
export function triggerObject(
  relation: Relation,
  trigger: Trigger,
  columnOf: ColumnOf,
  functions: DeclaredObjects['functions'],
): DriftObject {
  const { timing, level, events, columns, when, enabled, function: called, arguments: given } = trigger
  const body = functions.find(({ schema, name }) => schema === called.schema && name === called.name)
  const condition = when === null ? null : conditionKey(parseExpression(when), when, columnOf)
  return {
    kind: 'trigger',
    schema: relation.schema,
    relation: relation.name,
    name: trigger.name,
    definition: JSON.stringify([
      timing, level, events, columns, condition, enabled, given,
      body?.extension ? body.name : [called.schema, called.name, body?.language, body?.body.trim()],
    ]), // prettier-ignore
    drizzle: null,
    place: null,
    text: enabled === 'origin' ? trigger.definition : `${trigger.definition} (enabled: ${enabled})`,
    columns,
    state: 'in use',
    statements: null,
  }
}
