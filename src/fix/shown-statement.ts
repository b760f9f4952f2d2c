import { qualified, quote } from '../identifier.ts'
import { stringOf, textConstantOf } from '../sql/node-text.ts'
import { parseStatements } from '../sql/parse.ts'
import type { Statement } from './step.ts'

/**
 * What a statement of a plan does, for people: the DDL that `pg_temp.ensure` or `pg_temp.undo` runs when its guard agrees, the statement
 * itself where it stands alone, null for a guard that only looks. One that clears an index away counts where the plan knows of such an
 * index, and so has its lock. Needs `loadParser()` to have resolved.
 */
export function shownStatement({ sql, lock }: Pick<Statement, 'sql' | 'lock'>): string | null {
  const [first] = parseStatements(sql).stmts ?? []
  if (!first?.stmt || !('CallStmt' in first.stmt)) return sql
  const { funcname, args = [] } = first.stmt.CallStmt.funccall ?? {}
  const [room, procedure] = (funcname ?? []).map(stringOf)
  if (room !== 'pg_temp' || procedure === undefined) return sql
  const [schema = '', , name = '', , , aside = ''] = args.map((arg) => textConstantOf(arg) ?? '')
  switch (procedure) {
    case 'demand':
      return null
    case 'clear_index':
      return lock === null ? null : `DROP INDEX ${qualified({ schema, name })}`
    case 'set_aside':
      return `ALTER INDEX ${qualified({ schema, name })} RENAME TO ${quote(aside)}`
    default:
      return textConstantOf(args[1])?.trim() ?? sql
  }
}
