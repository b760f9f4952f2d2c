import { leafPartitions } from '../checks/partitions.ts'
import type { Relation, Snapshot, Trigger } from '../snapshot.ts'
import { assignedColumns } from '../sql/assigned-columns.ts'

/** First line of a function that keeps columns in step with a document: how such functions are told from other people's. */
export const SYNC_HEAD = '-- Keeps columns in step with a document.'

/** A trigger that fires BEFORE a row is written, and what it may write there. */
export interface RowWriter {
  readonly trigger: Trigger
  /** Columns that it assigns, sorted; null when its text does not tell. */
  readonly assigns: readonly string[] | null
}

/** Triggers of a table or of its partitions that are switched on, once each. */
export function triggersOn(snapshot: Snapshot, relation: Relation): readonly Trigger[] {
  const parts = relation.kind === 'partitioned table' ? leafPartitions(snapshot, relation) : []
  const enabled = [relation, ...parts].flatMap(({ triggers }) =>
    triggers.filter((trigger) => trigger.enabled === 'origin' || trigger.enabled === 'always'),
  )
  return [...new Map(enabled.map((trigger) => [JSON.stringify([trigger.name, trigger.function]), trigger])).values()]
}

/** Columns that the trigger's function assigns, sorted. C code that PostgreSQL or an extension brings writes none but its own. */
export function assignsOf({ functions }: Snapshot, { function: called }: Trigger): readonly string[] | null {
  const fn = functions.find(({ schema, name }) => schema === called.schema && name === called.name)
  if (fn?.language === 'c' || fn?.language === 'internal') return []
  const columns = fn?.language === 'plpgsql' ? assignedColumns(fn.body) : null
  return columns && [...columns].toSorted()
}

/** Other people's triggers that may write one of these columns before a row is stored. */
export function rowWriters(snapshot: Snapshot, relation: Relation, columns: readonly string[]): readonly RowWriter[] {
  return triggersOn(snapshot, relation)
    .filter(
      ({ timing, level, events }) =>
        timing === 'before' && level === 'row' && (events.includes('insert') || events.includes('update')),
    )
    .filter(
      ({ function: { schema, name } }) =>
        !snapshot.functions.some((fn) => fn.schema === schema && fn.name === name && isSync(fn.body)),
    )
    .map((trigger) => ({ trigger, assigns: assignsOf(snapshot, trigger) }))
    .filter(({ assigns }) => assigns === null || assigns.some((name) => columns.includes(name)))
}

const isSync = (body: string): boolean => body.trimStart().startsWith(SYNC_HEAD)
