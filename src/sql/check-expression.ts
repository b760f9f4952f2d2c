import type { Node } from 'libpg-query'
import { parseStatements } from './parse.ts'

/** The condition of `CHECK (…) [NO INHERIT] [NOT VALID] [NOT ENFORCED]` as `pg_get_constraintdef` prints it; null when it is not one. */
export function checkExpressionOf(definition: string): Node | null {
  try {
    const statement = parseStatements(`alter table t add ${definition}\n`).stmts?.[0]?.stmt
    if (!statement || !('AlterTableStmt' in statement)) return null
    const command = statement.AlterTableStmt.cmds?.[0]
    const added = command && 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined
    return (added && 'Constraint' in added && added.Constraint.raw_expr) || null
  } catch {
    return null
  }
}
