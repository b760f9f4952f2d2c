import type { Query } from './check.ts'
import { checks } from './checks/index.ts'
import { type EvaluateOptions, prepare } from './evaluate.ts'
import type { Rule } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

/** What the checks of these rules want to ask the database beside its catalogs; counts over rows only with `checkData`. */
export function queriesOf(snapshot: Snapshot, rules: readonly Rule[], options: EvaluateOptions, checkData: boolean): Query[] {
  const run = prepare(snapshot, rules, options)
  const byId = new Map(checks.map((check) => [check.id, check]))
  const unread = new Set(snapshot.unread.map(({ section }) => section))
  const queries = rules.flatMap((rule): readonly Query[] => {
    const check = byId.get(rule.check)
    if (!check?.queries || check.needs.some((section) => unread.has(section))) return []
    const context = run.contextOf(rule)
    if (check.scope === 'database') return check.queries(context)
    const relations = new Set(rule.tables.flatMap((entry) => [...run.targets.of(entry)]))
    return [...relations].flatMap((relation) => check.queries?.(context, relation) ?? [])
  })
  return queries.filter(({ needsCheckData }) => checkData || !needsCheckData)
}
