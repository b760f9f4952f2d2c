import type { Value } from './scope.ts'

/** An expression without what only TypeScript reads: `x as const`, `x satisfies T`, `x!`, `(x)`. */
export function unwrapped(node: Value): Value {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return unwrapped(node.expression)
    default:
      return node
  }
}
