import type { Snapshot } from '../snapshot.ts'
import { referencedColumns } from '../sql/referenced-columns.ts'
import type { Change, Name } from './change.ts'
import type { Plan } from './step.ts'

/** What a server must still have for these changes: the tables that `snapshot` has, with the columns that they name. Sorted. */
export function requiresOf(changes: readonly Change[], snapshot: Snapshot): Plan['requires'] {
  const wanted = new Map<string, { readonly table: Name; readonly columns: Set<string> }>()
  for (const change of changes) {
    for (const { table, columns } of namedBy(change)) {
      const key = JSON.stringify([table.schema, table.name])
      const entry = wanted.get(key) ?? { table: { schema: table.schema, name: table.name }, columns: new Set<string>() }
      for (const column of columns) entry.columns.add(column)
      wanted.set(key, entry)
    }
  }
  return [...wanted.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { table, columns }]) => {
      const relation = snapshot.relations.find(({ schema, name }) => schema === table.schema && name === table.name)
      if (!relation) return []
      return [{ table, columns: relation.columns.map(({ name }) => name).filter((name) => columns.has(name)) }]
    })
}

function namedBy(change: Change): readonly { readonly table: Name; readonly columns: readonly string[] }[] {
  const { table } = change
  switch (change.kind) {
    case 'extraction':
      return [{ table, columns: [change.document, ...change.columns.map(({ name }) => name)] }]
    case 'altered column':
      return [{ table, columns: [change.column] }]
    case 'column':
      return [{ table, columns: [change.column.name] }]
    case 'index': {
      const keys = change.keys.flatMap(({ column, sql }) => (column === null ? referencedColumns(sql) : [column]))
      return [
        {
          table,
          columns: [...keys, ...change.include, ...(change.predicate === null ? [] : referencedColumns(change.predicate))],
        },
      ]
    }
    case 'constraint':
      return [
        { table, columns: change.columns },
        ...(change.definition.type === 'foreign key'
          ? [{ table: change.definition.references, columns: change.definition.to }]
          : []),
      ]
    case 'table':
      return [{ table, columns: [] }, ...change.foreignKeys.map(({ references, to }) => ({ table: references, columns: to }))]
    case 'function':
      // Its table may be one that the plan makes; what its body reads, PostgreSQL looks for when it runs.
      return [{ table, columns: [] }]
    case 'trigger':
    case 'reindex':
    case 'dropped index':
    case 'validation':
      return [{ table, columns: [] }]
  }
}
