import type { Expression } from 'oxc-parser'

/** The expression below parentheses and what TypeScript alone sees: `(x as any)!`. */
export function unwrapped(expression: Expression): Expression {
  switch (expression.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return unwrapped(expression.expression)
    default:
      return expression
  }
}
