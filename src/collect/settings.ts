import type { Setting } from '../snapshot.ts'
import type { Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { text } from './value.ts'

const NAMES = [
  'archive_command',
  'archive_library',
  'archive_mode',
  'archive_timeout',
  'auto_explain.log_min_duration',
  'autovacuum',
  'autovacuum_analyze_scale_factor',
  'autovacuum_analyze_threshold',
  'autovacuum_freeze_max_age',
  'autovacuum_vacuum_scale_factor',
  'autovacuum_vacuum_threshold',
  'block_size',
  'checkpoint_timeout',
  'compute_query_id',
  'cpu_index_tuple_cost',
  'cpu_operator_cost',
  'cpu_tuple_cost',
  'data_checksums',
  'default_statistics_target',
  'effective_cache_size',
  'effective_io_concurrency',
  'from_collapse_limit',
  'fsync',
  'full_page_writes',
  'geqo',
  'geqo_threshold',
  'hash_mem_multiplier',
  'hot_standby',
  'idle_in_transaction_session_timeout',
  'jit',
  'join_collapse_limit',
  'lock_timeout',
  'log_autovacuum_min_duration',
  'log_lock_waits',
  'log_min_duration_sample',
  'log_min_duration_statement',
  'log_statement',
  'logging_collector',
  'maintenance_work_mem',
  'max_connections',
  'max_parallel_workers',
  'max_parallel_workers_per_gather',
  'max_replication_slots',
  'max_wal_senders',
  'max_wal_size',
  'min_parallel_index_scan_size',
  'min_parallel_table_scan_size',
  'parallel_setup_cost',
  'parallel_tuple_cost',
  'random_page_cost',
  'reserved_connections',
  'seq_page_cost',
  'server_encoding',
  'server_version_num',
  'shared_buffers',
  'shared_preload_libraries',
  'statement_timeout',
  'superuser_reserved_connections',
  'synchronous_commit',
  'synchronous_standby_names',
  'track_activities',
  'track_activity_query_size',
  'track_counts',
  'track_io_timing',
  'wal_keep_size',
  'wal_level',
  'work_mem',
] as const

/** Whose text may name a host or hold a secret: only whether they are set is kept. */
const SECRETIVE: ReadonlySet<string> = new Set(['archive_command', 'archive_library', 'synchronous_standby_names'])

/** Set by our own transaction: `reset_val` is what a session of this role starts with, and who configured it is not known any more. */
const OURS = ['idle_in_transaction_session_timeout', 'jit', 'lock_timeout', 'statement_timeout'] as const

/** Those that PostgreSQL shows only to superusers and members of pg_read_all_settings. */
export const GUARDED_SETTINGS = ['shared_preload_libraries'] as const

export function settings(): { reading: Reading; take: () => Record<string, Setting> } {
  const found: [string, Setting][] = []
  return {
    reading: {
      sections: ['settings'],
      sql: `select ${MARK} name, case when name = any ('{${OURS.join(',')}}') then reset_val else setting end, unit,
  case when name = any ('{${OURS.join(',')}}') then case when reset_val = boot_val then 'default' else 'configured' end else source end
from pg_settings
where name = any ('{${NAMES.join(',')}}') or name like 'pg\\_stat\\_statements.%'
order by name collate "C"`,
      row: (row) => {
        const name = text(row[0])
        const value = text(row[1])
        found.push([name, { value: SECRETIVE.has(name) ? presence(value) : value, unit: row[2] ?? null, source: text(row[3]) }])
      },
    },
    take: () => Object.fromEntries(found),
  }
}

const presence = (value: string): string => (value === '' || value === '(disabled)' ? '' : 'set')
