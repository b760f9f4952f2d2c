import type { Node, SelectStmt } from 'libpg-query'
import { messageOf } from '../errors.ts'
import { parseStatements } from './parse.ts'

const EMPTY = 'is empty. Write one SELECT.'

/** Why a text is not one query that only reads; null when it is. The message follows the text in a sentence. */
export function selectProblem(text: string): string | null {
  if (text.trim() === '') return EMPTY
  let statements: readonly (Node | undefined)[]
  try {
    statements = (parseStatements(text).stmts ?? []).map(({ stmt }) => stmt)
  } catch (error) {
    return `is not SQL that PostgreSQL understands: ${messageOf(error)}.`
  }
  const [statement] = statements
  if (!statement) return EMPTY
  if (statements.length > 1) return 'is more than one statement. Write one SELECT.'
  if (!('SelectStmt' in statement)) return 'is not a SELECT. Write one SELECT: an audit only reads.'
  const writes = writingPart(statement.SelectStmt)
  return writes === null ? null : `contains ${writes}. Write one SELECT that only reads.`
}

/** Walks the parts of a query that may write, lock or wait for a parameter, wherever they are nested. */
function writingPart(select: SelectStmt): string | null {
  const found: string[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (node === null || typeof node !== 'object') return
    if ('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node)
      found.push('a statement that writes')
    if ('intoClause' in node) found.push('INTO, which creates a table')
    if ('lockingClause' in node) found.push('a lock on rows (FOR UPDATE)')
    if ('ParamRef' in node) found.push('a parameter ($1)')
    Object.values(node).forEach(walk)
  }
  walk(select)
  return found[0] ?? null
}
