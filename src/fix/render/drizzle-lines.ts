import type { Snapshot } from '../../snapshot.ts'
import type { Change } from '../change.ts'
import type { PlannedChange } from '../planned.ts'
import { stepsOf } from '../steps.ts'
import { plainName } from '../steps/statement.ts'

/** What a user does to one table of the Drizzle schema in one place. */
export interface SchemaEdit {
  /** `public.attempts` */
  readonly table: string
  readonly place: Place
  /** Lines as they stand in the file; or names of what has to go, or of what Drizzle has no words for. */
  readonly lines: readonly string[]
}

/** The places in a schema file, as a reader is told of them, in the order in which they are told. */
const PLACES = {
  table: 'a new table',
  columns: 'among its columns',
  column: 'in place of the line of that column',
  entries: 'in the list behind its columns, (t) => [ … ]',
  gone: 'take out',
  unsaid: 'Drizzle has no words for it, so that only the migration knows it',
} as const
type Place = keyof typeof PLACES

/** The edits that keep `drizzle-kit generate` and `push` from undoing the plan, by table and place. `loadParser()` must have resolved. */
export function schemaEdits(changes: readonly PlannedChange[], snapshot: Snapshot): readonly SchemaEdit[] {
  const found = changes.flatMap((planned) => editsOf(planned, snapshot))
  const tables = [...new Set(found.map(({ table }) => table))].toSorted()
  const places = Object.keys(PLACES) as Place[]
  return tables.flatMap((table) =>
    places.flatMap((place) => {
      const lines = found.filter((edit) => edit.table === table && edit.place === place).flatMap((edit) => edit.lines)
      return lines.length === 0 ? [] : [{ table, place, lines }]
    }),
  )
}

/** The edits as a reader is told of them: what to import, then `public.attempts, among its columns:` and its lines, and so on. */
export function editLines(edits: readonly SchemaEdit[]): readonly string[] {
  const lines = edits.flatMap((edit) => (edit.place === 'gone' || edit.place === 'unsaid' ? [] : edit.lines))
  const used = BUILDERS.filter((name) => lines.some((line) => calls(line, name)))
  return [
    ...(lines.some((line) => line.includes('sql`')) ? [`import { sql } from 'drizzle-orm'`] : []),
    ...(used.length > 0 ? [`import { ${used.join(', ')} } from 'drizzle-orm/pg-core'`] : []),
    ...edits.flatMap(({ table, place, lines: own }) => [`${table}, ${PLACES[place]}:`, ...own.map((line) => `  ${line}`)]),
  ]
}

/** All of drizzle-orm/pg-core that lines of ours call. */
const BUILDERS = [
  'bigint',
  'boolean',
  'check',
  'date',
  'doublePrecision',
  'foreignKey',
  'index',
  'integer',
  'json',
  'jsonb',
  'numeric',
  'pgSchema',
  'pgTable',
  'primaryKey',
  'real',
  'smallint',
  'text',
  'timestamp',
  'unique',
  'uniqueIndex',
  'uuid',
  'varchar',
] as const

/** A builder stands at the beginning of a line, or behind the property or variable that it makes. */
const calls = (line: string, name: string): boolean => {
  const text = line.trimStart()
  return text.startsWith(`${name}(`) || text.includes(`: ${name}(`) || text.includes(` = ${name}(`)
}

function editsOf(planned: PlannedChange, snapshot: Snapshot): readonly SchemaEdit[] {
  const { change } = planned
  const table = plainName(change.table)
  const declared = placeOf(change)
  const lines = stepsOf(planned, snapshot).flatMap((step) =>
    step.kind === 'definition' ? (step.drizzle?.line.split('\n') ?? []) : [],
  )
  const gone = goneBy(change)
  return [
    ...(declared && lines.length > 0 ? [{ table, place: declared.place, lines }] : []),
    ...(declared && lines.length === 0 ? [{ table, place: 'unsaid' as const, lines: [declared.name] }] : []),
    ...(gone === null ? [] : [{ table, place: 'gone' as const, lines: [gone] }]),
  ]
}

/** Null for what a schema file never declares. */
function placeOf(change: Change): { readonly place: Place; readonly name: string } | null {
  switch (change.kind) {
    case 'table':
      return { place: 'table', name: change.table.name }
    case 'column':
      return { place: 'columns', name: `column ${change.column.name}` }
    case 'altered column':
      return { place: 'column', name: `column ${change.column}` }
    case 'extraction': {
      const added = change.columns.filter(({ exists }) => !exists).map(({ name }) => name)
      return added.length === 0 ? null : { place: 'columns', name: `columns ${added.join(', ')}` }
    }
    case 'index':
      return { place: 'entries', name: `index ${change.name ?? ''}` }
    case 'constraint':
      return { place: 'entries', name: `constraint ${change.name ?? ''}` }
    default:
      return null
  }
}

function goneBy(change: Change): string | null {
  if (change.kind === 'dropped index') return `index ${change.index.name}`
  if (change.kind === 'index') return change.replaces && `index ${change.replaces.name}`
  return change.kind === 'constraint' ? change.replaces && `constraint ${change.replaces.name}` : null
}
