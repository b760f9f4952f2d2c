import type { Connection } from '../../collect/connection.ts'
import { DatabaseError } from '../../scratch/database-error.ts'
import type { SqlStatement } from '../../sql/split.ts'

/** Runs the statements of one file the way the file asks: in one transaction until it says COMMIT, then each on its own. */
export interface Session {
  /** Gives the error when the statement failed and had no effect, null when it ran. Errors that end the database are thrown. */
  run(statement: SqlStatement, outside?: boolean): Promise<DatabaseError | null>
  /** Runs our own SQL beside the file's, in its transaction if there is one. */
  aside(sql: string): Promise<void>
  /** Commits what is open, so that the next statement begins anew; the error when a deferred constraint objects. */
  commit(): Promise<DatabaseError | null>
  /** Whether a transaction is open now. */
  readonly inTransaction: boolean
}

const SAVEPOINT = 'pte_db_audit'

/** `none`: the next statement opens one; `open`: in one; `each`: the file ended ours, so its statements commit one by one. */
type Mode = 'none' | 'open' | 'each'

export function openSession(connection: Connection): Session {
  let mode: Mode = 'none'

  const attempt = async (sql: string): Promise<DatabaseError | null> => {
    try {
      await connection.simple(sql)
      return null
    } catch (thrown) {
      if (thrown instanceof DatabaseError) return thrown
      throw thrown
    }
  }

  const begin = async (): Promise<void> => {
    if (mode !== 'none') return
    await connection.simple('BEGIN')
    mode = 'open'
  }

  const guarded = async (sql: string): Promise<DatabaseError | null> => {
    await connection.simple(`SAVEPOINT ${SAVEPOINT}`)
    const error = await attempt(sql)
    await connection.simple(error ? `ROLLBACK TO ${SAVEPOINT}; RELEASE ${SAVEPOINT}` : `RELEASE ${SAVEPOINT}`)
    return error
  }

  const transactional = async (statement: SqlStatement, kind: string): Promise<DatabaseError | null> => {
    if (!OPENS.has(kind) && !ENDS.has(kind)) await begin()
    const error = await attempt(statement.text)
    if (OPENS.has(kind)) mode = 'open'
    // An error in COMMIT ends the transaction as well.
    if (ENDS.has(kind)) mode = chains(statement) && !error ? 'open' : 'each'
    return error
  }

  return {
    async run(statement, outside = false) {
      const { node } = statement
      if ('TransactionStmt' in node) return transactional(statement, node.TransactionStmt.kind ?? '')
      if (outside) return attempt(statement.text)
      await begin()
      return mode === 'open' ? guarded(statement.text) : attempt(statement.text)
    },
    async aside(sql) {
      if (mode !== 'each') await begin()
      await connection.simple(sql)
    },
    async commit() {
      const error = mode === 'open' ? await attempt('COMMIT') : null
      mode = 'none'
      return error
    },
    get inTransaction() {
      return mode === 'open'
    },
  }
}

const OPENS = new Set(['TRANS_STMT_BEGIN', 'TRANS_STMT_START'])
const ENDS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE'])

const chains = ({ node }: SqlStatement): boolean => 'TransactionStmt' in node && node.TransactionStmt.chain === true
