import type { Column, Relation, Snapshot } from '../snapshot.ts'
import type { AlteredColumn, ColumnDefinition, Extraction, NewTable } from './change.ts'
import { objectName } from './reserve-names.ts'
import { keyOf } from './simulate-index.ts'
import { foreignKeyOf, withKey } from './simulate-constraint.ts'
import { withConstraint } from './simulate-sorted.ts'
import { typeFacts } from './simulate-type.ts'

/** A column as it will be collected; a default is left as it was written. */
export const columnOf = (snapshot: Snapshot, { name, type, notNull, default: value }: ColumnDefinition): Column => ({
  name,
  type,
  ...typeFacts(snapshot, type),
  notNull,
  default: value,
  generated: null,
  identity: null,
  collation: null,
  statistics: null,
})

/** A planned table is empty and nobody's yet (`owner` is empty), which is how one that is to come is told from one that is there. */
export function tableOf(snapshot: Snapshot, { table, columns, primaryKey, unique, foreignKeys }: NewTable): Relation {
  const bare: Relation = {
    ...table,
    kind: 'table',
    unlogged: false,
    extension: null,
    partitionOf: null,
    partitionKey: null,
    partitionBound: null,
    inherits: [],
    replicaIdentity: 'default',
    options: [],
    viewDefinition: null,
    bytes: 0,
    tuples: 0,
    owner: '',
    selectable: true,
    statistics: null,
    columns: columns.map((column) =>
      columnOf(snapshot, { ...column, notNull: column.notNull || primaryKey.includes(column.name) }),
    ),
    indexes: [],
    constraints: [],
    triggers: [],
  }
  const keyed =
    primaryKey.length > 0 ? withKey(snapshot, bare, primaryKey, 'primary key', objectName(table.name, [], 'pkey')) : bare
  const keys = unique.reduce(
    (relation, key) => withKey(snapshot, relation, key, 'unique', objectName(table.name, key, 'key')),
    keyed,
  )
  return foreignKeys.reduce(
    (relation, key) => withConstraint(relation, foreignKeyOf(key.columns, key, objectName(table.name, key.columns, 'fkey'))),
    keys,
  )
}

/** The columns that an extraction adds: each may be null, for a document may lack its number. */
export function extracted(snapshot: Snapshot, relation: Relation, { columns, sync }: Extraction): Relation {
  const added = columns
    .filter(({ exists }) => !exists)
    .map(({ name, type }) => columnOf(snapshot, { name, type, notNull: false, default: null }))
    .map((column): Column => (sync === 'generated' ? { ...column, generated: 'stored' } : column))
  return withColumns(relation, added)
}

/** Columns at the end; one that has been simulated before is replaced. */
export const withColumns = (relation: Relation, added: readonly Column[]): Relation => ({
  ...relation,
  columns: [...relation.columns.filter(({ name }) => !added.some((column) => column.name === name)), ...added],
})

/** Another type, NOT NULL or default of a column; what is not said stays. */
export function altered(snapshot: Snapshot, relation: Relation, change: AlteredColumn): Relation {
  const columns = relation.columns.map((column) =>
    column.name === change.column
      ? {
          ...column,
          ...(change.type && { type: change.type.to, ...typeFacts(snapshot, change.type.to), collation: null }),
          notNull: column.notNull || change.setNotNull,
          ...(change.default && { default: change.default.to }),
        }
      : column,
  )
  const retyped = { ...relation, columns }
  if (!change.type) return retyped
  // An index on the column is built again with the operators of the new type.
  const indexes = relation.indexes.map((index) => ({
    ...index,
    keys: index.keys.map((key) =>
      key.column === change.column && key.defaultFamily
        ? keyOf(snapshot, retyped, index.method, { ...key, column: change.column, sql: '' })
        : key,
    ),
  }))
  return { ...retyped, indexes }
}
