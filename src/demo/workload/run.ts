import type { Connection } from '../../collect/connection.ts'
import { reads } from './reads.ts'
import { repeatLookups } from './repeated-lookups.ts'
import { signIns } from './sign-ins.ts'
import { readTables } from './tables.ts'

/**
 * Runs what the application would, so that pg_stat_statements and the counters hold nothing else: both are emptied first.
 * They survive neither a dump nor a restart, so every run needs this.
 */
export async function runWorkload(connection: Connection): Promise<void> {
  const tables = await readTables(connection)
  // Tracking is off meanwhile: the reset would be the first statement counted after it.
  await connection.simple(
    "set pg_stat_statements.track = 'none'; select pg_stat_reset(), pg_stat_statements_reset(); reset pg_stat_statements.track",
  )
  await repeatLookups(connection, tables)
  await connection.simple([...reads(tables), ...signIns(tables)].join(';\n'))
}
