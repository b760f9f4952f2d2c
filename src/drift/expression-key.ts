import type { Node } from 'libpg-query'
import { clauseKey, isNever } from '../sql/clause.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { keyTerm } from '../sql/index-key.ts'
import { isNullConstant } from '../sql/node-text.ts'
import { parseExpression } from '../sql/parse.ts'
import { clauseOf } from '../sql/read-clause.ts'
import { termKey } from '../sql/term.ts'

/** The canonical form of a value: a default, a generated column, a key of an index. Text that is no expression stands for itself. */
export function valueKey(text: string, columnOf: ColumnOf): string {
  const node = parseExpression(text)
  return node ? termKey(keyTerm(text, sameEverywhere(node), columnOf).term) : text
}

/**
 * The canonical form of a condition. A CHECK lets null pass where WHERE does not: a condition that compares with null is told by its
 * text, for the form is that of WHERE.
 */
export function conditionKey(node: Node | null, text: string, columnOf: ColumnOf): string {
  if (!node || comparesNull(node)) return text
  const clause = clauseOf(sameEverywhere(node), columnOf)
  return isNever(clause) ? text : clauseKey(clause)
}

function comparesNull(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(comparesNull)
  if (node === null || typeof node !== 'object') return false
  return isNullConstant(node as Node) || Object.values(node).some(comparesNull)
}

/** Members of a tree whose names may be written with a schema. */
const NAMES: ReadonlySet<string> = new Set(['funcname', 'names', 'collname'])

/**
 * Without what differs between databases that do the same: the schema that an extension lives in, how a function was called (13 prints
 * `"substring"(a, 1)`, later ones `SUBSTRING(a FROM 1)`), and the name that EXTRACT had before 14.
 */
const sameEverywhere = (node: Node): Node => JSON.parse(JSON.stringify(node, cleaned)) as Node

function cleaned(key: string, value: unknown): unknown {
  if (key === 'location' || key === 'funcformat') return undefined
  return NAMES.has(key) && Array.isArray(value) ? [lastName(value as readonly Node[])] : value
}

function lastName(names: readonly Node[]): Node | undefined {
  const last = names.at(-1)
  return last && 'String' in last && last.String.sval === 'date_part' ? { String: { sval: 'extract' } } : last
}
