import type { AlterObjectSchemaStmt, RenameStmt } from 'libpg-query'
import { type Draft, moveTable, renameKey, type TableDraft, tableNamed, tableOfIndex } from './draft.ts'

/** A new name moves no place: what a thing is stands where it is made. */
export function rename(draft: Draft, statement: RenameStmt): void {
  const { renameType, relation, subname = '', newname = '' } = statement
  const { schemaname, relname = '' } = relation ?? {}
  const table = tableNamed(draft, schemaname, relname)
  if (renameType === 'OBJECT_SCHEMA') {
    for (const each of draft.tables.values()) if (each.schema === subname) moveTable(draft, each, { schema: newname })
  } else if (table && (renameType === 'OBJECT_TABLE' || renameType === 'OBJECT_MATVIEW'))
    moveTable(draft, table, { name: newname })
  // ALTER TABLE renames an index as well.
  else if (renameType === 'OBJECT_INDEX' || renameType === 'OBJECT_TABLE') renameIndex(draft, schemaname, relname, newname)
  else if (table && renameType === 'OBJECT_COLUMN') renameColumn(table, subname, newname)
  else if (table && renameType === 'OBJECT_TABCONSTRAINT') renameKey(table.constraints, subname, newname)
  else if (table && renameType === 'OBJECT_TRIGGER') renameKey(table.triggers, subname, newname)
}

export function setSchema(draft: Draft, { objectType, relation, newschema = '' }: AlterObjectSchemaStmt): void {
  if (objectType !== 'OBJECT_TABLE' && objectType !== 'OBJECT_MATVIEW') return
  const table = tableNamed(draft, relation?.schemaname, relation?.relname ?? '')
  if (table) moveTable(draft, table, { schema: newschema })
}

function renameIndex(draft: Draft, schema: string | undefined, from: string, to: string): void {
  const table = tableOfIndex(draft, schema, from)
  if (table) renameKey(table.indexes.has(from) ? table.indexes : table.constraints, from, to)
}

function renameColumn(table: TableDraft, from: string, to: string): void {
  const renamed = <Place extends TableDraft['dropped'][number]>(place: Place): Place => ({
    ...place,
    columns: place.columns.map(([name = '']) => [name === from ? to : name]),
  })
  renameKey(table.columns, from, to)
  for (const map of [table.indexes, table.constraints]) for (const [name, place] of map) map.set(name, renamed(place))
  table.dropped = table.dropped.map(renamed)
}
