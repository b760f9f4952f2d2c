import type { Constraint, Node } from 'libpg-query'
import { strings } from '../../sql/term.ts'
import type { KeyedPlace } from '../places.ts'
import { columnsIn } from './columns-in.ts'
import { defaultName } from './default-name.ts'
import type { At, TableDraft } from './draft.ts'

/** How PostgreSQL ends the name of a constraint that is written without one. */
const KINDS: Readonly<Record<string, { readonly kind: KeyedPlace['kind']; readonly label: string }>> = {
  CONSTR_PRIMARY: { kind: 'key', label: 'pkey' },
  CONSTR_UNIQUE: { kind: 'key', label: 'key' },
  CONSTR_EXCLUSION: { kind: 'key', label: 'excl' },
  CONSTR_CHECK: { kind: 'check', label: 'check' },
  CONSTR_FOREIGN: { kind: 'reference', label: 'fkey' },
}

/** Puts down a constraint of a table, or of its column `column`; what is none of those above (NOT NULL, DEFAULT) belongs to the column. */
export function placeConstraint(table: TableDraft, constraint: Constraint, at: At, column?: string): void {
  const known = KINDS[constraint.contype ?? '']
  if (!known) return
  const { kind, label } = known
  const adopted = constraint.indexname === undefined ? undefined : table.indexes.get(constraint.indexname)
  const columns = adopted ? adopted.columns.flat() : columnsOf(constraint, column)
  const name = constraint.conname ?? constraint.indexname ?? nameFor(table, columns, label)
  if (constraint.indexname !== undefined) table.indexes.delete(constraint.indexname)
  table.constraints.set(name, { location: at(constraint.location), kind, columns: columns.map((each) => [each]) })
}

function columnsOf(constraint: Constraint, column: string | undefined): readonly string[] {
  if (constraint.contype === 'CONSTR_CHECK') return columnsIn(constraint.raw_expr)
  if (column !== undefined) return [column]
  if (constraint.contype === 'CONSTR_FOREIGN') return strings(constraint.fk_attrs)
  if (constraint.contype === 'CONSTR_EXCLUSION') return (constraint.exclusions ?? []).flatMap(firstOf)
  return strings(constraint.keys)
}

/** `WITH` pairs of an exclusion constraint are lists of an element and an operator. */
const firstOf = (pair: Node): readonly string[] => ('List' in pair ? columnsIn(pair.List.items?.[0]) : [])

function nameFor(table: TableDraft, columns: readonly string[], label: string): string {
  const counted = label === 'pkey' || (label === 'check' && columns.length !== 1) ? [] : columns
  return defaultName(table.name, counted, label, (name) => table.constraints.has(name) || table.indexes.has(name))
}
