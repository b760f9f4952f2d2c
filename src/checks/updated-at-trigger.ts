import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import type { Relation } from '../snapshot.ts'
import type { Judgement } from './judgement.ts'
import { isNamed } from './named-by-rule.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { bestTrigger, createTrigger, type JudgedTrigger } from './updated-at-remedy.ts'
import { updatedAtTriggerFix } from './updated-at-trigger-fix.ts'

const params = v.strictObject({
  column: v.string(),
  /** The trigger function that the remedy creates when the database has none that sets the column. */
  function: v.optional(v.string(), 'update_updated_at_column'),
})
type Params = v.InferOutput<typeof params>

/** Every table that has the column keeps it by itself: an UPDATE from anywhere moves it. Tables without the column are passed over. */
export const updatedAtTrigger = defineCheck<Params>({
  id: 'updated-at-trigger',
  summary: 'A trigger keeps the time of the last change, whoever makes the change',
  params,
  needs: ['columns', 'triggers', 'functions'],
  scope: 'table',
  fix: updatedAtTriggerFix,
  run: (context, relation) => {
    const column = context.columnName(relation, context.rule.params.column)
    const about = { object: objectOf(relation, 'trigger', { columns: [column] }), subject: `${column} trigger` }
    if (!relation.columns.some(({ name }) => name === column)) {
      const reason = `${nameOf(relation)} has no column ${column}`
      return isNamed(context, relation, context.rule.tables) ? [{ ...about, status: 'not-applicable', reason }] : []
    }
    return [{ ...about, ...outcomeOf(context, relation, column, bestTrigger(context, relation, column)) }]
  },
})

function outcomeOf(context: Context<Params>, relation: Relation, column: string, best: JudgedTrigger | null): Judgement {
  if (best?.verdict === 'present') return { status: 'pass', verdict: 'present' }
  if (best?.verdict === 'unreadable') return { status: 'skipped', reason: `trigger ${best.trigger.name} ${best.reason}` }
  const table = nameOf(relation)
  const near = best && best.reason !== null ? `trigger ${best.trigger.name} ${best.reason}` : null
  const consequence = `so a change may leave ${column} behind`
  return {
    status: 'fail',
    verdict: best?.verdict ?? 'missing',
    message: near === null ? `No trigger of ${table} sets ${column}, ${consequence}.` : `${table}: ${near}, ${consequence}.`,
    remedy: best?.remedy ?? createTrigger(context, relation, column, best?.verdict === 'weaker' ? best.trigger : null),
    evidence:
      near === null || !best
        ? {}
        : { trigger: best.trigger.name, function: `${best.trigger.function.schema}.${best.trigger.function.name}` },
  }
}
