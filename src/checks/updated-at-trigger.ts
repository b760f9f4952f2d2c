import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Function, Relation, Snapshot, Trigger } from '../snapshot.ts'
import type { Judgement } from './judgement.ts'
import { isNamed } from './named-by-rule.ts'
import { nameOf, objectOf } from './relation-object.ts'
import { type TriggerVerdict, triggerVerdict } from './trigger-verdict.ts'

const params = v.strictObject({
  column: v.string(),
  /** The trigger function that the remedy creates when the database has none that sets the column. */
  function: v.optional(v.string(), 'update_updated_at_column'),
})
type Params = v.InferOutput<typeof params>

/** Best first. A function that cannot be read leaves open what the triggers that can be read do not settle. */
const ORDER: readonly TriggerVerdict['verdict'][] = ['present', 'unreadable', 'weaker', 'missing']

/** Every table that has the column keeps it by itself: an UPDATE from anywhere moves it. Tables without the column are passed over. */
export const updatedAtTrigger = defineCheck<Params>({
  id: 'updated-at-trigger',
  summary: 'A trigger keeps the time of the last change, whoever makes the change',
  params,
  needs: ['columns', 'triggers', 'functions'],
  scope: 'table',
  run: (context, relation) => {
    const column = context.columnName(relation, context.rule.params.column)
    const about = { object: objectOf(relation, 'trigger', { columns: [column] }), subject: `${column} trigger` }
    if (!relation.columns.some(({ name }) => name === column)) {
      const reason = `${nameOf(relation)} has no column ${column}`
      return isNamed(context, relation, context.rule.tables) ? [{ ...about, status: 'not-applicable', reason }] : []
    }
    const judged = relation.triggers
      .map((trigger) => ({ trigger, ...triggerVerdict(trigger, functionOf(context, trigger), relation, column) }))
      .toSorted(
        (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || Number(a.reason === null) - Number(b.reason === null),
      )
    return [{ ...about, ...outcomeOf(context, relation, column, judged[0]) }]
  },
})

const functions = new WeakMap<Snapshot, ReadonlyMap<string, Function>>()

const keyOf = ({ schema, name }: Trigger['function']): string => JSON.stringify([schema, name])

function functionOf({ snapshot }: Context<Params>, { function: called }: Trigger): Function | null {
  const byName = functions.get(snapshot) ?? new Map(snapshot.functions.map((fn) => [keyOf(fn), fn]))
  functions.set(snapshot, byName)
  return byName.get(keyOf(called)) ?? null
}

function outcomeOf(
  context: Context<Params>,
  relation: Relation,
  column: string,
  best: (TriggerVerdict & { trigger: Trigger }) | undefined,
): Judgement {
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

/** A trigger on every change of every row, in place of one that is too narrow, calling a function that sets the column. */
function createTrigger(context: Context<Params>, relation: Relation, column: string, instead: Trigger | null): string {
  const known = instead ? instead.function : knownFunction(context, relation, column)
  const own = { schema: relation.schema, name: freeFunctionName(context, relation, column) }
  const body = literal(`begin new.${quote(column)} = now(); return new; end`).trim()
  const create = known ? '' : `CREATE OR REPLACE FUNCTION ${qualified(own)}() RETURNS trigger LANGUAGE plpgsql AS ${body}; `
  const name = instead?.name ?? freeTriggerName(relation, `update_${relation.name}_${column}`)
  const drop = instead ? `DROP TRIGGER ${quote(name)} ON ${qualified(relation)}; ` : ''
  const call = `${qualified(known ?? own)}(${(instead?.arguments ?? []).map((argument) => literal(argument).trim()).join(', ')})`
  return `${create}${drop}CREATE TRIGGER ${quote(name)} BEFORE UPDATE ON ${qualified(relation)} FOR EACH ROW EXECUTE FUNCTION ${call};`
}

/** A function of this database that already sets the column wherever a trigger calls it. */
function knownFunction(context: Context<Params>, relation: Relation, column: string): Function | null {
  const trigger = {
    name: '',
    timing: 'before',
    level: 'row',
    events: ['update'],
    columns: [],
    when: null,
    enabled: 'origin',
    arguments: [],
    definition: '',
  } as const
  const sets = (fn: Function): boolean => triggerVerdict({ ...trigger, function: fn }, fn, relation, column).verdict === 'present'
  const own = context.snapshot.functions.filter(({ language, extension }) => language === 'plpgsql' && extension === null)
  return own.find((fn) => fn.schema === relation.schema && sets(fn)) ?? own.find(sets) ?? null
}

function freeTriggerName(relation: Relation, wanted: string): string {
  const taken = new Set(relation.triggers.map(({ name }) => name))
  return taken.has(wanted) ? `${wanted}_row` : wanted
}

/** A trigger function of that name that sets something else keeps its name: other tables count on it. */
function freeFunctionName({ snapshot, rule }: Context<Params>, relation: Relation, column: string): string {
  const taken = (name: string): boolean => snapshot.functions.some((fn) => fn.schema === relation.schema && fn.name === name)
  return (
    [rule.params.function, `set_${column}`, `set_${relation.name}_${column}`].find((name) => !taken(name)) ??
    `keep_${relation.name}_${column}`
  )
}
