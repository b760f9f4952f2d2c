import { count } from '../report/counts.ts'
import type { Aspect } from './aspect.ts'
import { named } from './named.ts'
import type { Scene } from './scene.ts'

/** Sections that have an aspect of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['workload', 'replication', 'column-statistics', 'watermark'])

/** What every role may read, and what kept it from being read all the same. */
export function catalogsAspect({ snapshot, tables, affected }: Scene): Aspect {
  const about = { id: 'catalogs', title: 'catalogs', optional: false, costs: null, remedy: [] }
  const schemas = [...new Set(tables.map(({ schema }) => schema))].toSorted()
  const indexes = tables.reduce((sum, relation) => sum + relation.indexes.length, 0)
  const seen = `${count(tables.length, 'table')} and ${count(indexes, 'index', 'indexes')} in ${schemas.length > 0 ? named(schemas) : 'no schema'}`
  const failed = snapshot.unread.filter(({ section }) => !ELSEWHERE.has(section))
  if (failed.length === 0) return { ...about, sight: 'all', says: seen, rules: [] }
  return {
    ...about,
    sight: 'part',
    says: [seen, ...failed.map(({ reason }) => reason)].join('; '),
    rules: affected({ ...snapshot, unread: snapshot.unread.filter(({ section }) => ELSEWHERE.has(section)) }),
  }
}
