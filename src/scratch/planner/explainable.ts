import type { Node, ScanToken } from 'libpg-query'
import { messageOf } from '../../errors.ts'
import { parseStatements, scanTokens } from '../../sql/parse.ts'
import { typeStart, wordAt } from './typed-literal.ts'

/** A statement that EXPLAIN takes, or the reason why there is none. */
export type Explainable =
  { readonly sql: string; /** The highest `$n`. */ readonly parameters: number } | { readonly reason: string }

/** What pg_stat_statements 1.12 leaves of a list of constants behind its first one (PostgreSQL 18). */
const SQUASHED = '/*, ... */'

/** How many elements the planner takes an array to have whose length it cannot see (selfuncs.c, estimate_array_length). */
const LIST_LENGTH = 10

const EXPLAINED = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

/**
 * Writes a normalized statement so that PostgreSQL can read it again: `interval $1` and its like are casts, `extract($1 from …)` is a
 * function call, and a list that was cut to its first element has some. Only one statement, without INTO, is given back: a second one
 * in the text would be run. Needs `loadParser()`.
 */
export function explainable(statement: string): Explainable {
  try {
    const { text, parameters } = readable(statement)
    const { stmts = [] } = parseStatements(text)
    const node = stmts.length === 1 ? stmts[0]?.stmt : undefined
    if (!node) return { reason: 'it is not one statement' }
    if (!EXPLAINED.some((kind) => kind in node)) return { reason: 'it is a utility statement, which is not planned' }
    if (createsTable(node)) return { reason: 'it is SELECT INTO, which makes a table' }
    const bytes = Buffer.from(text)
    const from = stmts[0]?.stmt_location ?? 0
    return {
      sql: bytes
        .subarray(from, from + (stmts[0]?.stmt_len ?? bytes.length))
        .toString()
        .trim(),
      parameters,
    }
  } catch (thrown) {
    return { reason: `it cannot be parsed: ${messageOf(thrown)}` }
  }
}

const createsTable = (node: Node): boolean => 'SelectStmt' in node && node.SelectStmt.intoClause !== undefined

/** Where the parameters of a text are, in bytes, and what they are numbered. */
export const parametersOf = (sql: string): readonly (ScanToken & { readonly number: number })[] =>
  scanTokens(sql)
    .filter(({ tokenName }) => tokenName === 'PARAM')
    .map((token) => ({ ...token, number: Number(token.text.slice(1)) }))

function readable(statement: string): { readonly text: string; readonly parameters: number } {
  const all = scanTokens(statement)
  const tokens = all.filter(
    ({ tokenName, text }) => text === SQUASHED || (tokenName !== 'C_COMMENT' && tokenName !== 'SQL_COMMENT'),
  )
  let parameters = Math.max(0, ...parametersOf(statement).map(({ number }) => number))
  const words = tokens.map(({ text }) => text)
  tokens.forEach((token, at) => {
    if (token.text === SQUASHED) {
      words[at] = Array.from({ length: LIST_LENGTH - 1 }, () => `, $${++parameters}`).join('')
    } else if (token.tokenName === 'PARAM' && wordAt(tokens, at - 2) === 'extract' && wordAt(tokens, at + 1) === 'from') {
      words[at - 2] = 'pg_catalog."extract"'
      words[at + 1] = ','
    } else if (token.tokenName === 'PARAM') {
      const start = typeStart(tokens, at - 1)
      if (start === null) return
      const type = words.slice(start, at).join(' ')
      words.fill('', start, at)
      words[at] = `${token.text}::${type}`
    }
  })
  return { text: words.join(' '), parameters }
}
