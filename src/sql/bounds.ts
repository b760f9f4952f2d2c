import type { Node } from 'libpg-query'
import { type Comparison, type Reader, reachOf } from './condition-reach.ts'
import { EVERYTHING, intersect, type IntervalSet, intervalsOf, NOTHING, union } from './interval-set.ts'
import { columnNameOf, mentionedColumns, operatorOf, plainTypeOf } from './node-text.ts'
import { numericConstantOf } from './numeric-constant.ts'

export interface Bounded {
  /** The column's name in the conditions; `value` in those of a domain. */
  readonly column: string
  /** `format_type` of its base type. */
  readonly type: string
}

/** Type names as `format_type` prints them → casts of a column of that type that change no value. */
const EXACT_CASTS: Readonly<Record<string, readonly string[]>> = {
  smallint: ['int2', 'int4', 'int8', 'numeric', 'float8'],
  integer: ['int4', 'int8', 'numeric', 'float8'],
  bigint: ['int8', 'numeric'],
  numeric: ['numeric'],
  real: ['float4', 'float8'],
  'double precision': ['float8'],
}
const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint']
const COMMUTED = { '=': '=', '<>': '<>', '<': '>', '>=': '<=', '>': '<', '<=': '>=' } as const satisfies Record<
  Comparison,
  Comparison
>
const NEGATED = { '=': '<>', '<>': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const satisfies Record<
  Comparison,
  Comparison
>

/** Whether bounds can be read for columns of this base type. */
export const isNumericType = (type: string): boolean => Object.hasOwn(EXACT_CASTS, type)

/** What a bound is about: a column's value, or by how much one column exceeds another. Neither is NULL: a CHECK lets NULL pass. */
export type Subject =
  | { readonly kind: 'value'; readonly of: Bounded }
  | { readonly kind: 'difference'; readonly of: Bounded; readonly minus: Bounded }

/**
 * The values that the subject may have when a CHECK with this condition holds: never fewer than PostgreSQL allows.
 * `mentioned` says whether it is about the subject at all: then "everything" may mean that it was not understood.
 */
export function allowedValues(condition: Node, subject: Subject): { readonly values: IntervalSet; readonly mentioned: boolean } {
  const columns = subject.kind === 'value' ? [subject.of] : [subject.of, subject.minus]
  const integers = columns.every(({ type }) => INTEGERS.includes(type))
  const reader: Reader<IntervalSet> = {
    all: EVERYTHING,
    none: NOTHING,
    union,
    intersect,
    isSubject: (node) => columns.some((column) => isColumn(node, column)),
    compare: (operator, left, right) => {
      const read = onSubject(subject, operator, left, right) ?? onSubject(subject, COMMUTED[operator], right, left)
      return (
        read && {
          notFalse: intervalsOf(read.operator, read.value, integers),
          notTrue: intervalsOf(NEGATED[read.operator], read.value, integers),
        }
      )
    },
  }
  const names = mentionedColumns(condition)
  return { values: reachOf(condition, reader).notFalse, mentioned: columns.every(({ column }) => names.has(column)) }
}

/** `left operator right` as `subject operator number`; null when it is none. */
function onSubject(
  subject: Subject,
  operator: Comparison,
  left: Node,
  right: Node,
): { operator: Comparison; value: number } | null {
  const value = numericConstantOf(right)
  if (subject.kind === 'value') return value !== null && isColumn(left, subject.of) ? { operator, value } : null
  const { of, minus } = subject
  if (isColumn(left, of) && isColumn(right, minus)) return { operator, value: 0 }
  if (value === null || !('A_Expr' in left) || operatorOf(left.A_Expr.name) !== '-') return null
  const { lexpr, rexpr } = left.A_Expr
  if (isColumn(lexpr, of) && isColumn(rexpr, minus)) return { operator, value }
  return isColumn(lexpr, minus) && isColumn(rexpr, of) ? { operator: COMMUTED[operator], value: 0 - value } : null
}

/** The column itself, also behind a cast that changes nothing, or `coalesce(column, …)`: where the column is not NULL that is the column. */
function isColumn(node: Node | undefined, bounded: Bounded): boolean {
  if (!node) return false
  if ('TypeCast' in node) {
    const type = plainTypeOf(node.TypeCast.typeName)
    return type !== null && (EXACT_CASTS[bounded.type] ?? []).includes(type) && isColumn(node.TypeCast.arg, bounded)
  }
  if ('CoalesceExpr' in node) return isColumn(node.CoalesceExpr.args?.[0], bounded)
  return columnNameOf(node) === bounded.column
}
