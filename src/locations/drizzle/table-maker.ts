import type { CallExpression } from 'oxc-parser'
import { MAX_STEPS, meaningOf } from './meaning.ts'
import { returned } from './returned.ts'
import type { Scope, Value } from './scope.ts'
import { textOf } from './text-of.ts'
import { unwrapped } from './unwrapped.ts'

/** What makes tables when it is called: `pgTable`, `pgSchema('app').table`, `pgTableCreator((name) => …)`. */
export interface TableMaker {
  readonly schema: string
  /** The table's name in the database; null where only a run of the code would tell. */
  readonly nameOf: (written: string) => string | null
}

const PLAIN: TableMaker = { schema: 'public', nameOf: (written) => written }

export function tableMakerOf(callee: Value, scope: Scope, steps = MAX_STEPS): TableMaker | null {
  const meaning = steps === 0 ? null : meaningOf(callee, scope)
  if (meaning === null) return null
  if (meaning.kind === 'drizzle') return meaning.name === 'pgTable' ? PLAIN : null
  const { node } = meaning
  if (node.type === 'CallExpression') return creatorOf(node, meaning.scope)
  if (node.type !== 'MemberExpression' || node.computed) return null
  // From drizzle-orm 1.0 on: the same table, with row-level security.
  if (node.property.name === 'withRLS') return tableMakerOf(node.object, meaning.scope, steps - 1)
  const schema = node.property.name === 'table' ? schemaOf(node.object, meaning.scope) : null
  return schema === null ? null : { ...PLAIN, schema }
}

function schemaOf(node: Value, scope: Scope): string | null {
  const meaning = meaningOf(node, scope)
  if (meaning?.kind !== 'written' || meaning.node.type !== 'CallExpression') return null
  return isCallOf('pgSchema', meaning.node, meaning.scope) ? textOf(argument(meaning.node, 0), meaning.scope) : null
}

function creatorOf(call: CallExpression, scope: Scope): TableMaker | null {
  if (!isCallOf('pgTableCreator', call, scope)) return null
  const given = argument(call, 0)
  const customize = given ? meaningOf(given, scope) : null
  const [parameter] = customize?.kind === 'written' && 'params' in customize.node ? customize.node.params : []
  const result = customize?.kind === 'written' ? returned(customize.node) : null
  if (customize?.kind !== 'written' || result === null || parameter?.type !== 'Identifier')
    return { ...PLAIN, nameOf: () => null }
  return { ...PLAIN, nameOf: (written) => textOf(result, customize.scope, new Map([[parameter.name, written]])) }
}

/** Whether it calls that export of drizzle-orm/pg-core, under whatever name. */
export function isCallOf(name: string, { callee }: CallExpression, scope: Scope): boolean {
  const meaning = meaningOf(callee, scope)
  return meaning?.kind === 'drizzle' && meaning.name === name
}

/** The nth argument, where nothing before it is spread. */
export function argument({ arguments: given }: CallExpression, at: number): Value | undefined {
  const before = given.slice(0, at + 1)
  const last = before[at]
  return last && last.type !== 'SpreadElement' && before.every(({ type }) => type !== 'SpreadElement')
    ? unwrapped(last)
    : undefined
}
