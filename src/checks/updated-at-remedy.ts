import type { Context } from '../check.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Function, Relation, Snapshot, Trigger } from '../snapshot.ts'
import { setsOnly } from '../sql/sets-only.ts'
import { type TriggerVerdict, triggerVerdict } from './trigger-verdict.ts'

export interface UpdatedAtParams {
  readonly column: string
  readonly function: string
}

/** Best first. A function that cannot be read leaves open what the triggers that can be read do not settle. */
const ORDER: readonly TriggerVerdict['verdict'][] = ['present', 'unreadable', 'weaker', 'missing']

export interface JudgedTrigger extends TriggerVerdict {
  readonly trigger: Trigger
}

/** The trigger that comes closest to keeping the column; null when the table has none. */
export function bestTrigger(context: Context<UpdatedAtParams>, relation: Relation, column: string): JudgedTrigger | null {
  const [best] = relation.triggers
    .map((trigger) => ({ trigger, ...triggerVerdict(trigger, functionOf(context, trigger), relation, column) }))
    .toSorted(
      (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || Number(a.reason === null) - Number(b.reason === null),
    )
  return best ?? null
}

/** pg_type names under all domains of what `now()` can be put into. */
const TIMES = new Set(['date', 'timestamp without time zone', 'timestamp with time zone'])

/** Why no trigger can set the column to the current time, after `it is `; null where one can. */
export function noTime({ columns }: Relation, name: string): string | null {
  const column = columns.find((each) => each.name === name)
  if (!column) return null
  if (column.generated !== null) return 'generated, and no trigger writes it'
  return TIMES.has(column.baseType) ? null : `${column.type}, which is no time`
}

const functions = new WeakMap<Snapshot, ReadonlyMap<string, Function>>()

const keyOf = ({ schema, name }: Trigger['function']): string => JSON.stringify([schema, name])

function functionOf({ snapshot }: Context<UpdatedAtParams>, { function: called }: Trigger): Function | null {
  const byName = functions.get(snapshot) ?? new Map(snapshot.functions.map((fn) => [keyOf(fn), fn]))
  functions.set(snapshot, byName)
  return byName.get(keyOf(called)) ?? null
}

/**
 * A trigger on every change of every row, in place of one that is too narrow, calling a function that sets the column; in words where
 * the column cannot hold a time.
 */
export function createTrigger(
  context: Context<UpdatedAtParams>,
  relation: Relation,
  column: string,
  instead: Trigger | null,
): string {
  const obstacle = noTime(relation, column)
  if (obstacle !== null) return `decide what ${column} is to be on every update: it is ${obstacle}`
  const known = instead ? instead.function : knownFunction(context, relation, column)
  const own = { schema: relation.schema, name: freeFunctionName(context, relation, column) }
  const body = literal(`begin new.${quote(column)} = now(); return new; end`).trim()
  const create = known ? '' : `CREATE OR REPLACE FUNCTION ${qualified(own)}() RETURNS trigger LANGUAGE plpgsql AS ${body}; `
  const name = instead?.name ?? freeTriggerName(relation, `update_${relation.name}_${column}`)
  const drop = instead ? `DROP TRIGGER ${quote(name)} ON ${qualified(relation)}; ` : ''
  const call = `${qualified(known ?? own)}(${(instead?.arguments ?? []).map((argument) => literal(argument).trim()).join(', ')})`
  const events = instead?.events.map((event) => event.toUpperCase()).join(' OR ') ?? 'UPDATE'
  return `${create}${drop}CREATE TRIGGER ${quote(name)} BEFORE ${events} ON ${qualified(relation)} FOR EACH ROW EXECUTE FUNCTION ${call};`
}

/**
 * A function of this database that already sets the column wherever a trigger calls it, and does nothing else. One that is called where
 * the column holds no time sets something else than a time.
 */
export function knownFunction(context: Context<UpdatedAtParams>, relation: Relation, column: string): Function | null {
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
  const sets = (fn: Function): boolean =>
    triggerVerdict({ ...trigger, function: fn }, fn, relation, column).verdict === 'present' && setsOnly(fn.body, column)
  const own = callable(context.snapshot, column)
  return own.find((fn) => fn.schema === relation.schema && sets(fn)) ?? own.find(sets) ?? null
}

const callableOf = new WeakMap<Snapshot, Map<string, readonly Function[]>>()

/** Functions that no trigger calls where the column holds no time; found once for all tables. */
function callable(snapshot: Snapshot, column: string): readonly Function[] {
  const byColumn = callableOf.get(snapshot) ?? new Map<string, readonly Function[]>()
  callableOf.set(snapshot, byColumn)
  let found = byColumn.get(column)
  if (!found) {
    const others = new Set(
      snapshot.relations
        .filter((each) => noTime(each, column) !== null)
        .flatMap(({ triggers }) => triggers.map((each) => keyOf(each.function))),
    )
    found = snapshot.functions.filter((fn) => fn.language === 'plpgsql' && fn.extension === null && !others.has(keyOf(fn)))
    byColumn.set(column, found)
  }
  return found
}

export function freeTriggerName(relation: Relation, wanted: string): string {
  const taken = new Set(relation.triggers.map(({ name }) => name))
  return taken.has(wanted) ? `${wanted}_row` : wanted
}

/** A trigger function of that name that sets something else keeps its name: other tables count on it. */
export function freeFunctionName({ snapshot, rule }: Context<UpdatedAtParams>, relation: Relation, column: string): string {
  const taken = (name: string): boolean => snapshot.functions.some((fn) => fn.schema === relation.schema && fn.name === name)
  return (
    [rule.params.function, `set_${column}`, `set_${relation.name}_${column}`].find((name) => !taken(name)) ??
    `keep_${relation.name}_${column}`
  )
}
