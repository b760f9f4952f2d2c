import { literal, quote } from '../../identifier.ts'
import type { Setting } from '../../snapshot.ts'

/** Settings that decide what the planner chooses. */
const NAMES = new Set([
  'cpu_index_tuple_cost', 'cpu_operator_cost', 'cpu_tuple_cost', 'cursor_tuple_fraction', 'effective_cache_size', 'effective_io_concurrency',
  'from_collapse_limit', 'geqo', 'geqo_threshold', 'hash_mem_multiplier', 'join_collapse_limit', 'max_parallel_workers', 'max_parallel_workers_per_gather', 'min_parallel_index_scan_size',
  'min_parallel_table_scan_size', 'parallel_leader_participation', 'parallel_setup_cost', 'parallel_tuple_cost', 'random_page_cost', 'recursive_worktable_factor', 'seq_page_cost', 'work_mem',
]) // prettier-ignore

const isPlanner = (name: string): boolean => NAMES.has(name) || name.startsWith('enable_')

/** What PostgreSQL starts with; the embedded database is configured for one process without parallel workers. */
export const DEFAULT_SETTINGS = `SELECT set_config(name, boot_val, false) FROM pg_settings
WHERE context = 'user' AND (name LIKE 'enable\\_%' OR name IN (${[...NAMES].map(literal).join(', ')}))`

/** Those that the snapshot carries; their values are in the setting's own unit. One of another version may be unknown here. */
export const settingStatements = (settings: Readonly<Record<string, Setting>>): readonly string[] =>
  Object.entries(settings)
    .filter(([name]) => isPlanner(name))
    .map(([name, { value }]) => `SET ${quote(name)} = ${literal(value)}`)
