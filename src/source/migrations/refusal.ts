import type { DatabaseError } from '../../scratch/database-error.ts'
import type { Runner } from './layout.ts'

export interface Refusal {
  /** Whether the statement must run outside any transaction; otherwise a new one will do. */
  readonly outside: boolean
  /** What to tell of it, or null when the folder's runner runs the statement as well. */
  readonly message: string | null
}

const ACTIVE_TRANSACTION = '25001'
const INVALID_TRANSACTION_TERMINATION = '2D000'
const UNSAFE_NEW_ENUM_VALUE = '55P04'

/**
 * What PostgreSQL refuses only because of the transaction around it: it is run after that transaction has been committed early, and the
 * folder's own runner, which does not do so, is the one that refuses it. Null for every other error. `alone`: the file's only statement.
 */
export function refusalOf(error: DatabaseError, runner: Runner, alone: boolean): Refusal | null {
  const outside = error.code === ACTIVE_TRANSACTION || error.code === INVALID_TRANSACTION_TERMINATION
  if (!outside && error.code !== UNSAFE_NEW_ENUM_VALUE) return null
  // A message of one statement is no transaction block.
  if (runner === 'prisma' && alone) return { outside, message: null }
  return { outside, message: `${RUNS[runner]}: ${error.message}. It ran here because the transaction was committed before it.` }
}

const RUNS: Readonly<Record<Runner, string>> = {
  drizzle: 'Drizzle runs all pending migrations in one transaction and fails here (drizzle-orm#860)',
  prisma: 'Prisma sends a migration as one message, which is one transaction, and fails here',
  plain: 'A runner that opens a transaction for the file, as most do, fails here',
}

/** Told once for a file that says COMMIT, which is what people write to get a statement past Drizzle's transaction. */
export const COMMIT_IN_DRIZZLE =
  'COMMIT ends the one transaction in which Drizzle runs all pending migrations: if a later statement fails, ' +
  'what ran before it stays in the database without being recorded.'
