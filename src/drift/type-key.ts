import { parseExpression } from '../sql/parse.ts'
import { strings, typeNameOf } from '../sql/term.ts'

/**
 * A column's type as `format_type` spells it, without the schema of an extension's type, which is another on each database; that of
 * the user's own types (`own`, as `schema.name`) stays. `loose` leaves out the modifiers of an extension's type too: stand-ins forget them.
 */
export function typeKey(type: string, own: ReadonlySet<string>, loose: boolean): string {
  if (!type.includes('.')) return type
  const node = parseExpression(`null::${type}`)
  if (!node || !('TypeCast' in node) || !node.TypeCast.typeName) return type
  const { typeName } = node.TypeCast
  const names = strings(typeName.names)
  if (own.has(names.join('.'))) return type
  const { typmods = [], ...rest } = typeName
  return typeNameOf({ ...rest, names: (typeName.names ?? []).slice(-1), typmods: loose ? [] : typmods })
}
