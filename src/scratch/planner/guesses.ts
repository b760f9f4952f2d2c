import type { A_Expr, Node } from 'libpg-query'
import type { Relation } from '../../snapshot.ts'
import { parseStatements } from '../../sql/parse.ts'

/** What the planner estimates without any knowledge of the values. */
export interface Guesses {
  /** Columns that are compared with a value that is written out, and whose values are not in a snapshot; sorted. */
  readonly columns: readonly string[]
  /** Whether an index has an expression for a key: it has statistics only once it is built and analyzed. */
  readonly expressions: boolean
}

const COMPARISONS = new Set(['=', '<>', '<', '>', '<=', '>=', '~~', '!~~', '~~*', '!~~*', '~', 'BETWEEN'])

/**
 * Looks for what cannot be known from a snapshot in the statement, the views that it reads and the index. Parameters are no guess: the
 * planner knows them no better anywhere. Needs `loadParser()`.
 */
export function guessesIn(texts: readonly string[], relations: readonly Relation[]): Guesses {
  const columns = new Set<string>()
  let expressions = false
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (node === null || typeof node !== 'object') return
    if ('A_Expr' in node) addColumn(node.A_Expr as A_Expr)
    if ('IndexElem' in node && (node.IndexElem as { readonly expr?: Node }).expr) expressions = true
    Object.values(node).forEach(walk)
  }
  const addColumn = ({ name = [], lexpr, rexpr }: A_Expr): void => {
    if (!name.some((part) => 'String' in part && COMPARISONS.has(part.String.sval ?? ''))) return
    for (const [side, other] of [
      [lexpr, rexpr],
      [rexpr, lexpr],
    ]) {
      const column = columnOf(side)
      if (column !== null && isWritten(other) && relations.some((relation) => hidesValues(relation, column))) columns.add(column)
    }
  }
  for (const text of texts) {
    try {
      walk(parseStatements(text))
    } catch {
      // What this parser does not know is told nothing of.
    }
  }
  return { columns: [...columns].toSorted(), expressions }
}

const hidesValues = ({ columns }: Relation, column: string): boolean =>
  columns.some(({ name, baseType, category }) => name === column && baseType !== 'boolean' && category !== 'E')

function columnOf(node: Node | undefined): string | null {
  if (!node) return null
  if ('TypeCast' in node) return columnOf(node.TypeCast.arg)
  const last = 'ColumnRef' in node ? node.ColumnRef.fields?.at(-1) : undefined
  return last && 'String' in last ? (last.String.sval ?? null) : null
}

function isWritten(node: Node | undefined): boolean {
  if (!node) return false
  if ('TypeCast' in node) return isWritten(node.TypeCast.arg)
  if ('List' in node) return (node.List.items ?? []).some(isWritten)
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).some(isWritten)
  return 'A_Const' in node && !node.A_Const.isnull
}
