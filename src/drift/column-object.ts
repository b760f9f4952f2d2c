import { qualified, quote } from '../identifier.ts'
import type { Column, Relation, Sequence } from '../snapshot.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { stringOf, textConstantOf } from '../sql/node-text.ts'
import { parseExpression } from '../sql/parse.ts'
import type { DriftObject } from './drift-object.ts'
import { valueKey } from './expression-key.ts'
import { typeKey } from './type-key.ts'

export const sequenceKey = (schema: string, relation: string, column: string): string =>
  JSON.stringify([schema, relation, column])

/** What it takes to read the columns of a source, gathered once. */
export interface ColumnReader {
  /** `schema.name` of the enums and domains of the source. */
  readonly ownTypes: ReadonlySet<string>
  readonly loose: boolean
  /** Names of the sequences that belong to a column, by `sequenceKey`. */
  readonly sequences: ReadonlyMap<string, Pick<Sequence, 'schema' | 'name'>>
}

export function columnObject(relation: Relation, column: Column, columnOf: ColumnOf, reader: ColumnReader): DriftObject {
  const { name, type, notNull, default: value, generated, identity, collation } = column
  const key = value === null ? null : defaultKey(value, relation, column, columnOf, reader.sequences)
  const definition = JSON.stringify([typeKey(type, reader.ownTypes, reader.loose), notNull, key, generated, identity, collation])
  return {
    kind: 'column',
    schema: relation.schema,
    relation: relation.name,
    name,
    definition,
    drizzle: definition,
    place: null,
    text: textOf(column),
    columns: [name],
    state: 'in use',
    statements: null,
  }
}

/** The sequence of a serial column keeps its name when the table is renamed: that it is the column's own is what counts. */
function defaultKey(
  value: string,
  { schema, name }: Relation,
  column: Column,
  columnOf: ColumnOf,
  sequences: ColumnReader['sequences'],
): string {
  const node = parseExpression(value)
  if (!node || !('FuncCall' in node) || stringOf(node.FuncCall.funcname?.at(-1)) !== 'nextval') return valueKey(value, columnOf)
  const sequence = textConstantOf(node.FuncCall.args?.[0])
  const own = sequences.get(sequenceKey(schema, name, column.name))
  return own && (sequence === quote(own.name) || sequence === qualified(own)) ? 'nextval of its own' : value
}

function textOf({ type, notNull, default: value, generated, identity, collation }: Column): string {
  const words = [
    type,
    collation === null ? '' : `collate ${quote(collation)}`,
    generated === null ? (value === null ? '' : `default ${value}`) : `generated always as (${value ?? ''}) ${generated}`,
    identity === null ? '' : `generated ${identity} as identity`,
    notNull ? 'not null' : '',
  ]
  return words.filter((word) => word !== '').join(' ')
}
