import { qualified } from '../identifier.ts'
import { count } from '../report/counts.ts'
import { manual, type Aspect } from './aspect.ts'
import { named } from './named.ts'
import { readable } from './readable.ts'
import type { Scene } from './scene.ts'
import { selectGrants } from './select-grants.ts'

/** Rows, which only `--check-data` and rules of kind `sql` read. */
export function dataAspect({ access, snapshot, tables, affected, checkData }: Scene): Aspect {
  const about = {
    id: 'data',
    title: 'rows',
    optional: !checkData,
    costs: checkData ? null : 'only --check-data and rules of kind sql read rows',
  }
  const dark = tables.filter(({ selectable }) => !selectable)
  const audited = new Set(tables.map(qualified))
  const policed = access.rowSecurity.filter((table) => audited.has(qualified(table)))
  if (dark.length === 0 && policed.length === 0)
    return { ...about, sight: 'all', says: `of ${count(tables.length, 'table')}`, costs: null, rules: [], remedy: [] }
  const says = [
    dark.length > 0 ? `${access.probe.role} may not select from ${dark.length} of ${count(tables.length, 'table')}` : null,
    policed.length > 0
      ? `row-level security applies to it on ${count(policed.length, 'table')}, whose rows are not counted`
      : null,
  ].filter((part) => part !== null)
  return {
    ...about,
    sight: dark.length === tables.length ? 'none' : 'part',
    says: says.join('; '),
    rules: affected(readable(snapshot)),
    remedy: [
      ...selectGrants(access.probe.role, dark),
      ...(policed.length > 0
        ? manual(`A superuser can give it bypassrls, which shows it all rows of ${named(policed.map(qualified))}.`)
        : []),
    ],
  }
}
