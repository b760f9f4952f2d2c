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
  await connection.simple(FLUSH)
  await connection.simple(untracked('select pg_stat_reset(), pg_stat_statements_reset()'))
  await repeatLookups(connection, tables)
  await connection.simple([...reads(tables), ...signIns(tables)].join(';\n'))
  await connection.simple(FLUSH)
}

/** pg_stat_statements must not count what is no part of the workload. */
const untracked = (sql: string): string => `set pg_stat_statements.track = 'none'; ${sql}; reset pg_stat_statements.track`

/** A session hands its counters over once a second at most; unasked, what came before the reset would be counted after it. */
const FLUSH = untracked('select pg_stat_force_next_flush()')
