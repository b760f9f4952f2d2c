import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { Name, NewConstraint } from '../change.ts'
import { constraintState, ensure, foreignKeyState, gone, undo, validatedState } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, LockMode } from '../step.ts'
import { commentOn } from './comment-on.ts'
import { drizzleConstraint } from './drizzle-constraint.ts'
import { foreignKeyDefinition } from './foreign-key.ts'
import { settled } from './index.ts'
import { keyStep } from './key-constraint.ts'
import { isPartitioned } from './partition-indexes.ts'
import { additionOf, savedConstraintState } from './saved-constraint.ts'
import { definition, plainName, writer } from './statement.ts'

/** The constraint, its validation where there are rows, then the end of the one whose place it takes. */
export function constraintSteps(
  planned: PlannedChange & { readonly change: NewConstraint },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { change } = planned
  const { replaces, table } = change
  const name = settled(change.name)
  const { type } = change.definition
  const added =
    type === 'unique' || type === 'primary key' ? [keyStep(planned, snapshot, type, name)] : addSteps(planned, snapshot, name)
  return replaces === null ? added : [...added, endStep(planned, snapshot, table, replaces)]
}

function addSteps(
  planned: PlannedChange & { readonly change: NewConstraint },
  snapshot: Snapshot,
  name: string,
): readonly DefinitionStep[] {
  const { table, columns, definition: wanted } = planned.change
  const { relation, statement } = writer(snapshot, table)
  const isForeign = wanted.type === 'foreign key'
  const key = isForeign ? { ...wanted, columns } : null
  const text = key ? foreignKeyDefinition(key) : `CHECK (${wanted.type === 'check' ? wanted.expression : ''})`
  const state = key ? foreignKeyState(table, name, key) : constraintState(table, name, text)
  const alter = `ALTER TABLE ${qualified(table)}`
  const add = `${alter} ADD CONSTRAINT ${quote(name)} ${text}`
  const mode: LockMode = isForeign ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE'
  // Before 18 a foreign key of a partitioned table cannot be NOT VALID.
  const atOnce = !relation || (isForeign && isPartitioned(relation) && snapshot.server.versionNumber < 180000)
  const whole = (tries?: number) => statement(ensure(state, add, tries), mode, ['blocks-writes', 'reads-all-rows'])
  const step = definition(planned, {
    id: `constraint ${plainName(table)}.${name}`,
    title: `constraint ${name} on ${plainName(table)}: ${text}`,
    state,
    up: [atOnce ? whole() : statement(ensure(state, `${add} NOT VALID`), mode)],
    down: [statement(undo(state, `${alter} DROP CONSTRAINT ${quote(name)}`), 'ACCESS EXCLUSIVE')],
    inTransaction: [whole(1)],
    drizzle: drizzleConstraint(planned.change, name),
  })
  // In one transaction it is valid from the start.
  return atOnce ? [step] : [step, { ...validateStep(planned, snapshot, table, name), inTransaction: [] }]
}

/** Reads all rows while everybody goes on reading and writing; that it was done is not undone. */
export function validateStep(planned: PlannedChange, snapshot: Snapshot, table: Name, name: string): DefinitionStep {
  const { statement } = writer(snapshot, table)
  const state = validatedState(table, name)
  const validate = (tries?: number) =>
    statement(
      ensure(state, `ALTER TABLE ${qualified(table)} VALIDATE CONSTRAINT ${quote(name)}`, tries),
      'SHARE UPDATE EXCLUSIVE',
      ['reads-all-rows'],
    )
  return definition(planned, {
    id: `validate ${plainName(table)}.${name}`,
    title: `validate constraint ${name} on ${plainName(table)}`,
    state,
    up: [validate()],
    down: [],
    inTransaction: [validate(1)],
  })
}

function endStep(
  planned: PlannedChange,
  snapshot: Snapshot,
  table: Name,
  { name, definition: saved }: NonNullable<NewConstraint['replaces']>,
): DefinitionStep {
  const { relation, statement } = writer(snapshot, table)
  const alter = `ALTER TABLE ${qualified(table)}`
  const comment = relation?.constraints.find((constraint) => constraint.name === name)?.comment
  const there = savedConstraintState(table, name, saved)
  const drop = (tries?: number) =>
    statement(ensure(gone(there), `${alter} DROP CONSTRAINT ${quote(name)}`, tries), 'ACCESS EXCLUSIVE')
  const { validate, mode } = additionOf(saved)
  const back = [
    `${alter} ADD CONSTRAINT ${quote(name)} ${saved}${validate ? ' NOT VALID' : ''}`,
    ...commentOn(`CONSTRAINT ${quote(name)} ON ${qualified(table)}`, comment),
  ]
  return definition(planned, {
    id: `drop constraint ${plainName(table)}.${name}`,
    title: `drop constraint ${name} on ${plainName(table)}, whose place is taken`,
    state: gone(there),
    up: [drop()],
    down: [
      statement(ensure(there, back.join(';\n')), mode),
      ...(validate ? validateStep(planned, snapshot, table, name).up : []),
    ],
    inTransaction: [drop(1)],
  })
}
