import { quote } from '../identifier.ts'
import type { Note, Relation, Replication, Setting, Unread, Workload } from '../snapshot.ts'
import type { Probe } from './probe.ts'
import { GUARDED_SETTINGS } from './settings.ts'
import { HIDDEN } from './workload.ts'

interface Collected {
  readonly relations: readonly Relation[]
  readonly settings: Readonly<Record<string, Setting>>
  readonly workload: Workload
  readonly replication: Replication | null
}

/**
 * What PostgreSQL keeps from this role without an error. A whole section that is dark is unread; a section that is there in
 * part stays readable, and a note says what is missing.
 */
export function hiddenFromRole(probe: Probe, embedded: boolean, collected: Collected): { unread: Unread[]; notes: Note[] } {
  const unread: Unread[] = []
  const notes: Note[] = []
  const grant = (role: string): string => `run "grant ${role} to ${quote(probe.role)}"`

  if (!probe.readsColumnStatistics) {
    const tables = collected.relations.filter(({ kind }) => kind === 'table')
    const dark = tables.filter(({ selectable }) => !selectable)
    const reason = `role ${probe.role} may not select from ${dark.length} of ${tables.length} tables, so their column statistics are hidden: ${grantRead(probe)}`
    if (dark.length > 0 && dark.length === tables.length) unread.push({ section: 'column-statistics', reason })
    else if (dark.length > 0) notes.push({ severity: 'info', message: reason, file: null, line: null })
  }
  if (collected.workload.available) {
    const hidden = collected.workload.leftOut.find(({ reason }) => reason === HIDDEN)
    if (hidden) {
      const reason = `${hidden.entries} statements of other roles are hidden from role ${probe.role}: ${grant('pg_read_all_stats')}`
      unread.push({ section: 'workload', reason })
    }
  }
  if (!embedded && collected.replication?.standbys === null) {
    const reason = `standbys are hidden from role ${probe.role}: ${grant('pg_monitor')}`
    unread.push({ section: 'replication', reason })
  }
  const unseen = GUARDED_SETTINGS.filter((name) => !(name in collected.settings))
  if (!probe.readsAllSettings && unseen.length > 0) {
    const message = `settings are hidden from role ${probe.role} (${unseen.join(', ')}): ${grant('pg_read_all_settings')}`
    notes.push({ severity: 'info', message, file: null, line: null })
  }
  for (const { schema, selectable } of probe.watermarks) {
    if (selectable) continue
    const reason = `role ${probe.role} may not read __drizzle_migrations in schema ${schema}: run "grant usage on schema ${quote(schema)} to ${quote(probe.role)}; grant select on ${quote(schema)}."__drizzle_migrations" to ${quote(probe.role)}"`
    unread.push({ section: 'watermark', reason })
  }
  return { unread, notes }
}

/** pg_read_all_data came with 14. */
const grantRead = (probe: Probe): string =>
  probe.versionNumber >= 140000 ? `run "grant pg_read_all_data to ${quote(probe.role)}"` : `grant it select on them`
