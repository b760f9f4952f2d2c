import type { Context, Outcome } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Constraint, Relation } from '../snapshot.ts'
import { foreignKeySql } from './create-table.ts'
import { findTable } from './find-table.ts'
import { nameOf, objectOf } from './relation-object.ts'
import type { PromisedForeignKey, TableParams } from './table-params.ts'

/** A validated, enforced foreign key to the promised table, with the promised action on delete. */
export function judgeForeignKey(context: Context<TableParams>, relation: Relation, promised: PromisedForeignKey): Outcome {
  const columns = promised.columns.map((name) => context.columnName(relation, name))
  const name = context.tableName(promised.table)
  const about = {
    object: objectOf(relation, 'constraint', { columns }),
    subject: `foreign key (${columns.join(', ')}) to ${name}`,
  }
  const referenced = findTable(context.snapshot, name, relation.schema)
  if (!referenced)
    return {
      ...about,
      status: 'not-applicable',
      reason: `there is no table ${name}; if it has another name here, map it in the config`,
    }
  const to = promised.to.map((column) => context.columnName(referenced, column))
  const keys = relation.constraints.filter(
    ({ type, columns: own }) => type === 'foreign key' && sameList(own.toSorted(), columns.toSorted()),
  )
  const there = keys.filter((key) => pointsAt(key, referenced, columns, to))
  const flawed = there.map((key) => ({ key, flaw: flawOf(key, promised.onDelete) }))
  if (flawed.some(({ flaw }) => flaw === null)) return { ...about, status: 'pass', verdict: 'present' }
  const table = qualified(relation)
  const [close] = flawed
  const add = `ADD ${foreignKeySql(context, { ...promised, columns }, relation.schema)}`
  if (close) {
    const notValid = close.flaw === NOT_VALID
    const remedy = notValid ? `VALIDATE CONSTRAINT ${quote(close.key.name)}` : `DROP CONSTRAINT ${quote(close.key.name)}, ${add}`
    const message = `The foreign key ${close.key.name} of ${nameOf(relation)} ${close.flaw}.`
    return {
      ...about,
      status: 'fail',
      verdict: 'weaker',
      message,
      remedy: `ALTER TABLE ${table} ${remedy};`,
      evidence: { constraint: close.key.name },
    }
  }
  const elsewhere = keys[0]?.references
  const instead = elsewhere
    ? ` (it references ${nameOf({ schema: elsewhere.schema, name: elsewhere.relation })} (${elsewhere.columns.join(', ')}))`
    : ''
  return {
    ...about,
    status: 'fail',
    verdict: 'missing',
    message: `${nameOf(relation)}.${columns.join(', ')} has no foreign key to ${name}${instead}: rows may outlive what they belong to.`,
    remedy: `ALTER TABLE ${table} ${add};`,
    evidence: {},
  }
}

/** The same columns in pairs; the order in which a key lists its pairs is free. */
function pointsAt(
  { columns: own, references }: Constraint,
  referenced: Relation,
  columns: readonly string[],
  to: readonly string[],
): boolean {
  return (
    references !== null &&
    references.schema === referenced.schema &&
    references.relation === referenced.name &&
    columns.every((column, at) => references.columns[own.indexOf(column)] === to[at])
  )
}

const NOT_VALID = 'is NOT VALID: rows from before it were never looked at'

function flawOf({ enforced, validated, references }: Constraint, onDelete: PromisedForeignKey['onDelete']): string | null {
  if (!enforced) return 'is NOT ENFORCED: it stops no row'
  if (references?.onDelete !== onDelete && !(isRefusal(onDelete) && isRefusal(references?.onDelete))) {
    return `says ON DELETE ${(references?.onDelete ?? 'no action').toUpperCase()}, where the plan says ${onDelete.toUpperCase()}`
  }
  return validated ? null : NOT_VALID
}

/** RESTRICT and NO ACTION both refuse to delete what is referenced. */
const isRefusal = (action: string | undefined): boolean => action === 'no action' || action === 'restrict'

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at])
