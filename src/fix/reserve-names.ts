import { clipped, MAX_IDENTIFIER_BYTES } from '../identifier.ts'
import type { Snapshot } from '../snapshot.ts'
import { columnNameOf } from '../sql/node-text.ts'
import { parseExpression } from '../sql/parse.ts'
import { ancestorsIn } from './heirs.ts'
import type { Change, IndexKeyDefinition, Name, NewConstraint, NewTable, NewTrigger } from './change.ts'

/**
 * `table_columns_label` as PostgreSQL makes it (makeObjectName in indexcmds.c): where that is longer than it keeps, the longer of the two
 * parts is cut byte by byte, each at the end of a character.
 */
export function objectName(table: string, columns: readonly string[], label: string): string {
  const addition = clipped(columns.join('_'))
  const overhead = Buffer.byteLength(label) + 1 + (columns.length > 0 ? 1 : 0)
  let first = Buffer.byteLength(table)
  let second = columns.length > 0 ? Buffer.byteLength(addition) : 0
  while (first + second + overhead > MAX_IDENTIFIER_BYTES) {
    if (first > second) first--
    else second--
  }
  return [clipped(table, first), ...(columns.length > 0 ? [clipped(addition, second)] : []), label].join('_')
}

/** What is taken: tables, views, sequences and indexes of a schema share their names (pg_class); the rest are a table's own. */
interface Taken {
  readonly relations: Set<string>
  readonly constraints: Set<string>
  readonly triggers: Set<string>
}

/** Gives changes names that nothing has, neither in the database nor in the plan so far; what it gives is taken from then on. */
export function reserveNames(snapshot: Snapshot): (change: Change) => Change {
  const taken: Taken = { relations: new Set(), constraints: new Set(), triggers: new Set() }
  for (const { schema, name } of snapshot.sequences) taken.relations.add(keyOf(schema, name))
  const ancestorsOf = ancestorsIn(snapshot)
  for (const relation of snapshot.relations) {
    const { schema, name, indexes, constraints, triggers } = relation
    taken.relations.add(keyOf(schema, name))
    for (const index of indexes) taken.relations.add(keyOf(schema, index.name))
    // What a table gets, its partitions and heirs get by the same name.
    for (const table of [relation, ...ancestorsOf(relation)]) {
      for (const constraint of constraints) taken.constraints.add(keyOf(table.schema, table.name, constraint.name))
      for (const trigger of triggers) taken.triggers.add(keyOf(table.schema, table.name, trigger.name))
    }
  }
  return (change) => {
    switch (change.kind) {
      case 'table':
        for (const name of tableNames(change)) taken.relations.add(keyOf(change.table.schema, name))
        return change
      case 'index': {
        const columns = [...change.keys.map(keyName), ...change.include]
        return { ...change, name: relationName(taken, change.table, change.name, columns, 'idx') }
      }
      case 'constraint':
        return { ...change, name: constraintName(taken, change) }
      case 'trigger':
        return change.replaces === null ? { ...change, name: triggerName(taken, change) } : change
      default:
        return change
    }
  }
}

/** The wanted name where it can be had, else PostgreSQL's own with the first number that makes it free. */
function chosen(taken: Set<string>, scope: readonly string[], wanted: string | null, own: (end: string) => string): string {
  const free = (name: string): boolean => Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES && !taken.has(keyOf(...scope, name))
  let name = wanted !== null && free(wanted) ? wanted : own('')
  for (let number = 1; !free(name); number++) name = own(String(number))
  taken.add(keyOf(...scope, name))
  return name
}

const relationName = (
  { relations }: Taken,
  table: Name,
  wanted: string | null,
  columns: readonly string[],
  label: string,
): string => chosen(relations, [table.schema], wanted, (end) => objectName(table.name, columns, label + end))

function constraintName(taken: Taken, { table, columns, definition, name: wanted }: NewConstraint): string {
  const scope = [table.schema, table.name]
  const { type } = definition
  if (type === 'unique' || type === 'primary key') {
    const primary = type === 'primary key'
    const name = relationName(taken, table, wanted, primary ? [] : columns, primary ? 'pkey' : 'key')
    taken.constraints.add(keyOf(...scope, name))
    return name
  }
  // PostgreSQL names a CHECK after its column only where it has one.
  const named = type === 'check' && columns.length > 1 ? [] : columns
  const label = type === 'check' ? 'check' : 'fkey'
  return chosen(taken.constraints, scope, wanted, (end) => objectName(table.name, named, label + end))
}

const triggerName = ({ triggers }: Taken, { table, name }: NewTrigger): string =>
  chosen(triggers, [table.schema, table.name], name, (end) => clipped(name, MAX_IDENTIFIER_BYTES - end.length) + end)

/** The primary key's and the unique constraints' indexes come with the table. */
const tableNames = ({ table, primaryKey, unique }: NewTable): readonly string[] => [
  table.name,
  ...(primaryKey.length > 0 ? [objectName(table.name, [], 'pkey')] : []),
  ...unique.map((key) => objectName(table.name, key, 'key')),
]

/** An expression goes by the name of its function, as PostgreSQL has it (FigureColname), else by `expr`. */
function keyName({ column, sql }: IndexKeyDefinition): string {
  if (column !== null) return column
  const node = parseExpression(sql) ?? undefined
  if (!node || !('FuncCall' in node)) return columnNameOf(node) ?? 'expr'
  const name = node.FuncCall.funcname?.at(-1)
  return (name && 'String' in name && name.String.sval) || 'expr'
}

const keyOf = (...names: readonly string[]): string => JSON.stringify(names)
