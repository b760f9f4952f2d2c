import { columnsOf } from '../checks/index-access.ts'
import { quote } from '../identifier.ts'
import type { DeclaredObjects, EnumType, Relation, Sequence } from '../snapshot.ts'
import { auditedTables } from '../targets.ts'
import { columnObject, type ColumnReader, sequenceKey } from './column-object.ts'
import { constraintObject } from './constraint-object.ts'
import type { DriftObject } from './drift-object.ts'
import { indexObject } from './index-object.ts'
import { triggerObject } from './trigger-object.ts'

/** What a source has: its tables by name, and what stands beside them. */
export interface Objects {
  readonly tables: ReadonlyMap<string, TableObjects>
  readonly others: readonly DriftObject[]
}

/** A table, and what it has. Each kind is compared by itself. */
export interface TableObjects {
  readonly table: DriftObject
  readonly columns: readonly DriftObject[]
  /** Those of unique constraints among them. */
  readonly indexes: readonly DriftObject[]
  readonly constraints: readonly DriftObject[]
  readonly triggers: readonly DriftObject[]
}

/** What one source has within the schemas that are audited. Tables of extensions, partitions and children are left out, as everywhere. */
export function objectsOf(source: DeclaredObjects, inScope: (schema: string) => boolean, loose: boolean): Objects {
  const reader: ColumnReader = { ownTypes: ownTypesOf(source), loose, sequences: ownedSequences(source) }
  const tables = auditedTables(source.relations, inScope).map(
    (relation) => [JSON.stringify([relation.schema, relation.name]), tableObjects(source, relation, reader)] as const,
  )
  const views = source.relations.filter(
    ({ kind, extension, schema }) => (kind === 'view' || kind === 'materialized view') && extension === null && inScope(schema),
  )
  return {
    tables: new Map(tables),
    others: [
      ...source.enums.filter(({ schema }) => inScope(schema)).map(enumObject),
      ...source.sequences.filter(({ schema, ownedBy }) => ownedBy === null && inScope(schema)).map(sequenceObject),
      ...views.map(viewObject),
    ],
  }
}

const ownedSequences = ({ sequences }: DeclaredObjects): ColumnReader['sequences'] =>
  new Map(
    sequences.flatMap((sequence) => {
      const { ownedBy } = sequence
      return ownedBy ? [[sequenceKey(ownedBy.schema, ownedBy.relation, ownedBy.column), sequence] as const] : []
    }),
  )

const ownTypesOf = ({ enums, relations }: DeclaredObjects): ReadonlySet<string> =>
  new Set([
    ...enums.map(({ schema, name }) => `${schema}.${name}`),
    ...relations.flatMap(({ columns }) => columns.flatMap(({ domain }) => (domain ? [`${domain.schema}.${domain.name}`] : []))),
  ])

function tableObjects(source: DeclaredObjects, relation: Relation, reader: ColumnReader): TableObjects {
  const columnOf = columnsOf(relation, source.enums)
  return {
    table: tableObject(relation),
    columns: relation.columns.map((column) => columnObject(relation, column, columnOf, reader)),
    indexes: relation.indexes
      .filter(({ primary, exclusion }) => !primary && !exclusion)
      .map((index) => indexObject(relation, index, columnOf)),
    constraints: relation.constraints.flatMap((constraint) => constraintObject(relation, constraint, columnOf) ?? []),
    triggers: relation.triggers.map((trigger) => triggerObject(relation, trigger, columnOf, source.functions)),
  }
}

const standalone = { place: null, columns: [], state: 'in use', statements: null } as const

/** How it is partitioned is beyond a Drizzle schema. */
function tableObject({ schema, name, unlogged, partitionKey, columns }: Relation): DriftObject {
  const unusual = `${unlogged ? 'unlogged ' : ''}table${partitionKey === null ? '' : ` partitioned by ${partitionKey}`}`
  return {
    ...standalone,
    kind: 'table',
    schema,
    relation: name,
    name,
    definition: unusual,
    drizzle: 'table',
    text: `${unusual} (${columns.map((column) => quote(column.name)).join(', ')})`,
  }
}

function enumObject({ schema, name, labels }: EnumType): DriftObject {
  const text = `enum (${labels.join(', ')})`
  const definition = JSON.stringify(labels)
  return { ...standalone, kind: 'type', schema, relation: name, name, definition, drizzle: definition, text }
}

function sequenceObject({ schema, name, type, start, min, max, increment, cycle }: Sequence): DriftObject {
  const text = `sequence as ${type} start ${start} minvalue ${min} maxvalue ${max} increment ${increment}${cycle ? ' cycle' : ''}`
  return { ...standalone, kind: 'sequence', schema, relation: name, name, definition: text, drizzle: text, text }
}

/** By its columns alone: each major prints the query behind it in its own way. */
function viewObject({ schema, name, kind, columns }: Relation): DriftObject {
  const text = `${kind} (${columns.map((column) => `${quote(column.name)} ${column.type}`).join(', ')})`
  return { ...standalone, kind: 'view', schema, relation: name, name, definition: text, drizzle: text, text }
}
