import { commentOn } from '../fix/steps/comment-on.ts'
import { qualified, quote } from '../identifier.ts'
import type { Constraint, Index, Relation } from '../snapshot.ts'
import type { BuildStatement } from './rebuild-table.ts'

const list = (columns: readonly string[]): string => columns.map(quote).join(', ')

const add = (
  table: Relation,
  { name, comment }: Constraint,
  only: 'ONLY ' | '',
  definition: string,
  index?: Index,
): BuildStatement => ({
  what: `the constraint ${quote(name)} of ${qualified(table)}`,
  sql: [
    `ALTER TABLE ${only}${qualified(table)} ADD CONSTRAINT ${quote(name)} ${definition}`,
    ...commentOn(`CONSTRAINT ${quote(name)} ON ${qualified(table)}`, comment),
    ...commentOn(`INDEX ${qualified({ schema: table.schema, name })}`, index?.comment),
  ].join('; '),
})

/** CHECKs, inherited ones too: a table must have its parent's before it can become its child. */
export const checksOf = (table: Relation): readonly BuildStatement[] =>
  table.constraints
    .filter(({ type }) => type === 'check')
    .map((constraint) => add(table, constraint, 'ONLY ', constraint.definition ?? ''))

/** NOT NULL constraints that were never validated: only they are in a snapshot, and only of PostgreSQL 18. */
export const notNullsOf = (table: Relation): readonly BuildStatement[] =>
  table.constraints
    .filter(({ type, inherited }) => type === 'not null' && !inherited)
    .map((constraint) =>
      add(table, constraint, '', `NOT NULL ${list(constraint.columns)}${constraint.noInherit ? ' NO INHERIT' : ''} NOT VALID`),
    )

/** Primary keys, unique and exclusion constraints, which make their indexes; those of partitions are attached to their parents'. */
export function indexConstraintsOf(table: Relation): readonly BuildStatement[] {
  return table.constraints.flatMap((constraint) => {
    const index = table.indexes.find(({ name }) => name === constraint.index)
    return index ? [add(table, constraint, 'ONLY ', indexConstraint(constraint, index), index)] : []
  })
}

function indexConstraint(constraint: Constraint, index: Index): string {
  if (constraint.type === 'exclusion') return constraint.definition ?? ''
  const nulls = index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''
  // Only a temporal key of PostgreSQL 18 lies in a GiST index.
  const overlaps = index.method === 'gist' ? ' WITHOUT OVERLAPS' : ''
  const include = index.include.length === 0 ? '' : ` INCLUDE (${list(index.include)})`
  const options = index.options.length === 0 ? '' : ` WITH (${index.options.join(', ')})`
  const kind = constraint.type === 'primary key' ? 'PRIMARY KEY' : `UNIQUE${nulls}`
  return `${kind} (${list(constraint.columns)}${overlaps})${include}${options}${deferral(constraint)}`
}

/** On partitions first: a foreign key that is added to their parent takes over the one it finds there, and with it the name. */
export const foreignKeysOf = (table: Relation): readonly BuildStatement[] =>
  table.constraints.flatMap((constraint) =>
    constraint.references ? [add(table, constraint, '', foreignKey(constraint, constraint.references))] : [],
  )

function foreignKey(constraint: Constraint, references: NonNullable<Constraint['references']>): string {
  const { schema, relation, columns, onDelete, onUpdate, match } = references
  return (
    `FOREIGN KEY (${list(constraint.columns)}) REFERENCES ${qualified({ schema, name: relation })} (${list(columns)})` +
    (match === 'simple' ? '' : ` MATCH ${match.toUpperCase()}`) +
    (onUpdate === 'no action' ? '' : ` ON UPDATE ${onUpdate.toUpperCase()}`) +
    (onDelete === 'no action' ? '' : ` ON DELETE ${onDelete.toUpperCase()}`) +
    deferral(constraint) +
    (constraint.enforced ? (constraint.validated ? '' : ' NOT VALID') : ' NOT ENFORCED')
  )
}

const deferral = ({ deferrable, deferred }: Constraint): string =>
  deferrable ? ` DEFERRABLE${deferred ? ' INITIALLY DEFERRED' : ''}` : ''
