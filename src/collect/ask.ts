import type { Query } from '../check.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { Answer } from '../snapshot.ts'
import { literal, quote } from '../identifier.ts'
import { loadParser, parseStatements } from '../sql/parse.ts'
import type { Connection, TextRow } from './connection.ts'
import { CLOSING, MARK, message, opening } from './message.ts'
import { failureReason, isStatementError } from './statement-error.ts'

export interface AskOptions {
  /** ms, of each query; 0 for none. */
  readonly statementTimeout: number
  /** ms; 0 for none. */
  readonly lockTimeout: number
  /** A schema that comes before the others in the search path, for queries that name their tables without one. */
  readonly schema?: string
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal
}

/**
 * Asks each query in a read-only transaction of its own. A query that fails is answered with the reason; the next one is still asked.
 * The embedded database knows no time-out: there a query that takes too long ends the database, and what comes after cannot be asked.
 * Throws AuditError when a server is lost or the user interrupts.
 */
export async function ask(
  connection: Connection,
  queries: readonly Query[],
  options: AskOptions,
): Promise<Record<string, Answer>> {
  const answers: Record<string, Answer> = {}
  let ended: string | null = null
  if (queries.length > 0) await loadParser()
  for (const query of queries) {
    if (ended !== null) {
      answers[query.key] = { error: `it was not asked: ${ended}` }
      continue
    }
    const only = onlySelect(query.sql)
    if ('error' in only) {
      answers[query.key] = only
      continue
    }
    const { answer, timedOut } = await askOne(connection, only.select, query.maxRows, options)
    answers[query.key] = answer
    if (timedOut && connection.embedded) ended = `query ${query.key} took too long, and the embedded database had to be ended`
  }
  return answers
}

/** Only one SELECT is asked: a `commit;` in front of anything else would leave the read-only transaction. */
function onlySelect(sql: string): { readonly select: string } | { readonly error: string } {
  try {
    const { stmts } = parseStatements(sql)
    const statement = stmts?.length === 1 ? stmts[0] : undefined
    if (!statement?.stmt || !('SelectStmt' in statement.stmt))
      return { error: 'it is not one SELECT statement, and nothing else is asked' }
    // Without its semicolon, so that the mark after it is still part of the statement. The parser counts bytes.
    const start = statement.stmt_location ?? 0
    const bytes = Buffer.from(sql)
    return { select: bytes.subarray(start, statement.stmt_len ? start + statement.stmt_len : bytes.length).toString() }
  } catch (thrown) {
    return { error: `it cannot be parsed: ${messageOf(thrown)}` }
  }
}

async function askOne(
  connection: Connection,
  sql: string,
  maxRows: number,
  options: AskOptions,
): Promise<{ readonly answer: Answer; readonly timedOut: boolean }> {
  const before = [
    ...opening(options, connection.parameters['server_encoding'] === 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8'),
    // The user's own queries name their tables as their application does, and a policy that hid rows would make a false answer.
    `set ${MARK} local search_path to default`,
    `set ${MARK} local row_security = off`,
    ...(options.schema === undefined
      ? []
      : [
          `select ${MARK} set_config('search_path', ${literal(`${quote(options.schema)}, `)} || current_setting('search_path'), true)`,
        ]),
  ]
  const rows: TextRow[] = []
  let columns: readonly string[] = []
  let truncated = false
  let timedOut = false
  const timer =
    connection.embedded && options.statementTimeout > 0
      ? setTimeout(() => {
          timedOut = true
          void connection.cancel()
        }, options.statementTimeout)
      : undefined
  try {
    await connection.simple(message(before))
    await connection.simple(
      `${sql}\n${MARK}`,
      (_statement, row) => {
        if (rows.length < maxRows) rows.push(row)
        else truncated = true
      },
      (_statement, names) => (columns = names),
    )
    await connection.simple(CLOSING)
    return { answer: { columns, rows, truncated }, timedOut: false }
  } catch (thrown) {
    if (options.signal?.aborted) throw new AuditError('interrupted', 'interrupted', { cause: thrown })
    if (timedOut)
      return {
        answer: {
          error: `it took longer than the statement timeout of ${options.statementTimeout} ms: raise --statement-timeout`,
        },
        timedOut,
      }
    if (!isStatementError(thrown)) throw thrown
    await connection.simple(`rollback ${MARK}`)
    return { answer: { error: failureReason(thrown, options, null) }, timedOut: false }
  } finally {
    clearTimeout(timer)
  }
}
