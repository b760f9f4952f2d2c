import { quote } from '../identifier.ts'
import type { Constraint, Relation, Snapshot } from '../snapshot.ts'
import type { ForeignKey, NewConstraint } from './change.ts'
import { indexOf } from './simulate-index.ts'
import { withConstraint, withIndex } from './simulate-sorted.ts'

/** A primary key or unique constraint with the index of its name. */
export function withKey(
  snapshot: Snapshot,
  relation: Relation,
  columns: readonly string[],
  type: 'primary key' | 'unique',
  name: string,
): Relation {
  const primary = type === 'primary key'
  const filled = primary
    ? relation.columns.map((column) => (columns.includes(column.name) ? { ...column, notNull: true } : column))
    : relation.columns
  const keys = columns.map((column) => ({ column, sql: quote(column), descending: false, nullsFirst: false }))
  const index = indexOf(snapshot, relation, {
    kind: 'index',
    table: { schema: relation.schema, name: relation.name },
    name,
    unique: true,
    method: 'btree',
    keys,
    include: [],
    predicate: null,
    replaces: null,
  })
  return withConstraint(withIndex({ ...relation, columns: filled }, { ...index, primary, constraint: name }), {
    ...CONSTRAINT,
    name,
    type,
    columns,
    noInherit: true,
    index: name,
  })
}

const CONSTRAINT = {
  definition: null,
  references: null,
  validated: true,
  enforced: true,
  deferrable: false,
  deferred: false,
  noInherit: false,
  index: null,
  inherited: false,
} as const

export const foreignKeyOf = (columns: readonly string[], key: Omit<ForeignKey, 'columns'>, name: string): Constraint => ({
  ...CONSTRAINT,
  name,
  type: 'foreign key',
  columns,
  noInherit: true,
  references: {
    schema: key.references.schema,
    relation: key.references.name,
    columns: key.to,
    onDelete: key.onDelete,
    onUpdate: 'no action',
    match: 'simple',
  },
})

/** The relation with its new constraint, in place of one that it replaces. */
export function constrained(snapshot: Snapshot, before: Relation, change: NewConstraint & { readonly name: string }): Relation {
  const { name, columns, definition, replaces } = change
  const relation = {
    ...before,
    constraints: before.constraints.filter((each) => each.name !== replaces?.name),
    indexes: before.indexes.filter((each) => each.constraint === null || each.constraint !== replaces?.name),
  }
  switch (definition.type) {
    case 'check':
      return withConstraint(relation, {
        ...CONSTRAINT,
        name,
        type: 'check',
        columns,
        definition: `CHECK ((${definition.expression}))`,
      })
    case 'foreign key':
      return withConstraint(relation, foreignKeyOf(columns, definition, name))
    case 'unique':
    case 'primary key':
      return withKey(snapshot, relation, columns, definition.type, name)
  }
}

/** pg_get_constraintdef ends with what was left out. */
const NOT_VALID = ' NOT VALID'

export function validated(constraint: Constraint): Constraint {
  const { definition } = constraint
  const whole = definition?.endsWith(NOT_VALID) ? definition.slice(0, -NOT_VALID.length) : definition
  return { ...constraint, definition: whole, validated: true }
}
