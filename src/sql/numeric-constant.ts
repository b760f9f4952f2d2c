import type { Node } from 'libpg-query'
import { operatorOf, plainTypeOf } from './node-text.ts'

/** A JavaScript number holds this many significant decimal digits without loss. */
const EXACT_DIGITS = 15
const DIGIT = '0123456789'

/**
 * The value of a numeric constant as CHECKs contain them: `10`, `-1.5`, `(10)::numeric`, `'-1'::integer`.
 * Null for everything else, and for what a JavaScript number or the cast would change (`10.4::integer`): better not understood than wrong.
 */
export function numericConstantOf(node: Node | undefined): number | null {
  if (!node) return null
  if ('A_Const' in node) {
    const { ival, fval, sval } = node.A_Const
    if (ival) return ival.ival ?? 0
    if (fval) return exact(fval.fval ?? '')
    return sval ? exact(sval.sval ?? '') : null
  }
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_OP' && !node.A_Expr.lexpr) {
    const operand = numericConstantOf(node.A_Expr.rexpr)
    const operator = operatorOf(node.A_Expr.name)
    if (operand === null || (operator !== '-' && operator !== '+')) return null
    return operator === '-' ? 0 - operand : operand
  }
  if ('TypeCast' in node) {
    const value = numericConstantOf(node.TypeCast.arg)
    return value !== null && keeps(plainTypeOf(node.TypeCast.typeName), value) ? value : null
  }
  return null
}

function exact(text: string): number | null {
  const value = Number(text)
  const digits = [...text].filter((character) => DIGIT.includes(character)).length
  return text.trim() !== '' && Number.isFinite(value) && digits <= EXACT_DIGITS ? value : null
}

function keeps(type: string | null, value: number): boolean {
  if (type === 'numeric' || type === 'float8') return true
  return (type === 'int2' || type === 'int4' || type === 'int8' || type === 'float4') && Number.isInteger(value)
}
