import { parseStatements } from '../sql/parse.ts'
import { isLimited } from './query.ts'

/** Whether a query in FROM or a CTE has a LIMIT of its own, which bounds what the statement around it returns. */
export function limitsInside(query: string): boolean {
  try {
    return hasLimit(parseStatements(query).stmts)
  } catch {
    return false
  }
}

function hasLimit(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasLimit)
  // One in EXISTS or a scalar subquery bounds nothing that comes back.
  if (node === null || typeof node !== 'object' || 'SubLink' in node) return false
  return isLimited(node) || Object.values(node).some(hasLimit)
}
