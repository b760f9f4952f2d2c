import { loadParser, parseStatements } from '../sql/parse.ts'

/** What a statement that is no utility statement can begin with: gram.y knows no other. */
const QUERY_KEYWORDS = new Set(['select', 'insert', 'update', 'delete', 'merge', 'with', 'values', 'table'])

export const isQueryKeyword = (keyword: string): boolean => QUERY_KEYWORDS.has(keyword)

const SPACE = new Set([' ', '\t', '\n', '\r', '\f', '\v'])

/** The first word of a statement in lower case, after white space, comments and parentheses; empty when it does not begin with a word. */
export function firstKeyword(sql: string): string {
  let position = 0
  for (;;) {
    const character = sql[position]
    if (character === undefined) return ''
    if (SPACE.has(character) || character === '(' || character === ';') position++
    else if (sql.startsWith('--', position)) position = afterLine(sql, position)
    else if (sql.startsWith('/*', position)) position = afterComment(sql, position)
    else break
  }
  let end = position
  while (end < sql.length && isLetter(sql.charCodeAt(end))) end++
  return sql.slice(position, end).toLowerCase()
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

function afterLine(sql: string, position: number): number {
  const end = sql.indexOf('\n', position)
  return end < 0 ? sql.length : end + 1
}

/** Comments nest in PostgreSQL. */
function afterComment(sql: string, start: number): number {
  let depth = 1
  let position = start + 2
  while (depth > 0 && position < sql.length) {
    if (sql.startsWith('*/', position)) {
      depth--
      position += 2
    } else if (sql.startsWith('/*', position)) {
      depth++
      position += 2
    } else position++
  }
  return position
}

/** A cheap question that may say yes too often, so that the parser is loaded only for what could be SELECT INTO. */
export function mayCreateTable(sql: string): boolean {
  const keyword = firstKeyword(sql)
  return (keyword === 'select' || keyword === 'with') && sql.toLowerCase().includes('into')
}

/** SELECT INTO is a utility statement in a query's clothes: its constants are not normalized. So is what cannot be parsed. */
export async function createsTable(sql: string): Promise<boolean> {
  await loadParser()
  try {
    const statement = parseStatements(sql).stmts?.[0]?.stmt
    return !statement || ('SelectStmt' in statement && statement.SelectStmt.intoClause !== undefined)
  } catch {
    return true
  }
}
