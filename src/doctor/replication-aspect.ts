import { count } from '../report/counts.ts'
import type { Aspect } from './aspect.ts'
import { monitorGrants } from './monitor-grants.ts'
import { asRead, type Scene } from './scene.ts'

/** Standbys and the archiver. */
export function replicationAspect({ access, snapshot, affected }: Scene): Aspect {
  const about = { id: 'replication', title: 'replication', optional: false }
  const { replication } = snapshot
  if (replication && replication.standbys !== null) {
    const says = `${count(replication.standbys, 'standby', 'standbys')}, ${count(replication.slots ?? 0, 'slot')}, ${count(replication.archivedCount ?? 0, 'WAL file')} archived`
    return { ...about, sight: 'all', says, costs: null, rules: [], remedy: [] }
  }
  const seen = asRead(snapshot, 'replication')
  const known = { standbys: 0, slots: 0, archivedCount: 0, archiveFailedCount: 0, lastArchived: null, ...replication }
  return {
    ...about,
    sight: replication ? 'part' : 'none',
    says: replication ? `the archiver; standbys are hidden from ${access.probe.role}` : 'it could not be read',
    costs: null,
    rules: affected({ ...seen, replication: { ...known, standbys: 0 } }),
    remedy: monitorGrants(access),
  }
}
