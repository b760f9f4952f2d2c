import { qualified, quote } from '../identifier.ts'
import type { Constraint, Relation } from '../snapshot.ts'
import { checkExpressionOf } from '../sql/check-expression.ts'
import type { ColumnOf } from '../sql/constant.ts'
import type { DriftObject } from './drift-object.ts'
import { conditionKey } from './expression-key.ts'

/**
 * A primary key, a foreign key, a CHECK or an EXCLUDE; null for what is compared elsewhere: UNIQUE as an index, NOT NULL as a column
 * (PostgreSQL 18 alone keeps it as a constraint), constraint triggers as triggers.
 */
export function constraintObject(relation: Relation, constraint: Constraint, columnOf: ColumnOf): DriftObject | null {
  const structure = structureOf(constraint, columnOf)
  if (!structure) return null
  const { deferrable, deferred, enforced, noInherit, validated, columns } = constraint
  return {
    kind: 'constraint',
    schema: relation.schema,
    relation: relation.name,
    name: constraint.name,
    definition: JSON.stringify([structure.all, deferrable, deferred, enforced, noInherit]),
    drizzle: structure.drizzle,
    place: structure.place,
    text: `${structure.text}${deferrable ? ' deferrable' : ''}${deferred ? ' initially deferred' : ''}${enforced ? '' : ' not enforced'}`,
    columns,
    state: validated ? 'in use' : 'not validated',
    statements: null,
  }
}

const NOT_VALID = ' NOT VALID'

interface Structure extends Pick<DriftObject, 'drizzle' | 'place' | 'text'> {
  readonly all: string
}

function structureOf(constraint: Constraint, columnOf: ColumnOf): Structure | null {
  const { type, columns, definition } = constraint
  switch (type) {
    case 'primary key': {
      const text = `primary key (${list(columns)})`
      return { all: text, drizzle: text, place: 'primary key', text }
    }
    case 'foreign key':
      return foreignKey(constraint)
    case 'check': {
      const text = definition ?? ''
      // NOT VALID is a state that a validation ends, and no part of what it asks.
      const key = conditionKey(checkExpressionOf(text), text, columnOf)
      return { all: key, drizzle: key, place: null, text: text.endsWith(NOT_VALID) ? text.slice(0, -NOT_VALID.length) : text }
    }
    case 'exclusion':
      return { all: definition ?? '', drizzle: null, place: null, text: definition ?? '' }
    default:
      return null
  }
}

/** The pairs of columns have no order of their own. */
function foreignKey({ columns, references }: Constraint): Structure | null {
  if (!references) return null
  const { schema, relation, onDelete, onUpdate, match } = references
  const pairs = columns
    .map((column, at) => [column, references.columns[at] ?? ''])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const place = JSON.stringify([schema, relation, pairs])
  const drizzle = JSON.stringify([place, onDelete, onUpdate])
  const actions = `${onDelete === 'no action' ? '' : ` on delete ${onDelete}`}${onUpdate === 'no action' ? '' : ` on update ${onUpdate}`}`
  const target = `${qualified({ schema, name: relation })} (${list(references.columns)})`
  return {
    all: JSON.stringify([drizzle, match]),
    drizzle,
    place,
    text: `foreign key (${list(columns)}) references ${target}${match === 'simple' ? '' : ` match ${match}`}${actions}`,
  }
}

const list = (columns: readonly string[]): string => columns.map(quote).join(', ')
