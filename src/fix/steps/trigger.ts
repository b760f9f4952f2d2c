import { literal, qualified, quote } from '../../identifier.ts'
import type { Snapshot, Trigger } from '../../snapshot.ts'
import type { NewTrigger } from '../change.ts'
import { ensure, triggerState, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep } from '../step.ts'
import { commentOn } from './comment-on.ts'
import { definition, plainName, writer } from './statement.ts'

/** A trigger; one that is too narrow is dropped in the same short transaction, and comes back when this is undone. */
export function triggerSteps(
  planned: PlannedChange & { readonly change: NewTrigger },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, name, timing, events, function: called, arguments: given, replaces } = planned.change
  const { relation, statement } = writer(snapshot, table)
  const head = `${timing} ${events}`
  const values = given.map((value) => literal(value).trim()).join(', ')
  const action = `FOR EACH ROW EXECUTE FUNCTION ${qualified(called)}(${values})`
  const state = triggerState({ table, name, events: head, action, replaces })
  const drop = `DROP TRIGGER IF EXISTS ${quote(name)} ON ${qualified(table)}`
  const create = `CREATE TRIGGER ${quote(name)} ${head} ON ${qualified(table)} ${action}`
  const up = (tries?: number) =>
    replaces === null
      ? statement(ensure(state, create, tries), 'SHARE ROW EXCLUSIVE')
      : statement(ensure(state, `${drop};\n${create}`, tries), 'ACCESS EXCLUSIVE')
  const old = relation?.triggers.find((trigger) => trigger.name === name)
  const back =
    replaces === null
      ? [drop]
      : [
          drop,
          replaces,
          ...firingOf(planned.change, old),
          ...commentOn(`TRIGGER ${quote(name)} ON ${qualified(table)}`, old?.comment),
        ]
  return [
    definition(planned, {
      id: `trigger ${plainName(table)}.${name}`,
      title: `trigger ${name} on ${plainName(table)}: ${head}, ${plainName(called)}`,
      state,
      up: [up()],
      down: [statement(undo(state, back.join(';\n')), 'ACCESS EXCLUSIVE')],
      inTransaction: [up(1)],
    }),
  ]
}

/** A definition does not say when a trigger fires: that it was disabled, or fired on a replica. */
function firingOf({ table, name }: NewTrigger, old: Trigger | undefined): string[] {
  if (!old || old.enabled === 'origin') return []
  const word = { always: 'ENABLE ALWAYS', replica: 'ENABLE REPLICA', disabled: 'DISABLE' }[old.enabled]
  return [`ALTER TABLE ${qualified(table)} ${word} TRIGGER ${quote(name)}`]
}
