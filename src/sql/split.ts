import type { Node } from 'libpg-query'
import { parseStatements } from './parse.ts'

/** One statement of a longer text, with its place in that text. */
export interface SqlStatement {
  /** As written, without the comments before it and the semicolon after it. */
  readonly text: string
  /** The line it begins on, from 1. */
  readonly line: number
  /** Where it begins in the text that was parsed, in bytes of UTF-8: locations in `node` count from the same place. */
  readonly start: number
  readonly node: Node
}

/** Text that PostgreSQL's grammar refuses: `offset` is where, in UTF-16 units from 0; `line` from 1. */
export class SqlSyntaxError extends Error {
  override readonly name = 'SqlSyntaxError'
  readonly offset: number
  readonly line: number
  constructor(message: string, offset: number, line: number) {
    super(message)
    this.offset = offset
    this.line = line
  }
}

/**
 * Cuts SQL into its statements where PostgreSQL's own parser does, so that quotes, dollar quotes and function bodies count.
 * Throws SqlSyntaxError. `loadParser()` must have resolved.
 */
export function splitStatements(sql: string): SqlStatement[] {
  if (sql.trim() === '') return []
  // The parser counts in bytes of UTF-8, so the text is cut as bytes.
  const bytes = Buffer.from(sql)
  let line = 1
  let counted = 0
  return parse(sql).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    for (; counted < start; counted++) if (bytes[counted] === NEWLINE) line++
    const end = length ? start + length : bytes.length
    return { text: bytes.toString('utf8', start, end).trimEnd(), line, start, node: stmt as Node }
  })
}

const NEWLINE = 10

function parse(sql: string): NonNullable<ReturnType<typeof parseStatements>['stmts']> {
  try {
    return parseStatements(sql).stmts ?? []
  } catch (thrown) {
    const { message, characters } = detailsOf(thrown)
    const offset = [...sql].slice(0, characters).join('').length
    throw new SqlSyntaxError(message, offset, lineAt(sql, offset))
  }
}

/** The line that an offset in UTF-16 units falls on, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

function detailsOf(thrown: unknown): { message: string; characters: number } {
  const error = thrown as Error & { sqlDetails?: { message: string; cursorPosition: number } }
  return { message: error.sqlDetails?.message ?? error.message, characters: error.sqlDetails?.cursorPosition ?? 0 }
}
