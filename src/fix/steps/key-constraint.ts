import { qualified, quote } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { NewConstraint } from '../change.ts'
import { constraintState, ensure, type GuardedIndex, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Hazard } from '../step.ts'
import { drizzleConstraint } from './drizzle-constraint.ts'
import { buildIndex, removeIndex } from './index-build.ts'
import { dropNotNull, setNotNull } from './not-null.ts'
import { isPartitioned } from './partition-indexes.ts'
import { definition, plainName, writer } from './statement.ts'

/**
 * A primary key or unique constraint: its index is built while everybody reads and writes, then becomes the constraint. On a partitioned
 * table PostgreSQL takes no index that is there, and builds all of them under the lock.
 */
export function keyStep(
  planned: PlannedChange & { readonly change: NewConstraint },
  snapshot: Snapshot,
  type: 'unique' | 'primary key',
  name: string,
): DefinitionStep {
  const { table, columns } = planned.change
  const { relation, statement } = writer(snapshot, table)
  const list = `(${columns.map(quote).join(', ')})`
  const word = type === 'unique' ? 'UNIQUE' : 'PRIMARY KEY'
  const state = constraintState(table, name, `${word} ${list}`)
  const alter = `ALTER TABLE ${qualified(table)}`
  const add = `${alter} ADD CONSTRAINT ${quote(name)} ${word}`
  const index: GuardedIndex = { table, name, unique: true, body: list }
  // A primary key makes its columns NOT NULL, and would read all rows under the lock for it.
  const nullable = type === 'unique' ? [] : columns.filter((column) => isNullable(relation?.columns ?? [], column))
  const hazards: readonly Hazard[] = ['index-build', 'blocks-writes']
  const plain = (tries?: number) => statement(ensure(state, `${add} ${list}`, tries), 'ACCESS EXCLUSIVE', hazards)
  const whole = !relation || isPartitioned(relation)
  return definition(planned, {
    id: `constraint ${plainName(table)}.${name}`,
    title: `constraint ${name} on ${plainName(table)}: ${word} ${list}`,
    state,
    up: whole
      ? [plain()]
      : [
          ...nullable.flatMap((column) => setNotNull(snapshot, table, column)),
          ...buildIndex(snapshot, index),
          statement(ensure(state, `${add} USING INDEX ${quote(name)}`), 'ACCESS EXCLUSIVE'),
        ],
    down: [
      statement(undo(state, `${alter} DROP CONSTRAINT ${quote(name)}`), 'ACCESS EXCLUSIVE'),
      ...(whole ? [] : removeIndex(snapshot, index)),
      ...nullable.flatMap((column) => dropNotNull(snapshot, table, column)),
    ],
    inTransaction: [plain(1)],
    drizzle: drizzleConstraint(planned.change, name),
  })
}

const isNullable = (columns: readonly { readonly name: string; readonly notNull: boolean }[], wanted: string): boolean =>
  columns.some(({ name, notNull }) => name === wanted && !notNull)
