import { AuditError, messageOf } from '../../errors.ts'
import { DatabaseError } from '../../scratch/database-error.ts'
import type { SqlStatement } from '../../sql/split.ts'
import { lineAt } from '../../sql/split.ts'
import { firstLine } from './parse-file.ts'

/** The error that ends a replay: the file and line, the statement's first line, what PostgreSQL says, and what to do. */
export function failureOf(file: string, statement: SqlStatement, error: DatabaseError): AuditError {
  // PostgreSQL's position points into the statement: in a long CREATE TABLE the line it names is the one to look at.
  const offset = Number(error.position ?? 1) - 1
  const line = statement.line + lineAt(statement.text, offset) - 1
  const detail = error.detail ? ` (${error.detail.replaceAll('\n', ' ')})` : ''
  return new AuditError(
    'source',
    `${file}:${line}: "${firstLine(statement.text)}" failed: ${error.message}${detail}; ${remedy(error)}.`,
  )
}

/** The database itself ended (a crash, the time-out, Ctrl-C) while the statement ran. */
export const endedIn = (file: string, statement: SqlStatement, thrown: unknown): AuditError =>
  new AuditError('source', `${file}:${statement.line}: "${firstLine(statement.text)}" ended the replay: ${messageOf(thrown)}`)

export const timedOutIn = (file: string, statement: SqlStatement, milliseconds: number): AuditError =>
  new AuditError(
    'source',
    `${file}:${statement.line}: "${firstLine(statement.text)}" did not end within ${milliseconds} ms; correct it, ` +
      'give it longer with --statement-timeout, or audit a server that has run the migrations.',
  )

function remedy(error: DatabaseError): string {
  if (MISSING_OBJECTS.has(error.code)) {
    return 'the folder must build everything from an empty database, so add what creates it, or audit a server that has it'
  }
  return 'correct the migration, or audit a server that has run it'
}

/** undefined_table, undefined_column, undefined_function, undefined_object, invalid_schema_name */
const MISSING_OBJECTS = new Set(['42P01', '42703', '42883', '42704', '3F000'])
