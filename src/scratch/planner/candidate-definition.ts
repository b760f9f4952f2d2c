import { quote } from '../../identifier.ts'
import { parseStatements, scanTokens } from '../../sql/parse.ts'
import { wordAt } from './typed-literal.ts'

/**
 * The statement that builds the same index at once under another name, so that it is in nobody's way; null when the text is not one
 * CREATE INDEX. Needs `loadParser()`.
 */
export function candidateDefinition(definition: string, name: string): string | null {
  if (!isOneIndex(definition)) return null
  const bytes = Buffer.from(definition)
  const tokens = scanTokens(definition).filter(({ tokenName }) => tokenName !== 'C_COMMENT' && tokenName !== 'SQL_COMMENT')
  const unique = wordAt(tokens, 1) === 'unique'
  // An index cannot be called ON without quotes.
  const on = tokens[tokens.findIndex((_, at) => wordAt(tokens, at) === 'on')]
  return on ? `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quote(name)} ${bytes.subarray(on.start).toString()}` : null
}

function isOneIndex(definition: string): boolean {
  try {
    const { stmts = [] } = parseStatements(definition)
    return stmts.length === 1 && stmts[0]?.stmt !== undefined && 'IndexStmt' in stmts[0].stmt
  } catch {
    return false
  }
}
