import { quote } from '../identifier.ts'
import { EXPRESSION_PREFIX, parseExpression, scanTokens } from './parse.ts'

/**
 * An SQL expression with its columns under other names and without the table's name before them, the rest as it was written. Text
 * that is no expression comes back as it is.
 */
export function renameColumns(text: string, rename: (name: string) => string): string {
  const node = parseExpression(text)
  if (!node) return text
  const references: Reference[] = []
  visit(node, (reference) => references.push(reference))
  if (references.every(({ name, parts }) => parts === 1 && rename(name) === name)) return text
  const bytes = Buffer.from(text)
  const tokens = scanTokens(text)
  let renamed = ''
  let from = 0
  for (const { at, name, parts } of references.toSorted((a, b) => a.at - b.at)) {
    const first = tokens.findIndex(({ start }) => start === at)
    const last = tokens[first + 2 * (parts - 1)] // with a dot between two parts
    const other = rename(name)
    if (!last || (other === name && parts === 1)) continue
    renamed += bytes.subarray(from, at).toString() + quote(other)
    from = last.end
  }
  return renamed + bytes.subarray(from).toString()
}

interface Reference {
  /** Where it starts, in bytes. */
  readonly at: number
  readonly name: string
  /** 2 for `t.x`. */
  readonly parts: number
}

/** Calls back for each reference to a column; PostgreSQL counts locations in bytes. */
function visit(node: unknown, found: (reference: Reference) => void): void {
  if (Array.isArray(node)) for (const part of node) visit(part, found)
  else if (node !== null && typeof node === 'object') {
    if ('ColumnRef' in node) {
      const { fields, location } = node.ColumnRef as { fields: readonly { String?: { sval: string } }[]; location?: number }
      const name = fields.at(-1)?.String?.sval
      if (name !== undefined && location !== undefined)
        found({ at: location - EXPRESSION_PREFIX.length, name, parts: fields.length })
    } else for (const part of Object.values(node)) visit(part, found)
  }
}
