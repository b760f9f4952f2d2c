import { count } from '../report/counts.ts'
import type { Aspect } from './aspect.ts'
import { monitorGrants } from './monitor-grants.ts'
import type { Scene } from './scene.ts'

/** Which settings only some roles may see, and this one cannot. */
const GUARDED = ['shared_preload_libraries']

export function settingsAspect({ access, snapshot }: Scene): Aspect {
  const about = { id: 'settings', title: 'settings', optional: true, rules: [] }
  const hidden = GUARDED.filter((name) => !(name in snapshot.settings))
  const seen = count(Object.keys(snapshot.settings).length, 'setting')
  if (hidden.length === 0) return { ...about, sight: 'all', says: seen, costs: null, remedy: [] }
  return {
    ...about,
    sight: 'part',
    says: `${seen}; ${hidden.join(', ')} is hidden from ${access.probe.role}`,
    costs: 'a remedy cannot say what is loaded already',
    remedy: monitorGrants(access),
  }
}
