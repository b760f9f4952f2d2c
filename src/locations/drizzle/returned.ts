import type { Value } from './scope.ts'

/** What a function gives back, where it does nothing else. */
export function returned(node: Value): Value | null {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression' && node.type !== 'FunctionDeclaration')
    return null
  if (node.body === null) return null
  if (node.body.type !== 'BlockStatement') return node.body
  const last = node.body.body.at(-1)
  return last?.type === 'ReturnStatement' ? last.argument : null
}
