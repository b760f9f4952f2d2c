import type { Snapshot } from '../snapshot.ts'
import { extractionSteps } from './extraction.ts'
import { jobSteps } from './fill/job.ts'
import type { PlannedChange } from './planned.ts'
import type { Step } from './step.ts'
import { alteredColumnSteps } from './steps/altered-column.ts'
import { columnSteps } from './steps/column.ts'
import { constraintSteps, validateStep } from './steps/constraint.ts'
import { droppedIndexSteps } from './steps/dropped-index.ts'
import { functionSteps } from './steps/function.ts'
import { indexSteps } from './steps/index.ts'
import { reindexSteps } from './steps/reindex.ts'
import { tableSteps } from './steps/table.ts'
import { triggerSteps } from './steps/trigger.ts'

/**
 * The steps of one change, in the order in which they are made; undone in the reverse order. `snapshot` is the database as it was before
 * the plan. Every statement needs GUARDS (guards.ts) in its session. `loadParser()` must have resolved.
 */
export function stepsOf(planned: PlannedChange, snapshot: Snapshot): readonly Step[] {
  const { change } = planned
  switch (change.kind) {
    case 'table':
      return tableSteps({ ...planned, change }, snapshot)
    case 'column':
      return columnSteps({ ...planned, change }, snapshot)
    case 'altered column':
      return alteredColumnSteps({ ...planned, change }, snapshot)
    case 'extraction':
      return extractionSteps({ ...planned, change }, snapshot)
    case 'function':
      return [...functionSteps({ ...planned, change }, snapshot), ...jobSteps({ ...planned, change }, snapshot)]
    case 'trigger':
      return triggerSteps({ ...planned, change }, snapshot)
    case 'index':
      return indexSteps({ ...planned, change }, snapshot)
    case 'reindex':
      return reindexSteps({ ...planned, change }, snapshot)
    case 'dropped index':
      return droppedIndexSteps({ ...planned, change }, snapshot)
    case 'constraint':
      return constraintSteps({ ...planned, change }, snapshot)
    case 'validation':
      return [validateStep(planned, snapshot, change.table, change.constraint)]
  }
}
