import type { NameMap } from './evaluate.ts'
import type { Note, Snapshot } from './snapshot.ts'

/**
 * A name map whose target the database does not have makes rules not applicable, which looks like nothing to do. It is said as
 * a warning, with the plan's own name where the database has that.
 */
export function unmatchedNames({ relations }: Snapshot, names: NameMap): Note[] {
  const tables = new Set(relations.map(({ name }) => name))
  const columns = new Set(relations.flatMap((relation) => relation.columns.map(({ name }) => name)))
  return [...unmatched('tables', names.tables, tables), ...unmatched('columns', names.columns, columns)]
}

const unmatched = (kind: 'tables' | 'columns', map: Readonly<Record<string, string>>, known: ReadonlySet<string>): Note[] =>
  Object.entries(map)
    .filter(([, own]) => !known.has(own))
    .map(([plan, own]) => {
      const original = plan.slice(plan.indexOf('.') + 1)
      const instead = known.has(original) ? `, but there is ${original}` : ''
      const message = `names.${kind}.${plan} in the config maps to ${own}: there is no ${kind.slice(0, -1)} of that name${instead}.`
      return { severity: 'warn', message, file: null, line: null }
    })
