import { attemptData } from './data/attempts.ts'
import { communityData } from './data/community.ts'
import { practiceData } from './data/practice.ts'
import { questionData } from './data/questions.ts'
import { createRandom, dropRandom } from './data/random.ts'
import { usageData } from './data/usage.ts'
import { userData } from './data/users.ts'
import { attemptIndexes, attemptTables } from './schema/attempts.ts'
import { authIndexes, authTables } from './schema/auth.ts'
import { communityIndexes, communityTables } from './schema/community.ts'
import { practiceIndexes, practiceTables } from './schema/practice.ts'
import { questionIndexes, questionTables } from './schema/questions.ts'
import { failingIndex, startedConstraints, startedIndexes, startedTriggers } from './schema/started-work.ts'
import { userManagementIndexes, userManagementTables } from './schema/user-management.ts'

interface PreparationStep {
  readonly sql: string
  /** SQLSTATE that the message must fail with, for the index build that leaves an invalid index behind. */
  readonly fails?: string
}

/**
 * Messages that turn an empty database into the demo's, in order. Referential triggers are off while the rows are loaded and
 * indexes come after the rows: both only for speed; the rows keep their foreign keys.
 */
export const preparation: readonly PreparationStep[] = [
  { sql: 'create extension pg_stat_statements' },
  { sql: [authTables, questionTables, attemptTables, practiceTables, userManagementTables, communityTables].join('') },
  { sql: ['set session_replication_role = replica;', createRandom, userData, questionData, attemptData].join('') },
  { sql: [practiceData, usageData, communityData, dropRandom, 'reset session_replication_role;'].join('') },
  { sql: [authIndexes, questionIndexes, attemptIndexes, practiceIndexes, userManagementIndexes, communityIndexes].join('') },
  { sql: [startedIndexes, startedConstraints, startedTriggers].join('') },
  { sql: failingIndex, fails: '23505' }, // unique_violation
  { sql: 'vacuum (analyze)' },
  // The log of all this would be half of the data directory that is kept.
  { sql: 'set wal_recycle = off' },
  { sql: 'checkpoint' },
]
