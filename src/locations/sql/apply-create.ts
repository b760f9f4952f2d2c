import type { ColumnDef, CreateStmt, CreateTableAsStmt, CreateTrigStmt, IndexStmt } from 'libpg-query'
import { columnsIn } from './columns-in.ts'
import { defaultName } from './default-name.ts'
import { addTable, type At, changedTable, type Draft, homeOf, type TableDraft, tableNamed } from './draft.ts'
import { placeConstraint } from './place-constraint.ts'

const TEMPORARY = 't'

export function createTable(draft: Draft, { relation, tableElts = [], if_not_exists: lenient }: CreateStmt, at: At): void {
  const { schemaname = homeOf(draft), relname = '', relpersistence } = relation ?? {}
  if (relpersistence === TEMPORARY || (lenient && tableNamed(draft, schemaname, relname))) return
  const table = addTable(draft, schemaname, relname, at())
  for (const node of tableElts) {
    if ('ColumnDef' in node) addColumn(table, node.ColumnDef, at)
    if ('Constraint' in node) placeConstraint(table, node.Constraint, at)
  }
}

export function addColumn(table: TableDraft, { colname = '', location, constraints = [] }: ColumnDef, at: At): void {
  table.columns.set(colname, at(location))
  for (const node of constraints) if ('Constraint' in node) placeConstraint(table, node.Constraint, at, colname)
}

/** Tables and materialized views from a query, whose columns no statement lists. */
export function createTableAs(draft: Draft, { into, if_not_exists: lenient }: CreateTableAsStmt, at: At): void {
  const { schemaname = homeOf(draft), relname = '', relpersistence } = into?.rel ?? {}
  if (relpersistence === TEMPORARY || (lenient && tableNamed(draft, schemaname, relname))) return
  addTable(draft, schemaname, relname, at())
}

export function createIndex(draft: Draft, statement: IndexStmt, at: At): void {
  const { relation, idxname, if_not_exists: lenient, indexParams = [] } = statement
  if (!relation) return
  const table = changedTable(draft, relation)
  if (lenient && idxname !== undefined && table.indexes.has(idxname)) return
  const columns = columnsIn(indexParams)
  const parts = indexParams.map((node) => ('IndexElem' in node ? (node.IndexElem.name ?? 'expr') : ''))
  const name = idxname ?? defaultName(table.name, parts, 'idx', (taken) => table.indexes.has(taken))
  table.indexes.set(name, { location: at(), kind: 'key', columns: columns.map((column) => [column]) })
}

export function createTrigger(draft: Draft, { relation, trigname = '' }: CreateTrigStmt, at: At): void {
  if (relation) changedTable(draft, relation).triggers.set(trigname, at())
}
