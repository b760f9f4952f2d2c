import type { Node } from 'libpg-query'
import { columnNameOf } from '../../sql/node-text.ts'

/** The columns that a part of a tree reads, each once: of an index element, its column or those of its expression. */
export function columnsIn(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) for (const part of node) columnsIn(part, found)
  else if (node !== null && typeof node === 'object') {
    const name = 'ColumnRef' in node ? columnNameOf(node as Node) : 'IndexElem' in node ? elementOf(node as Node) : null
    if (name === null) for (const part of Object.values(node)) columnsIn(part, found)
    else if (!found.includes(name)) found.push(name)
  }
  return found
}

const elementOf = (node: Node): string | null => ('IndexElem' in node ? (node.IndexElem.name ?? null) : null)
