import { parseExpression } from './parse.ts'

/** The columns an expression reads, unqualified, each once, in the order they appear; none when it cannot be parsed. */
export function referencedColumns(text: string): string[] {
  const names = new Set<string>()
  collect(parseExpression(text), names)
  return [...names]
}

function collect(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) for (const part of node) collect(part, names)
  else if (node !== null && typeof node === 'object') {
    if ('ColumnRef' in node) {
      const { fields } = node.ColumnRef as { fields: readonly { String?: { sval: string } }[] }
      const name = fields.at(-1)?.String?.sval
      if (name !== undefined) names.add(name)
    } else for (const part of Object.values(node)) collect(part, names)
  }
}
