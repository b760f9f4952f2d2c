import type { Connection } from '../collect/connection.ts'
import type { Plan } from '../fix/step.ts'
import { qualified } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { documentsOf, rehearsalOf } from './prove-plan.ts'
import { rebuild } from './rebuild.ts'
import { mentionedRelations } from './rebuild-scope.ts'
import { seedRows } from './seed.ts'
import { dropBrokenTriggers } from './seed-triggers.ts'

/** The tables of a snapshot that a migration is about, built again with rows of our own. */
export interface Copy {
  /** Parents first. */
  readonly tables: readonly Relation[]
  /** What the copy lacks, so that the migration was not shown on it. */
  readonly gaps: readonly string[]
  /** What a reader should know of the copy besides. */
  readonly remarks: readonly string[]
}

/** Enough for each kind of value that a document may hold (see seed-values.ts). */
const ROWS_PER_TABLE = 8

export async function prepareCopy(
  connection: Connection,
  plan: Plan,
  snapshot: Snapshot,
  scripts: { readonly up: string; readonly down: string },
): Promise<Copy> {
  const named = mentionedRelations(snapshot, `${scripts.up}\n${scripts.down}`)
  const { tables, notBuilt, standIns } = await rebuild(connection, snapshot, named)
  const noRows = await seedRows(connection, snapshot, tables, {
    rowsPerTable: ROWS_PER_TABLE,
    documents: documentsOf(plan, snapshot),
    rehearsal: rehearsalOf(plan),
  })
  const filled = plan.steps.flatMap((step) => (step.kind === 'backfill' ? [qualified(step.table)] : []))
  const triggers = await dropBrokenTriggers(connection, tables)
  return {
    tables,
    gaps: [...notBuilt, ...triggers, ...noRows.filter(({ table }) => filled.includes(table)).map(({ sentence }) => sentence)],
    remarks: [...noRows.filter(({ table }) => !filled.includes(table)).map(({ sentence }) => sentence), ...standIns],
  }
}
