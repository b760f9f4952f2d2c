import type { Name } from '../fix/change.ts'
import { commentOn } from '../fix/steps/comment-on.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Relation, Snapshot, Trigger } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { checksOf, foreignKeysOf, indexConstraintsOf, notNullsOf } from './rebuild-constraints.ts'
import { parentsOf, scopeOf } from './rebuild-scope.ts'
import { type BuildStatement, sequencesFor, tableStatement } from './rebuild-table.ts'
import { type ExtensionStatement, extensionsFor, functionsFor, schemasFor, typesFor } from './rebuild-types.ts'

export interface Rebuild {
  readonly schemas: readonly string[]
  readonly extensions: readonly ExtensionStatement[]
  /** After the schemas and extensions, in an order in which they can be run on an empty database with `search_path = pg_catalog`. */
  readonly statements: readonly BuildStatement[]
  /** One sentence for each thing that no statement could make. */
  readonly notBuilt: readonly string[]
  /** The tables that the statements make, parents first. */
  readonly tables: readonly Relation[]
}

/**
 * The DDL that makes tables of a snapshot again, with everything that they need: schemas, extensions, types, sequences, the tables that
 * they reference, inherit from or are partitioned into, and the views over them. Rows, owners, privileges and policies are not in it.
 * Needs `loadParser()`.
 */
export function rebuildStatements(snapshot: Snapshot, named: readonly Name[]): Rebuild {
  const { tables, views, notBuilt } = scopeOf(snapshot, named)
  const sequences = sequencesFor(snapshot, tables)
  const functions = functionsFor(snapshot, [...tables, ...views])
  const each = (statementsOf: (table: Relation) => readonly BuildStatement[]): readonly BuildStatement[] =>
    tables.flatMap(statementsOf)
  return {
    schemas: schemasFor(snapshot),
    extensions: extensionsFor(snapshot),
    statements: [
      ...typesFor(snapshot, tables),
      ...functions.statements,
      ...sequences.create,
      ...tables.map((table) => tableStatement(snapshot, table)),
      ...sequences.own,
      ...each(checksOf),
      ...each(descentOf),
      ...each(notNullsOf),
      ...each(indexConstraintsOf),
      ...each(plainIndexesOf),
      ...each(attachmentsOf),
      ...tables.toReversed().flatMap(foreignKeysOf),
      ...views.flatMap((view) => [viewStatement(view), ...plainIndexesOf(view)]),
      ...each(marksOf),
      ...[...tables, ...views].flatMap(triggersOf),
    ],
    notBuilt: [...notBuilt, ...functions.notBuilt],
    tables,
  }
}

/** A partition is attached to its parent, a child is told whom it inherits from. */
const descentOf = (table: Relation): readonly BuildStatement[] =>
  parentsOf(table).map((parent) => ({
    what: `${qualified(table)} as a ${table.partitionOf ? 'partition' : 'child'} of ${qualified(parent)}`,
    sql: table.partitionOf
      ? `ALTER TABLE ONLY ${qualified(parent)} ATTACH PARTITION ${qualified(table)} ${table.partitionBound}`
      : `ALTER TABLE ONLY ${qualified(table)} INHERIT ${qualified(parent)}`,
  }))

const plainIndexesOf = (table: Relation): readonly BuildStatement[] =>
  table.indexes
    .filter(({ constraint }) => constraint === null)
    .map((index) => ({
      what: `the index ${quote(index.name)} of ${qualified(table)}`,
      sql: [
        indexDefinition(table, index, table.kind === 'partitioned table' ? 'only' : 'all'),
        ...commentOn(`INDEX ${qualified({ schema: table.schema, name: index.name })}`, index.comment),
      ].join('; '),
    }))

const attachmentsOf = (table: Relation): readonly BuildStatement[] =>
  table.indexes.flatMap(({ name, attachedTo }) =>
    attachedTo
      ? [
          {
            what: `the index ${quote(name)} as a part of ${qualified(attachedTo)}`,
            sql: `ALTER INDEX ${qualified(attachedTo)} ATTACH PARTITION ${qualified({ schema: table.schema, name })}`,
          },
        ]
      : [],
  )

const viewStatement = (view: Relation): BuildStatement => ({
  what: `the view ${qualified(view)}`,
  sql: `CREATE ${view.kind === 'view' ? '' : 'MATERIALIZED '}VIEW ${qualified(view)} AS ${view.viewDefinition}`,
})

/** What is said about a table once its indexes stand: replica identity, the index it was clustered by, and invalid indexes. */
function marksOf(table: Relation): readonly BuildStatement[] {
  const alter = `ALTER TABLE ${qualified(table)}`
  const identity = table.indexes.find(({ replicaIdentity }) => replicaIdentity)
  const wanted = table.replicaIdentity === 'index' ? identity && `USING INDEX ${quote(identity.name)}` : table.replicaIdentity
  return [
    ...(wanted === undefined || wanted === 'default'
      ? []
      : [{ what: `the replica identity of ${qualified(table)}`, sql: `${alter} REPLICA IDENTITY ${wanted}` }]),
    ...table.indexes
      .filter(({ clustered }) => clustered)
      .map(({ name }) => ({
        what: `the index that ${qualified(table)} is clustered on`,
        sql: `${alter} CLUSTER ON ${quote(name)}`,
      })),
    // A partitioned index is invalid by itself until each partition's is attached.
    ...table.indexes
      .filter(({ valid, ready }) => table.kind !== 'partitioned table' && !(valid && ready))
      .map(({ name, valid, ready }) => ({
        what: `the invalid state of the index ${quote(name)}`,
        sql:
          `UPDATE pg_index SET indisvalid = ${valid}, indisready = ${ready} ` +
          `WHERE indexrelid = ${literal(qualified({ schema: table.schema, name }))}::regclass`,
      })),
  ]
}

const STATES: Readonly<Record<Trigger['enabled'], string>> = {
  origin: '',
  always: 'ENABLE ALWAYS',
  replica: 'ENABLE REPLICA',
  disabled: 'DISABLE',
}

const triggersOf = (table: Relation): readonly BuildStatement[] =>
  table.triggers.flatMap(({ name, definition, enabled, comment }) => {
    const what = `the trigger ${quote(name)} on ${qualified(table)}`
    const state = `ALTER TABLE ${qualified(table)} ${STATES[enabled]} TRIGGER ${quote(name)}`
    const sql = [definition, ...commentOn(`TRIGGER ${quote(name)} ON ${qualified(table)}`, comment)].join('; ')
    return [{ what, sql }, ...(enabled === 'origin' ? [] : [{ what, sql: state }])]
  })
