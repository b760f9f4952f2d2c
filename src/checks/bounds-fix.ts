import type { Context } from '../check.ts'
import type { Fix } from '../fix/change.ts'
import { qualified, quote } from '../identifier.ts'
import { count, grouped } from '../report/counts.ts'
import type { Relation } from '../snapshot.ts'
import { type BoundsParams, condition, type Counted, counted, sidesOf } from './bounds-promise.ts'
import { nameOf } from './relation-object.ts'

/**
 * A CHECK, or the validation of the one that is there, when the rows were counted and none breaks the promise. Otherwise a question:
 * over rows that break it the CHECK cannot be validated, and every later UPDATE of such a row would be refused.
 * @param validate the NOT VALID constraint that would keep the promise, or null.
 */
export function fixBounds(context: Context<BoundsParams>, relation: Relation, validate: string | null): Fix {
  const table = { schema: relation.schema, name: relation.name }
  const kept = condition(context, relation, quote)
  const rows = counted(context, relation)
  if (typeof rows !== 'string' && rows.violating === 0 && rows.inDocuments === 0)
    return {
      kind: 'changes',
      changes: [
        validate === null
          ? {
              kind: 'constraint',
              table,
              name: null,
              columns: sidesOf(context, relation).map(({ name }) => name),
              definition: { type: 'check', expression: kept },
              replaces: null,
            }
          : { kind: 'validation', table, constraint: validate },
      ],
    }
  const add = (expression: string): string => `ALTER TABLE ${qualified(relation)} ADD CHECK (${expression}) NOT VALID;`
  const wider = typeof rows === 'string' ? null : widerCondition(context, relation, rows)
  return {
    kind: 'question',
    question: `${found(context, relation, rows)} Are those rows wrong, or is the promise (${condition(context, relation, (name) => name)})?`,
    examples: [
      `SELECT * FROM ${qualified(relation)} WHERE NOT (${kept}) LIMIT 20;`,
      validate === null ? add(kept) : `ALTER TABLE ${qualified(relation)} VALIDATE CONSTRAINT ${quote(validate)};`,
      ...(wider === null ? [] : [add(wider)]),
    ],
  }
}

function found(context: Context<BoundsParams>, relation: Relation, rows: Counted | string): string {
  const where = `${nameOf(relation)}.${sidesOf(context, relation)[0].name}`
  if (typeof rows === 'string')
    return `How many rows of ${nameOf(relation)} break this promise is ${rows}${rows === 'not counted' ? ': pass --check-data' : ''}.`
  const documents = rows.inDocuments > 0 ? `, and the documents of ${grouped(rows.inDocuments)} more hold a value that does` : ''
  const range = rows.lowest === null ? 'no row has a value yet' : `${where} goes from ${rows.lowest} to ${rows.highest}`
  return `${count(rows.violating, 'row')} of ${nameOf(relation)} ${rows.violating === 1 ? 'breaks' : 'break'} this promise${documents}: ${range}.`
}

/** A condition that the rows of today keep; null where their range does not say one. */
function widerCondition(context: Context<BoundsParams>, relation: Relation, rows: Counted): string | null {
  const { min, max, atMost } = context.rule.params
  const [first, second] = sidesOf(context, relation).map(({ name }) => quote(name))
  const [lowest, highest] = [Number(rows.lowest ?? NaN), Number(rows.highest ?? NaN)]
  if (atMost !== undefined) {
    // A limit below zero is no amount, but says something else: that there is no limit.
    const limit = Number(rows.lowestLimit ?? NaN)
    return limit < 0 ? `${first} <= ${second} OR ${second} < 0` : null
  }
  if (!Number.isFinite(lowest) || !Number.isFinite(highest)) return null
  const low = min === undefined ? null : Math.min(min, lowest)
  const high = max === undefined ? null : Math.max(max, highest)
  if (low === min && high === max) return null
  // Zero often stands for "none": then the bounds hold for all other values.
  if (lowest === 0 && low === 0 && min !== undefined && min > 0 && high === (max ?? null))
    return `${condition(context, relation, quote)} OR ${first} = 0`
  if (low === null) return `${first} <= ${high}`
  return high === null ? `${first} >= ${low}` : `${first} BETWEEN ${low} AND ${high}`
}
