import { AuditError } from '../../errors.ts'
import type { SqlStatement } from '../../sql/split.ts'
import { SqlSyntaxError, lineAt, splitStatements } from '../../sql/split.ts'
import { BREAKPOINT } from './layout.ts'

export interface ParsedFile {
  readonly file: string
  readonly statements: readonly SqlStatement[]
}

/**
 * The statements of a migration with their lines in the file. Drizzle's breakpoints cut first, as drizzle-orm cuts: a statement before
 * one may lack its semicolon. Throws an AuditError that names the line when PostgreSQL's grammar refuses the text.
 */
export function parseFile(file: string, sql: string): ParsedFile {
  let linesBefore = 0
  const statements = sql.split(BREAKPOINT).flatMap((chunk) => {
    const before = linesBefore
    linesBefore += chunk.split('\n').length - 1
    try {
      return splitStatements(chunk).map((statement) => ({ ...statement, line: statement.line + before }))
    } catch (thrown) {
      if (!(thrown instanceof SqlSyntaxError)) throw thrown
      throw new AuditError('source', `${file}:${before + thrown.line}: ${reason(chunk, thrown)}`)
    }
  })
  return { file, statements }
}

function reason(sql: string, error: SqlSyntaxError): string {
  const start = sql.lastIndexOf('\n', Math.max(0, error.offset - 1)) + 1
  const line = sql.slice(start).split('\n', 1)[0]?.trim() ?? ''
  if (line.startsWith('\\')) {
    return `"${firstLine(line)}" is a command of psql, not SQL; take it out, or audit a server that has run the file.`
  }
  if (followsCopy(sql, error.offset)) {
    return 'rows of COPY … FROM stdin cannot be replayed; dump with `pg_dump --schema-only`, or audit a server that has run the file.'
  }
  return `${error.message}; correct the SQL ("${firstLine(line)}"), or audit a server that has run the file.`
}

/** Whether the last statement that ends before the error is a COPY FROM STDIN, so that what follows is data. */
function followsCopy(sql: string, offset: number): boolean {
  for (let end = sql.lastIndexOf(';', offset); end > 0; end = sql.lastIndexOf(';', end - 1)) {
    try {
      const last = splitStatements(sql.slice(0, end)).at(-1)?.node
      return last !== undefined && 'CopyStmt' in last && last.CopyStmt.is_from === true && !last.CopyStmt.filename
    } catch {
      // The semicolon was inside the data or a string; the one before it may end a statement.
      if (lineAt(sql, offset) - lineAt(sql, end) > 3) return false
    }
  }
  return false
}

/** The first line of a statement for a message: at most 80 characters. */
export function firstLine(text: string): string {
  const line = [...(text.split('\n', 1)[0] ?? '').trim()]
  return line.length > 80 ? `${line.slice(0, 79).join('')}…` : line.join('')
}
