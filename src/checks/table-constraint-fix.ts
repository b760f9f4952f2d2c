import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Change, Fix, NewConstraint } from '../fix/change.ts'
import { qualified, quote } from '../identifier.ts'
import type { Constraint, Relation } from '../snapshot.ts'
import { nameOf } from './relation-object.ts'
import { countOf, duplicateKeys, nullRows, orphanRows, referencedBy, type RowCount } from './table-counts.ts'
import type { PromisedForeignKey, TableParams } from './table-params.ts'

/** A key or reference is made when rows were counted and none stands in the way; otherwise people decide what becomes of those. */
function unlessBroken(
  context: Context<TableParams>,
  relation: Relation,
  counts: readonly RowCount[],
  changes: readonly Change[],
  { message, remedy }: Finding,
): Fix {
  const counted = counts.map((count) => ({ ...count, rows: countOf(context, relation, count) }))
  if (counted.every(({ rows }) => rows === 0)) return { kind: 'changes', changes }
  const said = counted.flatMap(({ what, rows }) => (rows === 0 ? [] : `${what}: ${rows ?? 'not counted (pass --check-data)'}`))
  return {
    kind: 'question',
    question: `${message} Rows in the way, ${said.join('; ')}. What becomes of them?`,
    examples: [...counts.map(({ sql }) => `${sql};`), remedy],
  }
}

const named = (relation: Relation): { readonly schema: string; readonly name: string } => ({
  schema: relation.schema,
  name: relation.name,
})

export function fixPrimaryKey(
  context: Context<TableParams>,
  relation: Relation,
  promised: readonly string[],
  finding: Finding,
): Fix {
  const columns = promised.map((name) => context.columnName(relation, name))
  const absent = columns.filter((name) => !relation.columns.some((column) => column.name === name))
  if (absent.length > 0)
    return {
      kind: 'question',
      question: `${finding.message} It has no column ${absent.join(', ')} yet.`,
      examples: [finding.remedy],
    }
  const counts = [nullRows(relation, columns), duplicateKeys(relation, columns)]
  return unlessBroken(context, relation, counts, [key(relation, columns, 'primary key')], finding)
}

/** An invalid index of that very key is built again; otherwise a constraint of its own. */
export function fixUnique(context: Context<TableParams>, relation: Relation, promised: readonly string[], finding: Finding): Fix {
  const columns = promised.map((name) => context.columnName(relation, name))
  const index = relation.indexes.find(({ name }) => name === finding.evidence['index'])
  const change: Change =
    finding.verdict === 'invalid' && index ? { kind: 'reindex', table: named(relation), index } : key(relation, columns, 'unique')
  return unlessBroken(context, relation, [duplicateKeys(relation, columns)], [change], finding)
}

const key = (relation: Relation, columns: readonly string[], type: 'primary key' | 'unique'): NewConstraint => ({
  kind: 'constraint',
  table: named(relation),
  name: null,
  columns,
  definition: { type },
  replaces: null,
})

/** One that is there with another action gives its place to the promised one; one that is NOT VALID is validated. */
export function fixForeignKey(
  context: Context<TableParams>,
  relation: Relation,
  promised: PromisedForeignKey,
  finding: Finding,
): Fix {
  const names = referencedBy(context, relation, promised)
  if (!names) return { kind: 'question', question: finding.message, examples: [finding.remedy] }
  const { columns, referenced, to } = names
  const close = relation.constraints.find(({ name }) => name === finding.evidence['constraint'])
  const sameAction = close?.references?.onDelete === promised.onDelete
  const change: Change =
    close && !close.validated && close.enforced && sameAction
      ? { kind: 'validation', table: named(relation), constraint: close.name }
      : {
          kind: 'constraint',
          table: named(relation),
          name: null,
          columns,
          definition: { type: 'foreign key', references: named(referenced), to, onDelete: promised.onDelete },
          replaces: close ? { name: close.name, definition: foreignKeyText(close) } : null,
        }
  // What a validated constraint holds already need not be counted.
  const counts = close?.validated && close.enforced ? [] : [orphanRows(relation, columns, referenced, to)]
  if (relation.inherits.length > 0 || close?.inherited)
    return {
      kind: 'question',
      question: `${finding.message} It belongs to the parent of ${nameOf(relation)}.`,
      examples: [finding.remedy],
    }
  return unlessBroken(context, relation, counts, [change], finding)
}

/** As `pg_get_constraintdef` writes it. */
function foreignKeyText({ columns, references, deferrable, deferred, validated, enforced }: Constraint): string {
  if (!references) throw new Error('a foreign key references nothing')
  const { onDelete, onUpdate, match } = references
  return [
    `FOREIGN KEY (${columns.map(quote).join(', ')}) REFERENCES`,
    `${qualified({ schema: references.schema, name: references.relation })} (${references.columns.map(quote).join(', ')})`,
    ...(match === 'full' ? ['MATCH FULL'] : []),
    ...(onUpdate === 'no action' ? [] : [`ON UPDATE ${onUpdate.toUpperCase()}`]),
    ...(onDelete === 'no action' ? [] : [`ON DELETE ${onDelete.toUpperCase()}`]),
    ...(deferrable ? [`DEFERRABLE${deferred ? ' INITIALLY DEFERRED' : ''}`] : []),
    ...(enforced ? (validated ? [] : ['NOT VALID']) : ['NOT ENFORCED']),
  ].join(' ')
}
