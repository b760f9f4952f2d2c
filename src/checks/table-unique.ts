import type { Node } from 'libpg-query'
import type { Context, Outcome } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Index, Relation } from '../snapshot.ts'
import { columnNameOf } from '../sql/node-text.ts'
import { parseExpression } from '../sql/parse.ts'
import { nameOf, objectOf } from './relation-object.ts'
import type { TableParams } from './table-params.ts'

export function judgePrimaryKey(context: Context<TableParams>, relation: Relation, promised: readonly string[]): Outcome {
  const wanted = promised.map((name) => context.columnName(relation, name))
  const subject = `primary key (${wanted.join(', ')})`
  const about = { object: objectOf(relation, 'constraint', { columns: wanted }), subject }
  const key = relation.constraints.find(({ type }) => type === 'primary key')
  if (key && sameSet(key.columns, wanted)) return { ...about, status: 'pass', verdict: 'present' }
  if (key) return { ...about, status: 'pass', verdict: 'equivalent', reason: `its primary key is (${key.columns.join(', ')})` }
  return {
    ...about,
    status: 'fail',
    verdict: 'missing',
    message: `${nameOf(relation)} has no primary key: nothing names one row of it.`,
    remedy: `ALTER TABLE ${qualified(relation)} ADD PRIMARY KEY (${wanted.map(quote).join(', ')});`,
    evidence: {},
  }
}

/**
 * No two rows share the key. A unique index on some of its columns, or on expressions of them, says so too, and more strictly. NULLs
 * count as different in most unique indexes; the columns of such a key are NOT NULL by the plan, and each of them is judged for that.
 */
export function judgeUnique(context: Context<TableParams>, relation: Relation, promised: readonly string[]): Outcome {
  const wanted = promised.map((name) => context.columnName(relation, name))
  const columns = wanted.join(', ')
  const about = { object: objectOf(relation, 'constraint', { columns: wanted }), subject: `unique (${columns})` }
  const candidates = relation.indexes.flatMap((index) => {
    const within = keyWithin(index, wanted)
    return within ? [{ index, within }] : []
  })
  const sound = candidates.filter(({ index }) => index.unique && index.predicate === null && index.valid)
  const exact = sound.find(({ within }) => within === 'same')
  if (exact) {
    const deferred = exact.index.immediate ? {} : { reason: `${exact.index.name} is deferrable, so ON CONFLICT cannot use it` }
    return { ...about, status: 'pass', verdict: exact.index.immediate ? 'present' : 'equivalent', ...deferred }
  }
  const [stricter] = sound
  if (stricter) return { ...about, status: 'pass', verdict: 'covered', reason: `${stricter.index.name} is stricter` }
  const [close] = candidates.filter(({ index, within }) => index.unique || within === 'same')
  const flaw = close && flawOf(close.index)
  const verdict = !close ? 'missing' : close.index.unique && close.index.predicate === null ? 'invalid' : 'weaker'
  const missing = `two rows of ${nameOf(relation)} may have the same (${columns})`
  return {
    ...about,
    status: 'fail',
    verdict,
    message:
      flaw === undefined ? `Nothing keeps (${columns}) unique: ${missing}.` : `${close?.index.name} ${flaw}, so ${missing}.`,
    remedy: `${verdict === 'invalid' && close ? `DROP INDEX ${qualified({ schema: relation.schema, name: close.index.name })}; ` : ''}ALTER TABLE ${qualified(relation)} ADD UNIQUE (${wanted.map(quote).join(', ')});`,
    evidence: close ? { index: close.index.name } : {},
  }
}

function flawOf(index: Index): string {
  if (!index.unique) return 'is not a unique index'
  return index.predicate === null ? 'is not a valid index' : `is unique only where ${index.predicate}`
}

/** Whether an index's key is made of these columns only: all of them as they are, or some, or expressions of them. */
function keyWithin(index: Index, wanted: readonly string[]): 'same' | 'stricter' | null {
  const plain = index.keys.map(({ column }) => column)
  if (plain.every((column) => column !== null) && sameSet(plain, wanted)) return 'same'
  const inside = index.keys.every(({ column, expression }) =>
    column === null ? madeOf(parseExpression(expression ?? '') ?? undefined, wanted) : wanted.includes(column),
  )
  return inside ? 'stricter' : null
}

/**
 * Casts and functions give equal results for equal arguments: rows that differ in the result differ in the columns. Conditional
 * expressions are left out because they may be NULL, and NULLs are not compared.
 */
function madeOf(node: Node | undefined, columns: readonly string[]): boolean {
  if (!node) return false
  if ('TypeCast' in node) return madeOf(node.TypeCast.arg, columns)
  if ('FuncCall' in node) return (node.FuncCall.args ?? []).every((argument) => madeOf(argument, columns))
  const column = columnNameOf(node)
  return column === null ? 'A_Const' in node : columns.includes(column)
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size
