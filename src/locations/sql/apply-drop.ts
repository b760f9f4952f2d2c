import type { DropStmt, Node } from 'libpg-query'
import { qualified } from '../../identifier.ts'
import { stringOf } from '../../sql/node-text.ts'
import { strings } from '../../sql/term.ts'
import { type At, type Draft, type TableDraft, tableNamed, tableOfIndex } from './draft.ts'

export function drop(draft: Draft, { removeType, objects = [] }: DropStmt, at: At): void {
  for (const object of objects) {
    const names = namesOf(object)
    const [name = '', schema] = names.toReversed()
    if (removeType === 'OBJECT_TABLE' || removeType === 'OBJECT_MATVIEW') {
      const table = tableNamed(draft, schema, name)
      if (table) draft.tables.delete(qualified(table))
    } else if (removeType === 'OBJECT_SCHEMA') {
      for (const [key, table] of draft.tables) if (table.schema === name) draft.tables.delete(key)
    } else if (removeType === 'OBJECT_INDEX') {
      const table = tableOfIndex(draft, schema, name)
      if (table) dropIndex(table, name, at)
    } else if (removeType === 'OBJECT_TRIGGER') {
      const [trigger = '', table = '', home] = names.toReversed()
      tableNamed(draft, home, table)?.triggers.delete(trigger)
    }
  }
}

const namesOf = (object: Node): string[] => ('List' in object ? strings(object.List.items) : [stringOf(object)])

function dropIndex(table: TableDraft, name: string, at: At): void {
  const index = table.indexes.get(name)
  if (!index) return
  table.indexes.delete(name)
  table.dropped.push({ ...index, location: at() })
}

export function dropConstraint(table: TableDraft, name: string, at: At): void {
  const constraint = table.constraints.get(name)
  if (!constraint) return
  table.constraints.delete(name)
  table.dropped.push({ ...constraint, location: at() })
}

/** With a column go the indexes and constraints that it is in. */
export function dropColumn(table: TableDraft, name: string, at: At): void {
  const isIn = ([, { columns }]: readonly [string, TableDraft['dropped'][number]]): boolean =>
    columns.some(([column]) => column === name)
  for (const [index] of [...table.indexes].filter(isIn)) dropIndex(table, index, at)
  for (const [constraint] of [...table.constraints].filter(isIn)) dropConstraint(table, constraint, at)
  if (table.columns.delete(name)) table.dropped.push({ kind: 'column', columns: [[name]], location: at() })
}
