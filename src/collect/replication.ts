import type { Replication } from '../snapshot.ts'
import type { Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { numberOrNull, timestamp } from './value.ts'

/** Standbys are physical ones: a base backup and a logical subscriber are WAL senders, too, but no replica to read from. */
export function replication(): { reading: Reading; take: () => Replication | null } {
  let found: Replication | null = null
  return {
    reading: {
      sections: ['replication'],
      sql: `select ${MARK}
  case when pg_has_role('pg_read_all_stats', 'usage') then (select count(*) from pg_stat_replication r
    where r.state <> 'backup' and not exists (select from pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical')) end,
  (select count(*) from pg_replication_slots),
  a.archived_count, a.failed_count, a.last_archived_time
from pg_stat_archiver a`,
      row: (row) => {
        found = {
          standbys: numberOrNull(row[0]),
          slots: numberOrNull(row[1]),
          archivedCount: numberOrNull(row[2]),
          archiveFailedCount: numberOrNull(row[3]),
          lastArchived: timestamp(row[4]),
        }
      },
    },
    take: () => found,
  }
}
