import type { Node } from 'libpg-query'
import { stringOf } from './node-text.ts'
import { jsonPathOf } from './json-path.ts'
import { parseExpression, parseStatements } from './parse.ts'
import { parseTriggerFunction } from './plpgsql.ts'

/** Keys that a PL/pgSQL trigger function takes out of a document column of NEW or OLD, in its own words; none when it cannot be parsed. Sorted. */
export function keysInFunction(body: string, column: string): readonly string[] {
  const parsed = parseTriggerFunction(body)
  if ('error' in parsed) return []
  const keys = new Set<string>()
  for (const text of queriesIn(parsed.body)) collect(parsedText(text), column, keys)
  return [...keys].toSorted()
}

/** The text of every PLpgSQL_expr: an expression, a statement, or an assignment with its target. */
function queriesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(queriesIn)
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([name, value]) =>
    name === 'query' && typeof value === 'string' ? [value] : queriesIn(value),
  )
}

function parsedText(text: string): unknown {
  const expression = parseExpression(text) ?? parseExpression(text.slice(text.indexOf(':=') + 2))
  if (expression) return expression
  try {
    return parseStatements(text).stmts
  } catch {
    return null
  }
}

function collect(node: unknown, column: string, keys: Set<string>): void {
  if (Array.isArray(node)) for (const part of node) collect(part, column, keys)
  else if (node !== null && typeof node === 'object') {
    const [key] = isStep(node) && isOfRow(node, column) ? (jsonPathOf(node)?.keys ?? []) : []
    if (key !== undefined) keys.add(key)
    for (const part of Object.values(node)) collect(part, column, keys)
  }
}

const isStep = (node: object): node is Node => 'A_Expr' in node || 'A_Indirection' in node || 'FuncCall' in node

/** Whether what stands innermost is `NEW.column`: another table may have a column of that name. */
function isOfRow(node: Node | undefined, column: string): boolean {
  if (!node) return false
  if ('TypeCast' in node) return isOfRow(node.TypeCast.arg, column)
  if ('A_Expr' in node) return isOfRow(node.A_Expr.lexpr, column)
  if ('A_Indirection' in node) return isOfRow(node.A_Indirection.arg, column)
  if ('FuncCall' in node) return isOfRow(node.FuncCall.args?.[0], column)
  const [row, name] = ('ColumnRef' in node ? (node.ColumnRef.fields ?? []) : []).map(stringOf)
  return (row === 'new' || row === 'old') && name === column
}
