import { count } from '../report/counts.ts'
import type { Aspect } from './aspect.ts'
import { readable } from './readable.ts'
import type { Scene } from './scene.ts'
import { selectGrants } from './select-grants.ts'

/** What the planner knows of columns: shown to who may select from them. */
export function columnStatisticsAspect({ access, snapshot, tables, affected }: Scene): Aspect {
  const about = { id: 'column-statistics', title: 'column statistics', optional: true }
  const dark = access.probe.readsColumnStatistics ? [] : tables.filter(({ selectable }) => !selectable)
  if (dark.length === 0)
    return { ...about, sight: 'all', says: `of ${count(tables.length, 'table')}`, costs: null, rules: [], remedy: [] }
  return {
    ...about,
    sight: dark.length === tables.length ? 'none' : 'part',
    says: `hidden on ${dark.length} of ${count(tables.length, 'table')}, from which ${access.probe.role} may not select`,
    costs: 'proposed indexes are weighed, and proven, without them',
    rules: affected(readable(snapshot)),
    remedy: selectGrants(access.probe.role, dark),
  }
}
