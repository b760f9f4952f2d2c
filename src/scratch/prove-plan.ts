import { guardsFor } from '../fix/guards.ts'
import type { Plan } from '../fix/step.ts'
import type { Snapshot } from '../snapshot.ts'
import { jsonPathOf } from '../sql/json-path.ts'
import { parseStatements } from '../sql/parse.ts'
import type { DocumentKeys } from './seed-table.ts'

/** Fingerprints of the findings that the plan says are gone once it has run; sorted. */
export const closedBy = ({ steps, alsoClosed }: Plan): readonly string[] =>
  [...new Set([...steps.flatMap(({ closes }) => closes), ...alsoClosed.map(({ fingerprint }) => fingerprint)])].toSorted()

/** The definitions of a plan as they run inside a transaction, with the guards that they call. */
export function rehearsalOf({ steps }: Plan): readonly string[] {
  const statements = steps.flatMap((step) => (step.kind === 'definition' ? step.inTransaction.map(({ sql }) => sql) : []))
  return [...guardsFor(statements), ...statements]
}

/** The documents that the plan's backfills and generated columns read, with the keys that they look under. */
export function documentsOf(plan: Plan, snapshot: Snapshot): readonly DocumentKeys[] {
  const found = plan.steps.flatMap((step): readonly DocumentKeys[] => {
    if (step.kind === 'backfill') {
      return step.assignments.flatMap((assignment) => pathsIn(step.table, `UPDATE t SET ${assignment}`))
    }
    return step.up.flatMap(({ sql, lock }) => (lock ? pathsIn(lock.table, sql) : []))
  })
  const documents = new Map<string, DocumentKeys>()
  for (const each of found) {
    const table = snapshot.relations.find(({ schema, name }) => schema === each.table.schema && name === each.table.name)
    const column = table?.columns.find(({ name }) => name === each.column)
    if (column?.baseType !== 'json' && column?.baseType !== 'jsonb') continue
    const key = JSON.stringify([each.table.schema, each.table.name, each.column])
    documents.set(key, { ...each, paths: [...(documents.get(key)?.paths ?? []), ...each.paths] })
  }
  return [...documents.values()]
}

function pathsIn(table: DocumentKeys['table'], sql: string): readonly DocumentKeys[] {
  try {
    return walk(parseStatements(sql)).map(({ column, keys }) => ({ table, column, paths: [keys] }))
  } catch {
    // Not one that the parser knows: its documents stay as empty as others.
    return []
  }
}

/** Every outermost path in a tree: what lies inside one belongs to it. */
function walk(value: unknown): readonly { readonly column: string; readonly keys: readonly string[] }[] {
  if (Array.isArray(value)) return value.flatMap(walk)
  if (value === null || typeof value !== 'object') return []
  const path = 'A_Expr' in value ? jsonPathOf(value as Parameters<typeof jsonPathOf>[0]) : null
  return path && path.keys.length > 0 ? [path] : Object.values(value).flatMap(walk)
}
