import { stringOf, textConstantOf } from '../sql/node-text.ts'
import { parseStatements } from '../sql/parse.ts'

/** Guards that only look, or clear the way for the statement behind them. */
const LOOKS = new Set(['demand', 'clear_index', 'set_aside'])

/**
 * What a statement of a plan does, for people: the DDL that `pg_temp.ensure` or `pg_temp.undo` runs when its guard agrees, the statement
 * itself where it stands alone, null for a guard. Needs `loadParser()` to have resolved.
 */
export function shownStatement(sql: string): string | null {
  const [first] = parseStatements(sql).stmts ?? []
  if (!first?.stmt || !('CallStmt' in first.stmt)) return sql
  const { funcname, args = [] } = first.stmt.CallStmt.funccall ?? {}
  const [schema, name] = (funcname ?? []).map(stringOf)
  if (schema !== 'pg_temp' || name === undefined) return sql
  if (LOOKS.has(name)) return null
  const [, statement] = args
  return textConstantOf(statement)?.trim() ?? sql
}
