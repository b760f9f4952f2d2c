import type { StatementError } from '../collect/statement-error.ts'
import type { Relation } from '../snapshot.ts'
import type { SeedColumn } from './seed-table.ts'

/**
 * The next values to try after an error, by their positions in each column's list: the columns that the error is about are counted
 * through like digits; when it is about none that can be told, all of them move on. Null when there is nothing left to try.
 */
export function nextChoice(
  table: Relation,
  columns: readonly SeedColumn[],
  chosen: readonly number[],
  error: StatementError,
): readonly number[] | null {
  const names = suspectsOf(table, columns, chosen, error)
  const suspects = columns.flatMap(({ name }, position) => (names.includes(name) ? [position] : []))
  if (suspects.length > 0) return counted(columns, chosen, suspects)
  const next = chosen.map((value, position) => Math.min(value + 1, (columns[position]?.values.length ?? 1) - 1))
  return next.some((value, position) => value !== chosen[position]) ? next : null
}

function counted(
  columns: readonly SeedColumn[],
  chosen: readonly number[],
  suspects: readonly number[],
): readonly number[] | null {
  const next = [...chosen]
  for (const position of suspects) {
    const value = (next[position] ?? 0) + 1
    if (value < (columns[position]?.values.length ?? 0)) {
      next[position] = value
      return next
    }
    next[position] = 0
  }
  return null
}

/** Columns of the constraint that an error names, those of a domain, those whose value or own name it quotes. */
function suspectsOf(
  table: Relation,
  columns: readonly SeedColumn[],
  chosen: readonly number[],
  error: StatementError,
): readonly (string | null)[] {
  const violated = (error as StatementError & { readonly constraint?: string }).constraint
  const constraint = table.constraints.find(({ name }) => name === violated)
  if (constraint) return constraint.columns
  const index = table.indexes.find(({ name }) => name === violated)
  if (index) return index.keys.map(({ column }) => column)
  if (error.message.startsWith('value for domain')) {
    return table.columns.filter(({ domain }) => domain !== null).map(({ name }) => name)
  }
  const quoted = columns.filter(({ name, values }, position) => {
    const value = values[chosen[position] ?? 0] ?? ''
    return error.message.includes(`"${name}"`) || (value.startsWith("'") && error.message.includes(`"${value.slice(1, -1)}"`))
  })
  return quoted.map(({ name }) => name)
}
