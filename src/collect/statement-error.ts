import { AuditError, messageOf } from '../errors.ts'
import { quote } from '../identifier.ts'
import type { Limits } from './message.ts'

/** The server refused one statement and goes on: an error with a SQLSTATE that does not speak of the connection. */
export interface StatementError extends Error {
  readonly code: string
}

/** The SQLSTATE of an error that a server sent, else null. Codes of the operating system (EPIPE) can be as long, but hold no digit. */
export function sqlState(thrown: unknown): string | null {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined
  return typeof code === 'string' && code.length === 5 && [...code].some((character) => character >= '0' && character <= '9')
    ? code
    : null
}

export function isStatementError(thrown: unknown): thrown is StatementError {
  const state = thrown instanceof AuditError ? null : sqlState(thrown)
  return state !== null && !state.startsWith('08') && !state.startsWith('57P')
}

/** SQLSTATE */
const QUERY_CANCELED = '57014'
const LOCK_NOT_AVAILABLE = '55P03'
const INSUFFICIENT_PRIVILEGE = '42501'
const NOT_IN_CHARACTER_SET = new Set(['22021', '22P05'])

/** The server holds bytes that it cannot send as UTF-8. */
export const isEncodingError = (error: StatementError): boolean => NOT_IN_CHARACTER_SET.has(error.code)

const OTHER_ROLE = 'use a role that may read it'

/** Whether that sentence says that a privilege is missing, or that row-level security would have hidden rows. */
export const isRefusal = (reason: string): boolean => reason.endsWith(OTHER_ROLE)

/** One sentence: what failed and what to do. `role` is null where pg_monitor would not help: for a table, or before the role is known. */
export function failureReason(error: StatementError, limits: Limits, role: string | null): string {
  switch (error.code) {
    case QUERY_CANCELED:
      return `it took longer than the statement timeout of ${limits.statementTimeout} ms: raise --statement-timeout`
    case LOCK_NOT_AVAILABLE:
      return `something held a lock for longer than ${limits.lockTimeout} ms: try again later or raise --lock-timeout`
    case INSUFFICIENT_PRIVILEGE:
      return role === null
        ? `${messageOf(error)}: ${OTHER_ROLE}`
        : `${messageOf(error)}: run "grant pg_monitor to ${quote(role)}" or ${OTHER_ROLE}`
    default:
      return `the server answered "${messageOf(error)}" (SQLSTATE ${error.code})`
  }
}
