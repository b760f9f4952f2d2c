import { count } from '../report/counts.ts'
import { qualified } from '../identifier.ts'
import { effectOf } from './effect.ts'
import { shownStatement } from './shown-statement.ts'
import type { Statement, Step } from './step.ts'

/** A step's statements for people to read: without its guards, a fill as the one statement that its batches share. */
export function shownStatements(step: Step, direction: 'up' | 'down'): readonly Statement[] {
  if (step.kind === 'definition')
    return step[direction].flatMap((statement) => {
      const sql = shownStatement(statement)
      return sql === null ? [] : [{ ...statement, sql }]
    })
  if (direction === 'down') return []
  const batches = step.key.length === 0 ? 'in one statement' : `in batches of ${count(step.batchRows, 'row')}`
  const { blocks, hazards } = effectOf(step, 'up')
  return [
    {
      sql: `UPDATE ${qualified(step.table)} SET ${step.assignments.join(', ')}\nWHERE ${step.lacking}; -- ${batches}`,
      lock: { mode: 'ROW EXCLUSIVE', table: step.table },
      blocks,
      transactional: true,
      hazards,
      estimate: step.estimate,
    },
  ]
}
