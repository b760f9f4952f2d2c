import type { Node, TypeName } from 'libpg-query'

/** The text of a String node, else the empty string. */
export const stringOf = (node: Node | undefined): string => (node && 'String' in node ? (node.String.sval ?? '') : '')

/** An operator's name; empty when it is schema-qualified with anything but pg_catalog: such an operator may mean anything. */
export function operatorOf(name: readonly Node[] | undefined): string {
  const parts = (name ?? []).map(stringOf)
  return parts.length === 1 || parts[0] === 'pg_catalog' ? (parts.at(-1) ?? '') : ''
}

/** The last part of a column reference: `x` of `t.x`; null for `t.*` and for anything else. */
export function columnNameOf(node: Node | undefined): string | null {
  if (!node || !('ColumnRef' in node)) return null
  const last = node.ColumnRef.fields?.at(-1)
  return last && 'String' in last ? stringOf(last) : null
}

/** A type's name as the catalog spells it inside (`int4`, `float8`); null for arrays and for types with a modifier. */
export function plainTypeOf(type: TypeName | undefined): string | null {
  if (!type || type.arrayBounds?.length || type.typmods?.length) return null
  return stringOf(type.names?.at(-1)) || null
}

/** A string constant, with or without a cast: `'total'::text`. */
export function textConstantOf(node: Node | undefined): string | null {
  if (!node) return null
  if ('TypeCast' in node) return textConstantOf(node.TypeCast.arg)
  return 'A_Const' in node && node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : null
}

export const isNullConstant = (node: Node | undefined): boolean =>
  node !== undefined &&
  (('A_Const' in node && node.A_Const.isnull === true) || ('TypeCast' in node && isNullConstant(node.TypeCast.arg)))

/** Every column that an expression mentions other than to ask whether it is NULL, by the last part of its name. */
export function mentionedColumns(node: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(node)) for (const part of node) mentionedColumns(part, found)
  else if (node !== null && typeof node === 'object' && !('NullTest' in node)) {
    const name = 'ColumnRef' in node ? columnNameOf(node as Node) : null
    if (name !== null) found.add(name)
    else for (const part of Object.values(node)) mentionedColumns(part, found)
  }
  return found
}
