import { qualified, quote } from '../identifier.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ExtractedColumn, Extraction } from './change.ts'
import { backfillStep } from './extraction-backfill.ts'
import { numberCall } from './extraction-number.ts'
import { syncChanges } from './extraction-sync.ts'
import { columnState, ensure, together, undo } from './guards.ts'
import type { PlannedChange } from './planned.ts'
import type { DefinitionStep, Hazard, Step } from './step.ts'
import { drizzleColumn } from './steps/drizzle-column.ts'
import { template } from './steps/drizzle-name.ts'
import { functionSteps } from './steps/function.ts'
import { definition, plainName, writer } from './steps/statement.ts'
import { triggerSteps } from './steps/trigger.ts'

type Planned = PlannedChange & { readonly change: Extraction }

/**
 * The columns, what keeps them in step from then on, and the backfill of the rows that are there: in this order, so that no row written
 * meanwhile is missed. The document is only read. The functions of extraction-number.ts come before it, as changes of their own.
 * A column that is there already cannot become a generated one: it is kept in step by the trigger.
 */
export function extractionSteps(planned: Planned, snapshot: Snapshot): readonly Step[] {
  const { change } = planned
  const added = change.columns.filter(({ exists }) => !exists)
  const computed = change.sync === 'generated' ? added : []
  const written = change.columns.filter((column) => !computed.includes(column))
  return [
    ...(added.length > 0 ? [columnsStep(planned, added, snapshot)] : []),
    ...(change.sync !== 'app' && written.length > 0 ? syncSteps(planned, written, snapshot) : []),
    ...(written.length > 0 ? [backfillStep(planned, written, snapshot)] : []),
  ]
}

/** One ALTER TABLE for all columns: its lock is taken once, and without GENERATED only the catalog changes. */
function columnsStep(planned: Planned, columns: readonly ExtractedColumn[], snapshot: Snapshot): DefinitionStep {
  const { change } = planned
  const { table, sync } = change
  const { statement } = writer(snapshot, table)
  const generated = sync === 'generated'
  const hazards: readonly Hazard[] = generated ? ['blocks-writes', 'reads-all-rows', 'table-rewrite'] : []
  const parts = columns.map((column) => {
    const value = generated ? ` GENERATED ALWAYS AS (${numberCall(change, column)}) STORED` : ''
    const text = `${quote(column.name)} ${column.type}${value}`
    return { name: column.name, text, state: columnState(table, column.name, text) }
  })
  const state = together(parts.map((part) => part.state))
  const alter = `ALTER TABLE ${qualified(table)}`
  const add = `${alter} ${parts.map(({ text }) => `ADD COLUMN IF NOT EXISTS ${text}`).join(', ')}`
  const up = (tries?: number) => statement(ensure(state, add, tries), 'ACCESS EXCLUSIVE', hazards)
  const names = columns.map(({ name }) => name).join(', ')
  return definition(planned, {
    id: `columns ${plainName(table)}.(${names})`,
    title: `${columns.length === 1 ? 'column' : 'columns'} ${names} on ${plainName(table)}`,
    state,
    up: [up()],
    down: parts.map((part) => statement(undo(part.state, `${alter} DROP COLUMN ${quote(part.name)}`), 'ACCESS EXCLUSIVE')),
    inTransaction: [up(1)],
    drizzle: drizzleLines(change, columns),
  })
}

/** A line for each column; null when Drizzle cannot say one of them. */
function drizzleLines(change: Extraction, columns: readonly ExtractedColumn[]): DefinitionStep['drizzle'] {
  const lines = columns.flatMap((column) => {
    const line = drizzleColumn({ name: column.name, type: column.type, notNull: false, default: null })
    if (line === null || change.sync !== 'generated') return line ?? []
    return `${line.slice(0, -1)}.generatedAlwaysAs(${template(numberCall(change, column))}),`
  })
  return lines.length < columns.length ? null : { table: change.table, line: lines.join('\n') }
}

function syncSteps(planned: Planned, columns: readonly ExtractedColumn[], snapshot: Snapshot): readonly DefinitionStep[] {
  const sync = syncChanges(planned.change, columns, snapshot)
  return [
    ...functionSteps({ ...planned, change: sync.function }, snapshot),
    ...triggerSteps({ ...planned, change: sync.trigger }, snapshot),
  ]
}
