import { camelCase, property } from '../fix/steps/drizzle-name.ts'
import { quote } from '../identifier.ts'
import type { Catalog } from '../workload/catalog.ts'
import type { Shape } from '../workload/shape.ts'

interface PageKey {
  readonly column: string
  readonly descending: boolean
}

/** How a list becomes pages: in its own order, ended by its table's key, so that no two rows have the same place. */
export function pageRemedy(shape: Shape, catalog: Catalog): string {
  const keys = pageKeys(shape, catalog)
  return `return a page: an order that ends in a unique column, and a limit${keys === null ? '' : `: ${orderBy(keys)}.limit(20)`}`
}

/** How a page that skips the ones before it goes on from them instead. */
export function keysetRemedy(shape: Shape, catalog: Catalog): string {
  const keys = pageKeys(shape, catalog)
  const text = 'go on from the last row of the page before, by an index in that order'
  // Of two directions no comparison of rows is the order.
  const [first] = keys ?? []
  if (!keys || !first || keys.some(({ descending }) => descending !== first.descending)) return text
  const columns = keys.map(({ column }) => quote(column)).join(', ')
  const values = keys.map(({ column }) => `\${${camelCase(column)}}`).join(', ')
  return `${text}: .where(sql\`(${columns}) ${first.descending ? '<' : '>'} (${values})\`)${orderBy(keys)}.limit(20)`
}

const orderBy = (keys: readonly PageKey[]): string =>
  `.orderBy(${keys.map(({ column, descending }) => (descending ? `desc(${property('t', column)})` : property('t', column))).join(', ')})`

/** The columns of its order, then those of the key that are not among them; null where the order is of several tables or computed. */
function pageKeys({ uses, order }: Shape, catalog: Catalog): readonly PageKey[] | null {
  const at = order[0]?.place?.use ?? uses.findIndex(({ inner }) => !inner)
  const use = uses[at]
  const [relation] = use ? catalog.named(use.schema, use.relation) : []
  const key = relation?.constraints.find(({ type }) => type === 'primary key')?.columns
  if (!key || order.some(({ place }) => place?.use !== at)) return null
  const sorted = order.flatMap(({ place, descending }) => (place ? [{ column: place.column, descending }] : []))
  const descending = sorted.at(-1)?.descending ?? false
  const rest = key.filter((column) => !sorted.some((each) => each.column === column))
  return [...sorted, ...rest.map((column) => ({ column, descending }))]
}
