import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import { defaultValueOf } from '../../sql/default-expression.ts'
import type { ColumnDefinition, NewColumn } from '../change.ts'
import { columnState, ensure, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Hazard } from '../step.ts'
import { drizzleColumn } from './drizzle-column.ts'
import { definition, plainName, writer } from './statement.ts'

/** A column that is added; without a default, or with one that is the same for all rows, only the catalog changes. */
export function columnSteps(
  planned: PlannedChange & { readonly change: NewColumn },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, column } = planned.change
  const { statement } = writer(snapshot, table)
  const text = columnDefinition(column)
  const state = columnState(table, column.name, text)
  const hazards: readonly Hazard[] = rewrites(column, snapshot) ? ['blocks-writes', 'reads-all-rows', 'table-rewrite'] : []
  const add = (tries?: number) =>
    statement(ensure(state, `ALTER TABLE ${qualified(table)} ADD COLUMN ${text}`, tries), 'ACCESS EXCLUSIVE', hazards)
  const line = drizzleColumn(column)
  return [
    definition(planned, {
      id: `column ${plainName(table)}.${column.name}`,
      title: `column ${column.name} ${column.type} on ${plainName(table)}`,
      state,
      up: [add()],
      down: [statement(undo(state, `ALTER TABLE ${qualified(table)} DROP COLUMN ${quote(column.name)}`), 'ACCESS EXCLUSIVE')],
      inTransaction: [add(1)],
      drizzle: line === null ? null : { table, line },
    }),
  ]
}

/** `score integer DEFAULT 0 NOT NULL` */
export const columnDefinition = ({ name, type, default: value, notNull }: ColumnDefinition): string =>
  `${quote(name)} ${type}${value === null ? '' : ` DEFAULT ${value}`}${notNull ? ' NOT NULL' : ''}`

/**
 * A default that is another value for each row (a volatile function) and a domain with constraints rewrite the table; a constant, and what
 * `now()` says, is kept in the catalog for the rows that are there. What cannot be told is taken to rewrite.
 */
function rewrites({ default: value, type }: ColumnDefinition, { domains }: Snapshot): boolean {
  const domain = domains.find(({ schema, name }) => type === `${quote(schema)}.${quote(name)}` || type === name)
  if (domain && (domain.notNull || domain.checks.length > 0)) return true
  if (value === null) return false
  const { kind } = defaultValueOf(value)
  return kind === 'current time' ? value.includes('clock_timestamp') : kind !== 'constant'
}
