import type { RangeVar } from 'libpg-query'
import type { Relation, Snapshot } from '../../snapshot.ts'
import { parseStatements } from '../../sql/parse.ts'
import { keyOf, parentsOf } from '../rebuild-scope.ts'

/**
 * The relations that a statement reads or writes, with their partitions and children, and those that the views among them read. A name
 * without a schema may be any relation of that name. Needs `loadParser()`.
 */
export function relationsIn(snapshot: Snapshot, sql: string): readonly Relation[] {
  const found = new Set<Relation>()
  const queue = named(snapshot, sql)
  for (let relation = queue.pop(); relation; relation = queue.pop()) {
    if (found.has(relation)) continue
    found.add(relation)
    const key = keyOf(relation)
    queue.push(...snapshot.relations.filter((other) => parentsOf(other).some((parent) => keyOf(parent) === key)))
    if (relation.viewDefinition !== null) queue.push(...named(snapshot, relation.viewDefinition))
  }
  return [...found]
}

const named = (snapshot: Snapshot, sql: string): Relation[] => {
  const names = namesIn(sql)
  return snapshot.relations.filter(({ schema, name }) =>
    names.some(({ schemaname, relname }) => name === relname && (schemaname === undefined || schemaname === schema)),
  )
}

function namesIn(sql: string): readonly RangeVar[] {
  const names: RangeVar[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (node === null || typeof node !== 'object') return
    // What INSERT, UPDATE and DELETE write to has no node of its own around it.
    if ('relname' in node) names.push(node as RangeVar)
    Object.values(node).forEach(walk)
  }
  try {
    walk(parseStatements(sql))
  } catch {
    // A definition that this parser does not know names nothing.
  }
  return names
}

/** Where names without a schema are looked for: in the table's own schema, then in public, then anywhere. */
export const schemasFrom = (snapshot: Snapshot, first: string): readonly string[] => [
  ...new Set([first, 'public', ...[...snapshot.relations, ...snapshot.extensions].map(({ schema }) => schema)]),
]
