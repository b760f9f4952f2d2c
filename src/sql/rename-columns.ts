import { quote } from '../identifier.ts'
import { EXPRESSION_PREFIX, parseExpression } from './parse.ts'

/**
 * An SQL expression with its columns under other names, the rest as it was written. Text that is no expression comes back
 * as it is.
 */
export function renameColumns(text: string, rename: (name: string) => string): string {
  const node = parseExpression(text)
  if (!node) return text
  const bytes = Buffer.from(text)
  const parts: { readonly at: number; readonly name: string }[] = []
  visit(node, (at, name) => parts.push({ at: at - EXPRESSION_PREFIX.length, name }))
  let renamed = ''
  let from = 0
  for (const { at, name } of parts.toSorted((a, b) => a.at - b.at)) {
    const other = rename(name)
    if (other === name) continue
    const quoted = bytes[at] === 0x22 /* " */
    renamed += bytes.subarray(from, at).toString() + quote(other)
    from = at + Buffer.byteLength(name) + (quoted ? 2 + name.split('"').length - 1 : 0)
  }
  return renamed + bytes.subarray(from).toString()
}

/** Calls back for each unqualified column reference; PostgreSQL counts locations in bytes. */
function visit(node: unknown, found: (at: number, name: string) => void): void {
  if (Array.isArray(node)) for (const part of node) visit(part, found)
  else if (node !== null && typeof node === 'object') {
    if ('ColumnRef' in node) {
      const { fields, location } = node.ColumnRef as { fields: readonly { String?: { sval: string } }[]; location?: number }
      const name = fields.length === 1 ? fields[0]?.String?.sval : undefined
      if (name !== undefined && location !== undefined) found(location, name)
    } else for (const part of Object.values(node)) visit(part, found)
  }
}
