import type { DatabaseCounters } from '../snapshot.ts'
import type { Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { number, numberOrNull, timestamp } from './value.ts'

/**
 * Counters of this database; connections are those of the server, for its limit is the server's, unless the database has its own.
 * The size is what the catalogs estimate: pg_database_size asks the file system for every file.
 */
export function databaseCounters(): { reading: Reading; take: () => DatabaseCounters | null } {
  let found: DatabaseCounters | null = null
  return {
    reading: {
      sections: ['database-statistics'],
      sql: `select ${MARK} s.stats_reset, s.xact_commit, s.xact_rollback, s.blks_read, s.blks_hit, s.deadlocks, s.temp_bytes,
  (select sum(relpages::bigint) from pg_class where relpages > 0) * current_setting('block_size')::int,
  case when d.datconnlimit >= 0 then s.numbackends else (select sum(numbackends) from pg_stat_database) end,
  case when d.datconnlimit >= 0 then d.datconnlimit else current_setting('max_connections')::int end
from pg_database d join pg_stat_database s on s.datid = d.oid
where d.datname = current_database()`,
      row: (row) => {
        found = {
          statsReset: timestamp(row[0]),
          commits: number(row[1]),
          rollbacks: number(row[2]),
          blocksRead: number(row[3]),
          blocksHit: number(row[4]),
          deadlocks: number(row[5]),
          temporaryBytes: number(row[6]),
          size: numberOrNull(row[7]),
          connections: number(row[8]),
          connectionLimit: number(row[9]),
        }
      },
    },
    take: () => found,
  }
}
