import { numberCall } from '../extraction-number.ts'
import type {
  Change,
  ColumnDefinition,
  ForeignKey,
  IndexKeyDefinition,
  Name,
  NewConstraint,
  NewIndex,
  NewTable,
} from '../change.ts'
import { objectName } from '../reserve-names.ts'
import { constantDefault, drizzleColumn } from '../steps/drizzle-column.ts'
import { drizzleIndex, drizzleKeySql } from '../steps/drizzle-index.ts'
import { drizzleTable } from '../steps/drizzle-table.ts'
import { foreignKeyName } from '../steps/table.ts'
import type { DrizzleColumnRow, DrizzleForeignKeyRow, DrizzleIndexRow, DrizzleKeyRow, DrizzleRow } from './drizzle-row.ts'

/** The entries that the lines of a change make; none where Drizzle has no words for it. `loadParser()` must have resolved. */
export function rowsOf(change: Change): readonly DrizzleRow[] {
  switch (change.kind) {
    case 'table':
      return drizzleTable(change) === null ? [] : tableRows(change)
    case 'column':
      return columnRows(change.table, change.column, null)
    case 'extraction':
      return change.columns
        .filter(({ exists }) => !exists)
        .flatMap((column) =>
          columnRows(
            change.table,
            { name: column.name, type: column.type, notNull: false, default: null },
            change.sync === 'generated' ? { as: numberCall(change, column), type: 'stored' } : null,
          ),
        )
    case 'index':
      return drizzleIndex(change, change.name ?? '') === null ? [] : [indexRow(change)]
    case 'constraint':
      return [constraintRow(change)]
    default:
      return []
  }
}

function tableRows({ table, columns, primaryKey, unique, foreignKeys }: NewTable): readonly DrizzleRow[] {
  const { schema, name } = table
  return [
    { entityType: 'tables', schema, name, isRlsEnabled: false },
    ...columns.flatMap((column) =>
      columnRows(table, { ...column, notNull: column.notNull || primaryKey.includes(column.name) }, null),
    ),
    ...(primaryKey.length === 0 ? [] : [keyRow(table, 'pks', objectName(name, [], 'pkey'), primaryKey, primaryKey.length > 1)]),
    ...unique.map((names) => keyRow(table, 'uniques', objectName(name, names, 'key'), names, true)),
    ...foreignKeys.map((key) => foreignKeyRow(table, foreignKeyName(name, key), key)),
  ]
}

/** None for a type that Drizzle has no builder for. */
export function columnRows(
  { schema, name: table }: Name,
  column: ColumnDefinition,
  generated: DrizzleColumnRow['generated'],
): readonly DrizzleColumnRow[] {
  if (drizzleColumn(column) === null) return []
  const { name, type, notNull } = column
  const constant = column.default === null ? null : constantDefault(column.default, type)
  return [
    {
      entityType: 'columns',
      schema,
      table,
      name,
      type: drizzleType(type),
      typeSchema: null,
      notNull,
      dimensions: 0,
      default:
        typeof constant === 'string' ? `'${constant.replaceAll("'", "''")}'` : constant === null ? column.default : `${constant}`,
      generated,
      identity: null,
    },
  ]
}

/** Drizzle's short names for what `format_type` spells out. */
const drizzleType = (type: string): string =>
  type.startsWith('character varying')
    ? type.replace('character varying', 'varchar')
    : type.startsWith('timestamp')
      ? type.replace(' without time zone', '')
      : type

const indexRow = ({ table, name, unique, keys, predicate, method }: NewIndex): DrizzleIndexRow => ({
  entityType: 'indexes',
  schema: table.schema,
  table: table.name,
  name: name ?? '',
  nameExplicit: true,
  columns: keys.map(indexColumn),
  isUnique: unique,
  where: predicate,
  with: '',
  method,
  concurrently: false,
})

/** An expression carries its direction in its text. */
const indexColumn = (key: IndexKeyDefinition): DrizzleIndexRow['columns'][number] =>
  key.column === null
    ? { value: drizzleKeySql(key), isExpression: true, asc: true, nullsFirst: false, opclass: null }
    : { value: key.column, isExpression: false, asc: !key.descending, nullsFirst: key.nullsFirst, opclass: null }

function constraintRow({ table, name, columns, definition }: NewConstraint): DrizzleRow {
  const known = name ?? ''
  switch (definition.type) {
    case 'check':
      return { entityType: 'checks', schema: table.schema, table: table.name, name: known, value: definition.expression }
    case 'unique':
      return keyRow(table, 'uniques', known, columns, true)
    case 'primary key':
      return keyRow(table, 'pks', known, columns, true)
    case 'foreign key':
      return foreignKeyRow(table, known, { ...definition, columns })
  }
}

function keyRow(
  { schema, name: table }: Name,
  entityType: 'pks' | 'uniques',
  name: string,
  columns: readonly string[],
  nameExplicit: boolean,
): DrizzleKeyRow {
  const row = { schema, table, name, columns, nameExplicit }
  return entityType === 'pks' ? { ...row, entityType } : { ...row, entityType, nullsNotDistinct: false }
}

const foreignKeyRow = (
  { schema, name: table }: Name,
  name: string,
  { columns, references, to, onDelete }: ForeignKey,
): DrizzleForeignKeyRow => ({
  entityType: 'fks',
  schema,
  table,
  name,
  nameExplicit: true,
  columns,
  schemaTo: references.schema,
  tableTo: references.name,
  columnsTo: to,
  onUpdate: 'NO ACTION',
  onDelete: onDelete.toUpperCase(),
})
