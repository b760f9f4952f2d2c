import type { Rule } from '../rule.ts'
import type { Report } from './report.ts'

/**
 * Why an audit measured nothing, or null when it did: an empty database is not a clean one, and a gate that saw nothing fails.
 * `tables` counts those of the user's own that were there to be audited.
 */
export function unmeasured({ source, summary }: Report, rules: readonly Rule[], tables: number): string | null {
  // A promised table is missing from an empty database too, but that says nothing about the plan: it is the wrong database.
  if (tables === 0 && rules.some((rule) => rule.tables.length))
    return `Nothing was measured: ${source.label} has no tables${source.server.embedded ? '' : ' that this role and --schemas let it see'}. An empty database is not a clean one; check that it is the right one.`
  if (summary.rules.measured === 0)
    return `Nothing was measured: ${summary.rules.total === 1 ? 'the rule was' : `all ${summary.rules.total} rules were`} skipped or not applicable, for the reasons in the report.`
  return null
}
