import type { Constraint, Node } from 'libpg-query'
import { mentionedColumns } from '../../sql/node-text.ts'
import { parseStatements, scanTokens } from '../../sql/parse.ts'

/**
 * The builder that says what a bare template says: `check('scores_total_check', sql`…`)`. `pieces` is the text between the expressions
 * of the template, `values` the source of these. `loadParser()` must have resolved.
 */
export function checkLine(table: string, pieces: readonly string[], values: readonly string[]): string {
  const text = pieces.map((piece, at) => (at === 0 ? piece : `$${at}${piece}`)).join('')
  const constraint = constraintIn(text)
  const condition = constraint?.contype === 'CONSTR_CHECK' ? betweenParentheses(text) : null
  if (!constraint || condition === null) return 'what drizzle-orm/pg-core has for it: check(), index(), unique(), foreignKey()'
  const columns = new Set([...values.map((value) => value.split('.').at(-1) ?? ''), ...mentionedColumns(constraint.raw_expr)])
  const name = constraint.conname ?? [table, ...[...columns].filter(isWord).slice(0, 2), 'check'].join('_')
  const written = condition.split(/\$(\d+)/u).map((part, at) => (at % 2 === 0 ? part : `\${${values[Number(part) - 1] ?? ''}}`))
  return `check('${name}', sql\`${written.join('').split(/\s+/u).join(' ')}\`)`
}

const isWord = (text: string): boolean => /^\w+$/u.test(text)

function constraintIn(text: string): Constraint | null {
  let node: Node | undefined
  try {
    const statement = parseStatements(`alter table t add ${text}\n`).stmts?.[0]?.stmt
    const command = statement && 'AlterTableStmt' in statement ? statement.AlterTableStmt.cmds?.[0] : undefined
    node = command && 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined
  } catch {
    return null
  }
  return node && 'Constraint' in node ? node.Constraint : null
}

/** What stands in the parentheses after CHECK. */
function betweenParentheses(text: string): string | null {
  const bytes = Buffer.from(text)
  const tokens = scanTokens(text)
  let depth = 0
  let from: number | undefined
  for (const { text: token, start, end } of tokens) {
    if (token === '(' && ++depth === 1) from ??= end
    if (token === ')' && --depth === 0 && from !== undefined) return bytes.toString('utf8', from, start).trim()
  }
  return null
}
