import { qualified, quote } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { Change, Name, Question } from './change.ts'
import { heirsOf } from './heirs.ts'
import { keyFor } from './referenced-key.ts'

/** What PostgreSQL would refuse to make as things stand, as a question; null where nothing is known that stands in the way. */
export function refusalOf(snapshot: Snapshot, change: Change): Question | null {
  switch (change.kind) {
    case 'table':
      return change.foreignKeys
        .map(({ references, to }) => withoutKey(snapshot, references, to))
        .reduce((first, next) => first ?? next, null)
    case 'constraint':
      return change.definition.type === 'foreign key'
        ? withoutKey(snapshot, change.definition.references, change.definition.to)
        : null
    case 'column':
      return unlikeHeirs(snapshot, change.table, [change.column])
    case 'extraction':
      return unlikeHeirs(
        snapshot,
        change.table,
        change.columns.filter(({ exists }) => !exists),
      )
    default:
      return null
  }
}

const relationOf = ({ relations }: Snapshot, table: Name): Relation | undefined =>
  relations.find(({ schema, name }) => schema === table.schema && name === table.name)

/** A foreign key references what is unique. */
function withoutKey(snapshot: Snapshot, references: Name, to: readonly string[]): Question | null {
  const referenced = relationOf(snapshot, references)
  if (!referenced || keyFor(referenced, to)) return null
  const columns = to.map(quote).join(', ')
  return {
    kind: 'question',
    question: `No key of ${references.name} keeps (${to.join(', ')}) unique, and a foreign key references nothing else. Is it to be the primary key, once no two rows share it?`,
    examples: [
      `SELECT ${columns}, count(*) FROM ${qualified(references)} GROUP BY ${columns} HAVING count(*) > 1 OR ${to.map((name) => `${quote(name)} IS NULL`).join(' OR ')};`,
      `ALTER TABLE ${qualified(references)} ADD PRIMARY KEY (${columns});`,
    ],
  }
}

/** A table that inherits and has a column of that name must have it in the very same type: the two become one. */
function unlikeHeirs(
  snapshot: Snapshot,
  table: Name,
  columns: readonly { readonly name: string; readonly type: string }[],
): Question | null {
  for (const heir of heirsOf(snapshot, table)) {
    for (const { name, type } of columns) {
      const own = heir.columns.find((column) => column.name === name)
      if (!own || own.type === type) continue
      return {
        kind: 'question',
        question: `${heir.name} inherits from ${table.name} and has ${name} already, as ${own.type}; the plan wants ${type}. Which type is it to be in both?`,
        examples: [`ALTER TABLE ${qualified(heir)} ALTER COLUMN ${quote(name)} TYPE ${type};`],
      }
    }
  }
  return null
}
