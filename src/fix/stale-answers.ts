import type { Context } from '../check.ts'
import { checks } from '../checks/index.ts'
import { promisedScore } from '../checks/promised-score.ts'
import { type EvaluateOptions, prepare } from '../evaluate.ts'
import type { Rule } from '../rule.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { Extraction } from './change.ts'

/**
 * The snapshot without the answers that filling columns from a document makes untrue: how many rows lack the value, and how far the values
 * of a column reach that was there before. What was counted in the document itself stays true.
 */
export function withoutStaleAnswers(
  snapshot: Snapshot,
  extraction: Extraction,
  rules: readonly Rule[],
  options: EvaluateOptions,
): Snapshot {
  const { table } = extraction
  const relation = snapshot.relations.find(({ schema, name }) => schema === table.schema && name === table.name)
  if (!relation || Object.keys(snapshot.answers).length === 0) return snapshot
  const run = prepare(snapshot, rules, options)
  const stale = new Set(
    rules
      .filter(({ tables }) => tables.some((entry) => run.targets.of(entry).has(relation)))
      .map((rule) => aboutFilled(run.contextOf(rule), relation, extraction))
      .flatMap((rule) => {
        const check = checks.find(({ id }) => id === rule?.check)
        return rule && check?.scope === 'table' ? (check.queries?.(run.contextOf(rule), relation) ?? []) : []
      })
      .map(({ key }) => key),
  )
  return { ...snapshot, answers: Object.fromEntries(Object.entries(snapshot.answers).filter(([key]) => !stale.has(key))) }
}

/** The rule as far as it counts values of columns that are filled; null when it does not. */
function aboutFilled(context: Context<unknown>, relation: Relation, { columns }: Extraction): Rule | null {
  const { rule, columnName } = context
  const real = (name: string): string => columnName(relation, name)
  const isFilled = (name: string): boolean => columns.some((column) => column.exists && column.name === real(name))
  const params = rule.params as { readonly column?: string; readonly columns?: readonly { readonly name: string }[] }
  if (rule.check === 'bounds') {
    // Where a rule says which document fills the column, its values were counted with those of the column.
    const column = params.column ?? ''
    return isFilled(column) && !promisedScore(context, relation, real(column)) ? rule : null
  }
  if (rule.check !== 'filled') return null
  return { ...rule, params: { ...params, columns: (params.columns ?? []).filter(({ name }) => isFilled(name)) } }
}
