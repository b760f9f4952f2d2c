import { literal } from '../identifier.ts'

/**
 * Stands in every statement we send, after its first word: pg_stat_statements keeps it there, so that our own statements can be told
 * from the application's. (PostgreSQL 18 drops a comment in front of a statement.)
 */
export const MARK = '/* pte-db-audit */'

export interface Limits {
  /** ms; 0 for none. Of each statement. */
  readonly statementTimeout: number
  /** ms; 0 for none. */
  readonly lockTimeout: number
}

/** `SQL_ASCII` sends bytes as they are stored; UTF8 converts them, and fails on bytes that are not text. */
export type ClientEncoding = 'UTF8' | 'SQL_ASCII'

/**
 * The statements that open a transaction of ours. All is SET LOCAL: nothing outlives the transaction, so that it works
 * behind a pooler that hands the server connection on.
 */
export function opening(limits: Limits, encoding: ClientEncoding): readonly string[] {
  const settings = {
    statement_timeout: String(limits.statementTimeout),
    lock_timeout: String(limits.lockTimeout),
    idle_in_transaction_session_timeout: '60000',
    application_name: 'pte-db-audit',
    // Nothing of the user's is found without its schema: definitions come out qualified, and no function of theirs is called.
    search_path: 'pg_catalog',
    datestyle: 'ISO',
    intervalstyle: 'postgres',
    timezone: 'UTC',
    extra_float_digits: '1',
    bytea_output: 'hex',
    quote_all_identifiers: 'off',
    // Compiling a catalog query takes longer than running it.
    jit: 'off',
    ...(encoding === 'UTF8' ? {} : { client_encoding: encoding }),
  }
  return [
    `begin ${MARK} isolation level repeatable read, read only`,
    ...Object.entries(settings).map(([name, value]) => `set ${MARK} local ${name} = ${literal(value)}`),
  ]
}

export const CLOSING = `commit ${MARK}`

/** One simple-protocol message. */
export const message = (statements: readonly string[]): string => statements.join(';\n')
