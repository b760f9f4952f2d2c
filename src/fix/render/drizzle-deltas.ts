import type { Snapshot } from '../../snapshot.ts'
import type { AlteredColumn, Change, Name } from '../change.ts'
import { relationOf } from '../steps/statement.ts'
import type { DrizzleColumnRow, DrizzleRow } from './drizzle-row.ts'
import { columnRows, rowsOf } from './drizzle-rows.ts'

/** What becomes of an entry in drizzle-kit's snapshot. Of what goes only the name is known; a constraint may be of any kind. */
export type DrizzleDelta =
  | { readonly op: 'create'; readonly row: DrizzleRow }
  | { readonly op: 'alter'; readonly table: Name; readonly column: string; readonly set: AlteredFields }
  | { readonly op: 'drop'; readonly table: Name; readonly kind: 'index' | 'constraint'; readonly name: string }

export type AlteredFields = Partial<Pick<DrizzleColumnRow, 'type' | 'notNull' | 'default'>>

/** What a change does to drizzle-kit's snapshot once its lines are in the schema file; `snapshot` is the database before the plan. */
export function deltasOf(change: Change, snapshot: Snapshot): readonly DrizzleDelta[] {
  const created = rowsOf(change).map((row): DrizzleDelta => ({ op: 'create', row }))
  const { table } = change
  switch (change.kind) {
    case 'index':
      return [...created, ...(change.replaces ? [dropped(table, 'index', change.replaces.name)] : [])]
    case 'constraint':
      return [...created, ...(change.replaces ? [dropped(table, 'constraint', change.replaces.name)] : [])]
    case 'dropped index':
      return [dropped(table, 'index', change.index.name)]
    case 'altered column':
      return alteration(change, snapshot)
    default:
      return created
  }
}

const dropped = (table: Name, kind: 'index' | 'constraint', name: string): DrizzleDelta => ({ op: 'drop', table, kind, name })

function alteration(
  { table, column, type, setNotNull, default: value }: AlteredColumn,
  snapshot: Snapshot,
): readonly DrizzleDelta[] {
  const there = relationOf(snapshot, table)?.columns.find(({ name }) => name === column)
  if (!there) return []
  const [row] = columnRows(
    table,
    { name: column, type: type?.to ?? there.type, notNull: setNotNull, default: value?.to ?? null },
    null,
  )
  if (!row) return []
  const set: AlteredFields = {
    ...(type && { type: row.type }),
    ...(setNotNull && { notNull: true }),
    ...(value && { default: row.default }),
  }
  return [{ op: 'alter', table, column, set }]
}
