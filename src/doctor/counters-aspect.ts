import { sql, type Aspect } from './aspect.ts'
import type { Scene } from './scene.ts'
import { since } from './since.ts'

/** Counters of tables and indexes, which every role may read. */
export function countersAspect({ snapshot, service }: Scene): Aspect {
  const about = { id: 'counters', title: 'table counters', optional: false, costs: null, rules: [] }
  if (snapshot.settings['track_counts']?.value === 'off')
    return {
      ...about,
      sight: 'none',
      says: 'track_counts is off: nothing is counted, and autovacuum does nothing',
      costs: 'what tables and indexes are used for stays unknown',
      remedy:
        service.load === null
          ? sql('alter system set track_counts = on;', 'select pg_reload_conf();')
          : [{ kind: 'manual', text: 'Set track_counts to on in the settings of the service.' }],
    }
  return { ...about, sight: 'all', says: `counted ${since(snapshot.database?.statsReset ?? null)}`, remedy: [] }
}
