import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { number } from './value.ts'

/**
 * Indexes that are being built right now: invalid, but not broken. Of another role's build only the process is shown to a role
 * without pg_read_all_stats; then the lock that a concurrent build holds on its table stands for it.
 */
export const indexBuilds = (catalog: Catalog): Reading => ({
  sections: ['indexes'],
  sql: `select ${MARK} p.index_relid from pg_stat_progress_create_index p
where p.datname = current_database() and p.index_relid <> 0
union
select i.indexrelid from pg_stat_progress_create_index p
join pg_locks l on l.pid = p.pid and l.mode = 'ShareUpdateExclusiveLock'
join pg_index i on i.indrelid = l.relation and not i.indisvalid
where p.datname = current_database() and p.index_relid is null`,
  row: (row) => {
    const built = catalog.indexes.get(number(row[0]))
    if (built) built.index.building = true
  },
})
