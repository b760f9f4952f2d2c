import type { Expression, FunctionBody, Statement } from 'oxc-parser'
import { unwrapped } from '../../locations/drizzle/unwrapped.ts'

/** What a name stands for where it is read; undefined for what is imported, a parameter, or computed. */
export type Meaning = (name: string) => Expression | undefined

/**
 * The entries of a table's extra config: the elements of the array, or the values of the object, that it is or that its function
 * returns. Names are followed to their constants.
 */
export function extraEntries(config: Expression, meaning: Meaning): readonly Expression[] {
  const value = followed(config, meaning)
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') {
    const { body } = value
    if (!body) return []
    if (body.type !== 'BlockStatement') return entriesIn(body as Expression, meaning)
    const inside = within(body, meaning)
    return returnedBy(body.body).flatMap((returned) => entriesIn(returned, inside))
  }
  return entriesIn(value, meaning)
}

function entriesIn(expression: Expression, meaning: Meaning): readonly Expression[] {
  const value = followed(expression, meaning)
  if (value.type === 'ArrayExpression')
    return value.elements.flatMap((element): readonly Expression[] => {
      if (!element) return []
      if (element.type === 'SpreadElement') return entriesIn(element.argument, meaning)
      const entry = followed(element, meaning)
      // Drizzle flattens one level.
      return entry.type === 'ArrayExpression' ? entriesIn(entry, meaning) : [entry]
    })
  if (value.type === 'ObjectExpression')
    return value.properties.flatMap((property): readonly Expression[] =>
      property.type === 'SpreadElement' ? entriesIn(property.argument, meaning) : [followed(property.value, meaning)],
    )
  return []
}

/** A constant that means itself is followed once. */
function followed(expression: Expression, meaning: Meaning, seen: readonly string[] = []): Expression {
  const value = unwrapped(expression)
  if (value.type !== 'Identifier' || seen.includes(value.name)) return value
  const meant = meaning(value.name)
  return meant ? followed(meant, meaning, [...seen, value.name]) : value
}

const within =
  ({ body }: FunctionBody, outside: Meaning): Meaning =>
  (name) => {
    for (const statement of body) {
      if (statement.type !== 'VariableDeclaration') continue
      for (const { id, init } of statement.declarations)
        if (id.type === 'Identifier' && id.name === name) return init ?? undefined
    }
    return outside(name)
  }

/** Of a function, what it returns itself: branches count, functions within do not. */
const returnedBy = (statements: readonly Statement[]): readonly Expression[] =>
  statements.flatMap((statement): readonly Expression[] => {
    if (statement.type === 'ReturnStatement') return statement.argument ? [statement.argument] : []
    if (statement.type === 'BlockStatement') return returnedBy(statement.body)
    if (statement.type !== 'IfStatement') return []
    return returnedBy([statement.consequent, ...(statement.alternate ? [statement.alternate] : [])])
  })
