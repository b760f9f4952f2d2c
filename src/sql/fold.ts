import { type Constant, orderOf } from './constant.ts'

const MAX_INT4 = 2n ** 31n - 1n
const INT_TYPES = new Set([null, 'int4'])
const TEXT_TYPES = new Set([null, 'text'])

/** What the planner computes before it looks at a condition: `2 + 3`, `1 = 1`. Null for what is left to it. */
export function folded(operator: string, sides: readonly Constant[]): Constant | null {
  const [left, right] = sides
  if (!left || !right) return null
  return arithmetic(operator, left, right) ?? comparison(operator, left, right)
}

/** Of integers of four bytes, as long as the result is one. */
function arithmetic(operator: string, left: Constant, right: Constant): Constant | null {
  const integers = [left, right].flatMap(({ form, value, type }) =>
    form === 'number' && INT_TYPES.has(type) && isInteger(value) ? [BigInt(value)] : [],
  )
  const [a, b] = integers
  if (a === undefined || b === undefined || integers.some((each) => !isInt4(each))) return null
  const result = compute(operator, a, b)
  return result !== null && isInt4(result) ? { kind: 'constant', form: 'number', value: String(result), type: null } : null
}

function compute(operator: string, a: bigint, b: bigint): bigint | null {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/': // BigInt cuts off towards zero too
      return b === 0n ? null : a / b
    case '%':
      return b === 0n ? null : a % b
    default:
      return null
  }
}

const isInt4 = (value: bigint): boolean => value <= MAX_INT4 && value >= -MAX_INT4 - 1n
export const isInteger = (text: string): boolean => /^[+-]?\d+$/u.test(text)

function comparison(operator: string, left: Constant, right: Constant): Constant | null {
  const order = left.form === 'number' || left.form === 'boolean' ? orderOf(left, right) : textOrder(left, right)
  const known = order !== null && (!Number.isNaN(order) || operator === '=' || operator === '<>')
  const holds = !known
    ? undefined
    : { '=': order === 0, '<>': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator]
  return holds === undefined ? null : { kind: 'constant', form: 'boolean', value: String(holds), type: null }
}

/** Two texts without a type are compared as text, whose own collation tells different ones apart. */
const textOrder = (left: Constant, right: Constant): number | null =>
  left.form !== 'string' || right.form !== 'string' || !TEXT_TYPES.has(left.type) || !TEXT_TYPES.has(right.type)
    ? null
    : left.value === right.value
      ? 0
      : Number.NaN
