import { literal, quote } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { ExtractedColumn, Extraction } from './change.ts'
import { documentAsJsonb, numberCall, numberCalls } from './extraction-number.ts'
import type { PlannedChange } from './planned.ts'
import { assignsOf, triggersOn } from './row-writers.ts'
import type { BackfillStep } from './step.ts'
import { plainName, relationOf, sizeOf } from './steps/statement.ts'

/** Rows of one transaction: few enough that nobody waits long for one of them. */
const BATCH_ROWS = 5000

/** Fills the columns of the rows that are there. A column that has a value already keeps it. */
export function backfillStep(
  { change, closes, plan }: PlannedChange & { readonly change: Extraction },
  columns: readonly ExtractedColumn[],
  snapshot: Snapshot,
): BackfillStep {
  const { table, document } = change
  const relation = relationOf(snapshot, table)
  const names = columns.map(({ name }) => name)
  const facts = columns.map((column) => ({ column, name: quote(column.name), number: numberCall(change, column) }))
  return {
    kind: 'backfill',
    id: `backfill ${plainName(table)}.${document}`,
    title: `fill ${names.join(', ')} of ${plainName(table)} from ${document}`,
    closes,
    plan,
    table,
    key: relation ? keyOf(relation) : [],
    assignments: facts.map(({ column, name }) => `${name} = coalesce(${[name, ...numberCalls(change, column)].join(', ')})`),
    lacking: facts.map(({ name, number }) => `(${name} IS NULL AND ${number} IS NOT NULL)`).join(' OR '),
    leftOut: [
      ...facts.map(({ column, name, number }) => `(${name} IS NULL AND ${number} IS NULL AND ${somethingUnder(change, column)})`),
      // What jsonb cannot read is no document to any of the columns.
      ...(change.documentType === 'json' ? [`(${quote(document)} IS NOT NULL AND ${documentAsJsonb(change)} IS NULL)`] : []),
    ].join(' OR '),
    batchRows: BATCH_ROWS,
    estimate: relation ? sizeOf(snapshot, relation) : { rows: null, bytes: null },
    fires: relation ? firedBy(snapshot, relation, names) : [],
  }
}

/** A JSON null says that there is no score. */
function somethingUnder(change: Extraction, { keys }: ExtractedColumn): string {
  const values = keys.map((key) => `nullif(${documentAsJsonb(change)} -> ${literal(key).trim()}, 'null')`)
  return `coalesce(${values.join(', ')}) IS NOT NULL`
}

/** The primary key, or a unique key of columns that are never NULL. */
function keyOf(relation: Relation): BackfillStep['key'] {
  const column = (wanted: string | null) => relation.columns.find(({ name }) => name === wanted)
  const candidates = relation.indexes
    .filter(({ unique, valid, immediate, predicate, keys }) =>
      [unique, valid, immediate, predicate === null, keys.every((key) => column(key.column)?.notNull === true)].every(Boolean),
    )
    .toSorted((a, b) => Number(b.primary) - Number(a.primary) || a.keys.length - b.keys.length)
  return (candidates[0]?.keys ?? []).flatMap((key) => {
    const found = column(key.column)
    return found ? [{ column: found.name, type: found.type }] : []
  })
}

/**
 * Row triggers that an UPDATE of these columns fires, on the table or on a partition of it, with what they set besides:
 * `name: function, which sets updated_at`. Sorted.
 */
function firedBy(snapshot: Snapshot, relation: Relation, columns: readonly string[]): readonly string[] {
  return triggersOn(snapshot, relation)
    .filter(
      ({ level, events, columns: of }) =>
        level === 'row' && events.includes('update') && (of.length === 0 || of.some((name) => columns.includes(name))),
    )
    .map((trigger) => {
      const sets = trigger.timing === 'before' ? (assignsOf(snapshot, trigger) ?? []) : []
      const called = `${trigger.name}: ${plainName(trigger.function)}`
      return sets.length === 0 ? called : `${called}, which sets ${sets.join(', ')}`
    })
    .toSorted()
}
