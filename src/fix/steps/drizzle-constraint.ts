import type { NewConstraint } from '../change.ts'
import { camelCase, property, template, text } from './drizzle-name.ts'

/** `check('…', sql`…`),` and its like: an entry of what a Drizzle table returns besides its columns. */
export function drizzleConstraint(
  change: NewConstraint,
  name: string,
): { readonly table: NewConstraint['table']; readonly line: string } {
  return { table: change.table, line: `${lineOf(change, name)},` }
}

function lineOf({ table, columns, definition }: NewConstraint, name: string): string {
  const own = columns.map((column) => property('t', column)).join(', ')
  switch (definition.type) {
    case 'check':
      return `check(${text(name)}, ${template(definition.expression)})`
    case 'unique':
      return `unique(${text(name)}).on(${own})`
    case 'primary key':
      return `primaryKey({ name: ${text(name)}, columns: [${own}] })`
    case 'foreign key': {
      const { references, to, onDelete } = definition
      const isOwn = references.schema === table.schema && references.name === table.name
      const other = to.map((column) => property(isOwn ? 't' : camelCase(references.name), column)).join(', ')
      const action = onDelete === 'no action' ? '' : `.onDelete(${text(onDelete)})`
      return `foreignKey({ name: ${text(name)}, columns: [${own}], foreignColumns: [${other}] })${action}`
    }
  }
}
