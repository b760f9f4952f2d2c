import { indexDefinition, keyDefinition } from '../sql/index-definition.ts'
import { qualified, quote } from '../identifier.ts'
import type { Index, IndexKey, Relation } from '../snapshot.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { parseExpression } from '../sql/parse.ts'
import { referencedColumns } from '../sql/referenced-columns.ts'
import type { DriftObject } from './drift-object.ts'
import { conditionKey, valueKey } from './expression-key.ts'

/**
 * An index by its structure. That of a unique constraint is one of them: either keeps the same rows out, and serves the same queries.
 * Storage parameters are left out, for those are tuned where the rows are.
 */
export function indexObject(relation: Relation, index: Index, columnOf: ColumnOf): DriftObject {
  const { name, method, include, unique, nullsNotDistinct, immediate, predicate, constraint } = index
  const condition = predicate === null ? null : conditionKey(parseExpression(predicate), predicate, columnOf)
  const drizzle = JSON.stringify([method, index.keys.map((key) => keyOf(key, columnOf)), unique, nullsNotDistinct, condition])
  return {
    kind: constraint === null ? 'index' : 'constraint',
    schema: relation.schema,
    relation: relation.name,
    name,
    definition: JSON.stringify([drizzle, include, immediate]),
    drizzle,
    place: null,
    text: textOf(index),
    columns: columnsOf(index),
    state: index.valid || index.building ? 'in use' : 'invalid',
    statements: constraint === null ? statementsOf(relation, index) : null,
  }
}

function keyOf(
  { column, expression, opclass, defaultFamily, opclassOptions, collation, descending, nullsFirst }: IndexKey,
  columnOf: ColumnOf,
): unknown {
  // An extension's class is in another schema on each database; the default one follows the column's type.
  const family = defaultFamily ? null : opclass.split('.').at(-1)
  const key = column === null ? valueKey(expression ?? '', columnOf) : { column }
  return [key, family, opclassOptions, collation, descending, nullsFirst]
}

function textOf({ method, keys, include, unique, nullsNotDistinct, immediate, predicate, constraint }: Index): string {
  const kind = constraint === null ? `${unique ? 'unique ' : ''}${method}` : 'unique'
  return [
    `${kind} (${keys.map(keyDefinition).join(', ')})`,
    include.length === 0 ? '' : ` include (${include.map(quote).join(', ')})`,
    nullsNotDistinct ? ' nulls not distinct' : '',
    immediate ? '' : ' deferrable',
    predicate === null ? '' : ` where ${predicate}`,
  ].join('')
}

const columnsOf = ({ keys, include, predicate }: Index): readonly string[] => [
  ...new Set([
    ...keys.flatMap(({ column, expression }) => (column === null ? referencedColumns(expression ?? '') : [column])),
    ...include,
    ...(predicate === null ? [] : referencedColumns(predicate)),
  ]),
]

/** PostgreSQL does nothing concurrently to a partitioned index, which is valid once the partitions have theirs. */
function statementsOf(relation: Relation, index: Index): DriftObject['statements'] {
  if (relation.kind === 'partitioned table') return null
  const name = qualified({ schema: relation.schema, name: index.name })
  return {
    build: `${indexDefinition(relation, index).replace('INDEX ', 'INDEX CONCURRENTLY ')};`,
    drop: `DROP INDEX CONCURRENTLY ${name};`,
    rebuild: `REINDEX INDEX CONCURRENTLY ${name};`,
  }
}
