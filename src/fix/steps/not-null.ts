import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { Name } from '../change.ts'
import { constraintState, ensure, notNullState, undo, validatedState } from '../guards.ts'
import type { Statement } from '../step.ts'
import { fittedName } from './fitted-name.ts'
import { writer } from './statement.ts'

/**
 * SET NOT NULL reads all rows under ACCESS EXCLUSIVE, unless a valid CHECK says that there is no null: one is made as NOT VALID,
 * validated while everybody reads and writes, and dropped in the transaction that sets NOT NULL.
 */
export function setNotNull(snapshot: Snapshot, table: Name, column: string): readonly Statement[] {
  const { statement } = writer(snapshot, table)
  const check = `CHECK (${quote(column)} IS NOT NULL)`
  const name = checkName(table, column)
  const alter = `ALTER TABLE ${qualified(table)}`
  return [
    statement(
      ensure(
        unlessSet(table, column, constraintState(table, name, check)),
        `${alter} ADD CONSTRAINT ${quote(name)} ${check} NOT VALID`,
      ),
      'ACCESS EXCLUSIVE',
    ),
    statement(
      ensure(unlessSet(table, column, validatedState(table, name)), `${alter} VALIDATE CONSTRAINT ${quote(name)}`),
      'SHARE UPDATE EXCLUSIVE',
      ['reads-all-rows'],
    ),
    statement(
      ensure(
        notNullState(table, column),
        `${alter} ALTER COLUMN ${quote(column)} SET NOT NULL;\n${alter} DROP CONSTRAINT ${quote(name)}`,
      ),
      'ACCESS EXCLUSIVE',
    ),
  ]
}

/** In one transaction there is nothing to be gained by the CHECK. */
export const setNotNullInTransaction = (snapshot: Snapshot, table: Name, column: string): Statement =>
  writer(snapshot, table).statement(
    ensure(notNullState(table, column), `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column)} SET NOT NULL`, 1),
    'ACCESS EXCLUSIVE',
    ['blocks-writes', 'reads-all-rows'],
  )

export function dropNotNull(snapshot: Snapshot, table: Name, column: string): readonly Statement[] {
  const { statement } = writer(snapshot, table)
  const name = checkName(table, column)
  const alter = `ALTER TABLE ${qualified(table)}`
  return [
    statement(undo(notNullState(table, column), `${alter} ALTER COLUMN ${quote(column)} DROP NOT NULL`), 'ACCESS EXCLUSIVE'),
    statement(
      undo(constraintState(table, name, `CHECK (${quote(column)} IS NOT NULL)`), `${alter} DROP CONSTRAINT ${quote(name)}`),
      'ACCESS EXCLUSIVE',
    ),
  ]
}

/** Not PostgreSQL 18's own name for NOT NULL, which would then get another. */
const checkName = (table: Name, column: string): string => fittedName(`${table.name}_${column}`, '_not_null_check')

const unlessSet = (table: Name, column: string, state: string): string =>
  `CASE WHEN ${notNullState(table, column)} = 'same' THEN 'same' ELSE ${state} END`
