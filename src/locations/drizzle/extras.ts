import { clipped } from '../../identifier.ts'
import type { KeyedPlace } from '../places.ts'
import { type Chain, chainOf } from './chain.ts'
import type { DrizzleColumn } from './columns.ts'
import { meaningOf } from './meaning.ts'
import { propertiesOf } from './properties.ts'
import { returned } from './returned.ts'
import type { Scope, Value } from './scope.ts'
import { argument } from './table-maker.ts'
import { textOf } from './text-of.ts'
import { unwrapped } from './unwrapped.ts'
import { nodesOf } from './walk.ts'

/** An index or constraint that stands beside the columns. */
export interface Extra {
  readonly what: 'index' | 'constraint'
  readonly kind: KeyedPlace['kind']
  /** What the database may call it; none where Drizzle's own name for it is not known. */
  readonly names: readonly string[]
  readonly columns: KeyedPlace['columns']
  readonly node: Value
  readonly scope: Scope
}

/** The functions of drizzle-orm/pg-core, with how Drizzle ends a name of its own. */
const FUNCTIONS: Readonly<Record<string, Pick<Extra, 'what' | 'kind'> & { readonly ending: string | null }>> = {
  index: { what: 'index', kind: 'key', ending: 'index' },
  uniqueIndex: { what: 'index', kind: 'key', ending: 'index' },
  unique: { what: 'constraint', kind: 'key', ending: 'unique' },
  primaryKey: { what: 'constraint', kind: 'key', ending: 'pk' },
  check: { what: 'constraint', kind: 'check', ending: null },
  foreignKey: { what: 'constraint', kind: 'reference', ending: null },
}

/** What `(t) => [...]`, the older `(t) => ({...})`, or either without the function lists. */
export function extrasOf(node: Value, scope: Scope, table: string, columns: readonly DrizzleColumn[]): readonly Extra[] {
  const meaning = meaningOf(node, scope)
  if (meaning?.kind !== 'written') return []
  const home = meaning.scope
  const list = unwrapped(returned(meaning.node) ?? meaning.node)
  const entries =
    list.type === 'ArrayExpression'
      ? list.elements.flatMap((element) =>
          element && element.type !== 'SpreadElement' ? [{ node: element as Value, scope: home }] : [],
        )
      : propertiesOf(list, home).map((property) => ({ node: property.node.value as Value, scope: property.scope }))
  return entries.flatMap((entry) => extraOf(entry.node, entry.scope, table, columns) ?? [])
}

function extraOf(node: Value, scope: Scope, table: string, columns: readonly DrizzleColumn[]): Extra | null {
  const chain = chainOf(node)
  const callee = chain && meaningOf(chain.first.callee, scope)
  const known = callee?.kind === 'drizzle' ? FUNCTIONS[callee.name] : undefined
  if (!chain || !known) return null
  const keys = keysOf(chain, scope, columns)
  const given = nameIn(chain, scope)
  const names = given === null ? (known.ending === null ? [] : ownNames(table, keys, known.ending)) : [given]
  return { what: known.what, kind: known.kind, names: names.map((name) => clipped(name)), columns: keys, node, scope }
}

/** The first argument, or `name` in it. */
function nameIn({ first }: Chain, scope: Scope): string | null {
  const given = argument(first, 0)
  if (!given) return null
  const named =
    given.type === 'ObjectExpression' ? propertiesOf(given, scope).find(({ key }) => key === 'name')?.node.value : given
  return textOf(named, scope) || null
}

/** Columns by the property that they are read from, `t.userId`; a condition is not among what is read. */
function keysOf({ first, rest }: Chain, scope: Scope, columns: readonly DrizzleColumn[]): KeyedPlace['columns'] {
  const listed = rest.filter(({ method }) => LISTS.has(method)).map(({ call }) => call.arguments)
  const read = nodesOf(listed.length > 0 ? listed : ofConstraint(first, scope), 'MemberExpression')
  const keys = read.flatMap(({ object, property }) =>
    object.type === 'Identifier' && property.type === 'Identifier' ? [property.name] : [],
  )
  return [...new Set(keys)].flatMap((key) => columns.filter((column) => column.key === key).map(({ names }) => names))
}

const LISTS = new Set(['on', 'onOnly', 'using'])

/** `columns` of a primary or foreign key, which has those of the other table beside them; all of a CHECK. */
function ofConstraint(first: Chain['first'], scope: Scope): readonly unknown[] {
  const given = argument(first, 0)
  if (given?.type !== 'ObjectExpression') return first.arguments
  return propertiesOf(given, scope)
    .filter(({ key }) => key === 'columns')
    .map(({ node }) => node.value)
}

/** `attempts_user_id_created_at_index`: under the casing that writes all columns one way or the other. */
const ownNames = (table: string, keys: KeyedPlace['columns'], ending: string): readonly string[] =>
  keys.length === 0 ? [] : [...new Set([0, -1].map((at) => [table, ...keys.map((names) => names.at(at)), ending].join('_')))]
