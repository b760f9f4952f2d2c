import { AuditError } from '../../errors.ts'
import type { DrizzleDelta } from './drizzle-deltas.ts'
import { sameJson } from './same-json.ts'

/** An entry as a snapshot file has it. */
export type DdlRow = { readonly [field: string]: unknown }

/** A change of an entry as snapshots since version 9 write it. */
export type DdlDelta =
  | { readonly op: 'create'; readonly row: DdlRow }
  | { readonly op: 'drop'; readonly key: string }
  | { readonly op: 'alter'; readonly key: string; readonly set: DdlRow }

/** The entries of a folder, by key. */
export type DdlState = ReadonlyMap<string, DdlRow>

/** drizzle-kit's name for an entry: an index is known by its schema and name, a table's own objects with the table. */
export function keyOf({ entityType, schema, table, name }: DdlRow): string {
  const parts =
    entityType === 'tables' || entityType === 'indexes' || table === undefined ? [schema, name] : [schema, table, name]
  return `${String(entityType)}\0${JSON.stringify(parts)}`
}

/** The entries after these changes. What an unknown key says is left out. */
export function afterDeltas(state: DdlState, deltas: readonly DdlDelta[]): DdlState {
  const after = new Map(state)
  for (const delta of deltas) {
    if (delta.op === 'create') after.set(keyOf(delta.row), delta.row)
    else if (delta.op === 'drop') after.delete(delta.key)
    else {
      const row = after.get(delta.key)
      if (!row) continue
      const altered = { ...row, ...delta.set }
      after.delete(delta.key)
      after.set(keyOf(altered), altered)
    }
  }
  return after
}

const CONSTRAINTS = ['checks', 'uniques', 'fks', 'pks'] as const

/**
 * The plan's changes in the words of the file, without those of tables that the folder does not know, and those that it has already.
 * Throws AuditError (usage) when it has an object of that name with another definition.
 */
export function ddlDeltas(state: DdlState, deltas: readonly DrizzleDelta[]): readonly DdlDelta[] {
  const made = new Set(
    deltas.flatMap((delta) => (delta.op === 'create' && delta.row.entityType === 'tables' ? keyOf(asRow(delta.row)) : [])),
  )
  const isKnown = (schema: string, name: string): boolean => {
    const key = keyOf({ entityType: 'tables', schema, name })
    return state.has(key) || made.has(key)
  }
  return deltas.flatMap((delta): readonly DdlDelta[] => {
    switch (delta.op) {
      case 'create': {
        const row = asRow(delta.row)
        if ('table' in delta.row && !isKnown(delta.row.schema, delta.row.table)) return []
        const there = state.get(keyOf(row))
        if (!there) return [{ op: 'create', row }]
        if (delta.row.entityType === 'tables' || sameJson(there, row)) return []
        throw new AuditError('usage', inTheWay(delta.row.name))
      }
      case 'drop': {
        const { table, kind, name } = delta
        const keys =
          kind === 'index'
            ? [keyOf({ entityType: 'indexes', schema: table.schema, name })]
            : CONSTRAINTS.map((entityType) => keyOf({ entityType, schema: table.schema, table: table.name, name }))
        return keys.filter((key) => state.has(key)).map((key) => ({ op: 'drop', key }))
      }
      case 'alter': {
        const { table, column, set } = delta
        const key = keyOf({ entityType: 'columns', schema: table.schema, table: table.name, name: column })
        return state.has(key) ? [{ op: 'alter', key, set }] : []
      }
    }
  })
}

const asRow = (row: object): DdlRow => ({ ...row })

/** Why nothing is written. */
export const inTheWay = (name: string): string =>
  `The Drizzle schema has ${name} already with another definition, which the database that was read lacks. Run the folder's migrations there first.`
