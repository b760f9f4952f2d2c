import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { ForeignKey, NewTable } from '../change.ts'
import { ensure, foreignKeyState, tableState, together, undo, unlessRows } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Statement } from '../step.ts'
import { columnDefinition } from './column.ts'
import { drizzleTable } from './drizzle-table.ts'
import { fittedName } from './fitted-name.ts'
import { foreignKeyDefinition } from './foreign-key.ts'
import { definition, plainName, writer } from './statement.ts'

/**
 * A new table, then its foreign keys one by one: each locks a table that is in use, and none of those locks is kept for the next.
 * Undoing drops the table while it is empty. One that holds rows by then stays, with its keys: nothing else may have them.
 */
export function tableSteps(
  planned: PlannedChange & { readonly change: NewTable },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { change } = planned
  const { table } = change
  const parts = [
    ...change.columns.map(columnDefinition),
    ...(change.primaryKey.length === 0 ? [] : [`PRIMARY KEY (${list(change.primaryKey)})`]),
    ...change.unique.map((columns) => `UNIQUE (${list(columns)})`),
  ]
  const body = `(\n  ${parts.join(',\n  ')}\n)`
  const state = tableState(table, body)
  const keys = change.foreignKeys.map((key) => keyStatements(snapshot, change, key))
  const { statement } = writer(snapshot, table)
  const held = `The table ${qualified(table)} holds rows.`
  const create = (tries?: number) => statement(ensure(state, `CREATE TABLE ${qualified(table)} ${body}`, tries), null)
  return [
    definition(planned, {
      id: `table ${plainName(table)}`,
      title: `table ${plainName(table)}`,
      state: together([state, ...keys.map((key) => key.state)]),
      up: [create(), ...keys.map(({ up }) => up())],
      down: [
        ...keys.map(({ down }) => down),
        statement(undo(unlessRows(state, table, held), `DROP TABLE ${qualified(table)}`), null),
      ],
      inTransaction: [create(1), ...keys.map(({ up }) => up(1))],
      drizzle: drizzleTable(change),
    }),
  ]
}

function keyStatements(
  snapshot: Snapshot,
  { table }: NewTable,
  key: ForeignKey,
): { readonly state: string; readonly up: (tries?: number) => Statement; readonly down: Statement } {
  const name = foreignKeyName(table.name, key)
  const state = foreignKeyState(table, name, key)
  const alter = `ALTER TABLE ${qualified(table)}`
  const { statement } = writer(snapshot, key.references)
  return {
    state,
    up: (tries) =>
      statement(
        ensure(state, `${alter} ADD CONSTRAINT ${quote(name)} ${foreignKeyDefinition(key)}`, tries),
        'SHARE ROW EXCLUSIVE',
      ),
    down: statement(undo(unlessRows(state, table, 'absent'), `${alter} DROP CONSTRAINT ${quote(name)}`), 'ACCESS EXCLUSIVE'),
  }
}

/** As PostgreSQL names it where that fits. */
export const foreignKeyName = (table: string, { columns }: ForeignKey): string =>
  fittedName([table, ...columns].join('_'), '_fkey')

const list = (columns: readonly string[]): string => columns.map(quote).join(', ')
