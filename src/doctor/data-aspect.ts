import { qualified } from '../identifier.ts'
import { count } from '../report/counts.ts'
import { manual, type Aspect } from './aspect.ts'
import { named } from './named.ts'
import { readable } from './readable.ts'
import type { Scene } from './scene.ts'
import { selectGrants } from './select-grants.ts'

/** Rows, which only `--check-data` and rules of kind `sql` read. */
export function dataAspect({ access, snapshot, tables, affected, refused, checkData }: Scene): Aspect {
  const about = {
    id: 'data',
    title: 'rows',
    optional: !checkData && refused.length === 0,
    costs: checkData || refused.length > 0 ? null : 'only --check-data and rules of kind sql read rows',
  }
  const dark = tables.filter(({ selectable }) => !selectable)
  const audited = new Set(tables.map(qualified))
  const policed = access.rowSecurity.filter((table) => audited.has(qualified(table)))
  if (dark.length === 0 && policed.length === 0 && refused.length === 0)
    return { ...about, sight: 'all', says: `of ${count(tables.length, 'table')}`, costs: null, rules: [], remedy: [] }
  const says = [
    dark.length > 0 ? `${access.probe.role} may not select from ${dark.length} of ${count(tables.length, 'table')}` : null,
    policed.length > 0
      ? `row-level security applies to it on ${count(policed.length, 'table')}, whose rows are not counted`
      : null,
    refused.length > 0 ? `it was refused ${count(refused.length, 'query', 'queries')} of the rules` : null,
  ].filter((part) => part !== null)
  const answers = Object.fromEntries(Object.entries(snapshot.answers).filter(([key]) => !refused.includes(key)))
  return {
    ...about,
    sight: dark.length > 0 && dark.length === tables.length ? 'none' : 'part',
    says: says.join('; '),
    rules: affected({ ...readable(snapshot), answers }),
    remedy: [
      ...selectGrants(access.probe.role, dark),
      ...(policed.length > 0
        ? manual(`A superuser can give it bypassrls, which shows it all rows of ${named(policed.map(qualified))}.`)
        : []),
    ],
  }
}
