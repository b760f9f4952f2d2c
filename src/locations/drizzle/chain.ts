import type { CallExpression } from 'oxc-parser'
import type { Value } from './scope.ts'
import { unwrapped } from './unwrapped.ts'

/** `text('name').notNull().unique()`: the first call, and those that follow on what it gives. */
export interface Chain {
  readonly first: CallExpression
  readonly rest: readonly { readonly method: string; readonly call: CallExpression }[]
}

export function chainOf(node: Value): Chain | null {
  const bare = unwrapped(node)
  if (bare.type !== 'CallExpression') return null
  const { callee } = bare
  const before = callee.type === 'MemberExpression' && !callee.computed ? chainOf(callee.object) : null
  if (before === null || callee.type !== 'MemberExpression' || callee.computed) return { first: bare, rest: [] }
  return { first: before.first, rest: [...before.rest, { method: callee.property.name, call: bare }] }
}
