import type { ObjectProperty } from 'oxc-parser'
import { MAX_STEPS, meaningOf } from './meaning.ts'
import { returned } from './returned.ts'
import type { Scope, Value } from './scope.ts'

export interface Property {
  readonly key: string
  readonly node: ObjectProperty
  readonly scope: Scope
}

/**
 * The properties of what an expression gives, those that are spread into it too: an object, a constant, a function that returns one, or a
 * call of such a function.
 */
export function propertiesOf(node: Value, scope: Scope, steps = MAX_STEPS): readonly Property[] {
  const meaning = steps === 0 ? null : meaningOf(node, scope)
  if (meaning?.kind !== 'written') return []
  const { node: written, scope: home } = meaning
  if (written.type === 'ObjectExpression')
    return written.properties.flatMap((each): readonly Property[] => {
      if (each.type === 'SpreadElement') return propertiesOf(each.argument, home, steps - 1)
      const key = each.computed ? null : keyOf(each)
      return key === null ? [] : [{ key, node: each, scope: home }]
    })
  const result = written.type === 'CallExpression' ? written.callee : returned(written)
  return result ? propertiesOf(result, home, steps - 1) : []
}

function keyOf({ key }: ObjectProperty): string | null {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : null
}
