import { MAX_STEPS, meaningOf } from './meaning.ts'
import type { Scope, Value } from './scope.ts'
import { unwrapped } from './unwrapped.ts'

const NOTHING: ReadonlyMap<string, string> = new Map()

/** The text that an expression is: literals, templates, sums and constants of them, with `given` for the names in it; null for all else. */
export function textOf(node: Value | undefined, scope: Scope, given = NOTHING, steps = MAX_STEPS): string | null {
  if (!node || steps === 0) return null
  const read = (part: Value): string | null => textOf(part, scope, given, steps - 1)
  const bare = unwrapped(node)
  if (bare.type === 'Literal') return typeof bare.value === 'string' ? bare.value : null
  if (bare.type === 'TemplateLiteral') {
    const parts = bare.quasis.flatMap(({ value }, at) => [value.cooked ?? null, ...bare.expressions.slice(at, at + 1).map(read)])
    return parts.includes(null) ? null : parts.join('')
  }
  if (bare.type === 'BinaryExpression' && bare.operator === '+') {
    const [left, right] = [read(bare.left), read(bare.right)]
    return left === null || right === null ? null : left + right
  }
  if (bare.type !== 'Identifier') return null
  const text = given.get(bare.name)
  if (text !== undefined) return text
  const meaning = meaningOf(bare, scope)
  return meaning?.kind === 'written' && meaning.node.type !== 'Identifier'
    ? textOf(meaning.node, meaning.scope, NOTHING, steps - 1)
    : null
}
