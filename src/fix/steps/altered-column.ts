import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { AlteredColumn } from '../change.ts'
import { columnDefaultState, columnTypeState, ensure, notNullState, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Hazard } from '../step.ts'
import { drizzleColumn } from './drizzle-column.ts'
import { dropNotNull, setNotNull, setNotNullInTransaction } from './not-null.ts'
import { definition, plainName, relationOf, writer } from './statement.ts'
import { keepsRows } from './type-change.ts'

type Planned = PlannedChange & { readonly change: AlteredColumn }

/** Type, default, NOT NULL: a step for each that changes. */
export function alteredColumnSteps(planned: Planned, snapshot: Snapshot): readonly DefinitionStep[] {
  const steps = [typeStep(planned, snapshot), defaultStep(planned, snapshot), notNullStep(planned, snapshot)]
  const made = steps.filter((step) => step !== null)
  const drizzle = drizzleOf(planned.change, snapshot)
  return made.map((step, at) => (at === made.length - 1 ? { ...step, drizzle } : step))
}

function typeStep(planned: Planned, snapshot: Snapshot): DefinitionStep | null {
  const { table, column, type } = planned.change
  if (type === null) return null
  const { relation, statement } = writer(snapshot, table)
  const state = columnTypeState(table, column, type.to, type.from)
  const there = relation?.columns.find(({ name }) => name === column)?.default ?? null
  const to = (wanted: string, value: string): string => {
    const name = quote(column)
    const change = `ALTER COLUMN ${name} TYPE ${wanted} USING ${name}::${wanted}`
    // A default is of the old type, and PostgreSQL turns it into the new one only where an assignment would.
    const parts =
      there === null ? [change] : [`ALTER COLUMN ${name} DROP DEFAULT`, change, `ALTER COLUMN ${name} SET DEFAULT ${value}`]
    return `ALTER TABLE ${qualified(table)} ${parts.join(', ')}`
  }
  const up = (tries?: number) =>
    statement(ensure(state, to(type.to, `(${there})::${type.to}`), tries), 'ACCESS EXCLUSIVE', hazardsOf(type.from, type.to))
  return definition(planned, {
    id: `type of ${plainName(table)}.${column}`,
    title: `column ${column} of ${plainName(table)} from ${type.from} to ${type.to}`,
    state,
    up: [up()],
    down: [statement(undo(state, to(type.from, there ?? 'NULL')), 'ACCESS EXCLUSIVE', hazardsOf(type.to, type.from))],
    inTransaction: [up(1)],
  })
}

const hazardsOf = (from: string, to: string): readonly Hazard[] =>
  keepsRows(from, to) ? [] : ['blocks-writes', 'reads-all-rows', 'table-rewrite']

function defaultStep(planned: Planned, snapshot: Snapshot): DefinitionStep | null {
  const { table, column, default: value } = planned.change
  if (value === null) return null
  const { statement } = writer(snapshot, table)
  const state = columnDefaultState(table, column, value.to, value.from)
  const alter = `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column)}`
  const up = (tries?: number) => statement(ensure(state, `${alter} SET DEFAULT ${value.to}`, tries), 'ACCESS EXCLUSIVE')
  const back = value.from === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${value.from}`
  return definition(planned, {
    id: `default of ${plainName(table)}.${column}`,
    title: `column ${column} of ${plainName(table)}: default ${value.to}`,
    state,
    up: [up()],
    down: [statement(undo(state, back), 'ACCESS EXCLUSIVE')],
    inTransaction: [up(1)],
  })
}

function notNullStep(planned: Planned, snapshot: Snapshot): DefinitionStep | null {
  const { table, column, setNotNull: wanted } = planned.change
  if (!wanted) return null
  return definition(planned, {
    id: `not null ${plainName(table)}.${column}`,
    title: `column ${column} of ${plainName(table)}: not null`,
    state: notNullState(table, column),
    up: setNotNull(snapshot, table, column),
    down: dropNotNull(snapshot, table, column),
    inTransaction: [setNotNullInTransaction(snapshot, table, column)],
  })
}

/** The line of the whole column, as it will be. */
function drizzleOf(
  { table, column, type, setNotNull: wanted, default: value }: AlteredColumn,
  snapshot: Snapshot,
): DefinitionStep['drizzle'] {
  const there = relationOf(snapshot, table)?.columns.find(({ name }) => name === column)
  if (!there) return null
  const line = drizzleColumn({
    name: column,
    type: type?.to ?? there.type,
    notNull: there.notNull || wanted,
    default: value?.to ?? there.default,
  })
  return line === null ? null : { table, line }
}
