import type { Relation } from '../snapshot.ts'
import type { Entry } from './read-workload.ts'
import type { Predicate, Use } from './shape.ts'

/** What an index would have to do for one statement on one table. */
export interface IndexNeed {
  readonly entry: Entry
  /** Columns that are compared with a value, sorted by name. */
  readonly equal: readonly string[]
  /** ORDER BY of a statement that stops early (LIMIT): then the order is worth an index. */
  readonly order: readonly { readonly column: string; readonly descending: boolean; readonly nullsFirst: boolean }[]
  /** The column of a `<` or BETWEEN, where no order is asked for. */
  readonly range: string | null
  /** Conditions without a parameter, which a partial index can have: `deleted_at IS NULL`, `is_active`. Sorted SQL, columns unquoted. */
  readonly where: readonly Condition[]
}

export interface Condition {
  readonly column: string
  readonly kind: 'null' | 'not null' | 'boolean' | 'not boolean'
}

/** Columns that an index has at most: what comes after narrows little, and every write pays for it. */
const MOST_COLUMNS = 4

/**
 * What the statement asks of its use at this place; null where no index of columns would help: nothing is compared, or a unique key finds the row
 * already. The columns of an IN stand among the equal ones only where no order is asked for, since several values have no common order.
 */
export function indexNeed(entry: Entry, at: number, relation: Relation): IndexNeed | null {
  const { shape } = entry
  const use = shape.uses[at]
  if (!use || use.only || (relation.kind !== 'table' && relation.kind !== 'partitioned table')) return null
  const sorted = sortOn(entry, at)
  const equal = [...new Set([...columnsOf(use, ['equal']), ...(sorted.length > 0 ? [] : columnsOf(use, ['in']))])].toSorted()
  if (isFoundByKey(relation, equal)) return null
  const order = sorted.filter(({ column }) => !equal.includes(column))
  const [range = null] = order.length > 0 ? [] : columnsOf(use, ['range']).filter((column) => !equal.includes(column))
  if (equal.length === 0 && order.length === 0 && range === null) return null
  const columns = [...equal, ...order.map(({ column }) => column), ...(range === null ? [] : [range])]
  // Rules write a sort key as words, so a name of several words cannot be one.
  if (columns.length > MOST_COLUMNS || columns.some((column) => /[\s()]/u.test(column))) return null
  return { entry, equal, order, range, where: conditionsOf(use).filter(({ column }) => !equal.includes(column)) }
}

const columnsOf = ({ predicates }: Use, kinds: readonly Predicate['kind'][]): readonly string[] =>
  predicates.filter(({ kind, value }) => kinds.includes(kind) && value !== 'expression').map(({ column }) => column)

function sortOn({ shape: { order, limit, groups, distinct, oneRow } }: Entry, at: number): IndexNeed['order'] {
  if (!limit || groups.length > 0 || distinct || oneRow || order.some(({ place }) => place?.use !== at)) return []
  return order.flatMap(({ place, descending, nullsFirst }) => (place ? [{ column: place.column, descending, nullsFirst }] : []))
}

const isFoundByKey = ({ indexes }: Relation, equal: readonly string[]): boolean =>
  indexes.some(
    ({ unique, valid, predicate, keys }) =>
      unique && valid && predicate === null && keys.every(({ column }) => column !== null && equal.includes(column)),
  )

const conditionsOf = ({ predicates }: Use): readonly Condition[] =>
  predicates
    .flatMap(({ kind, column, negated }): readonly Condition[] => {
      if (kind === 'null' || kind === 'not null') return [{ column, kind }]
      return kind === 'boolean' ? [{ column, kind: negated ? 'not boolean' : 'boolean' }] : []
    })
    .toSorted((a, b) => (a.column < b.column ? -1 : Number(a.column > b.column)) || (a.kind < b.kind ? -1 : 1))
