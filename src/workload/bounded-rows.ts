import type { Relation } from '../snapshot.ts'
import type { Catalog } from './catalog.ts'
import type { Predicate, Shape, Use } from './shape.ts'

/**
 * Whether something keeps the number of rows that a SELECT returns small without LIMIT. A table gives at most a row for each row of the
 * others when a whole unique key of it is compared with values, or with columns of tables that do so themselves. A list of values (`in`,
 * `any`) for such a key, or for a foreign key, is how lookups are to be batched: its rows are as many as whoever sends it asks for.
 * `isSmall` says which tables are one page. A list by a foreign key (`where user_id = $1`) is bounded by nothing: it grows with its user.
 */
export function isBounded({ uses, edges }: Shape, catalog: Catalog, isSmall: (relation: Relation) => boolean): boolean {
  const relations = uses.map(({ schema, relation }) => catalog.named(schema, relation)[0])
  // What a subquery in an expression looks at does not come back.
  const known = uses.map(
    (use, at) => use.inner || (relations[at] !== undefined && (isSmall(relations[at]) || isBatch(use, relations[at]))),
  )
  const isPartner = (other: number): boolean => known[other] === true && uses[other]?.inner === false
  const isFixed = (at: number, column: string): boolean =>
    uses[at]?.predicates.some((each) => each.column === column && (each.kind === 'equal' || isList(each))) === true ||
    edges.some(
      ({ left, right }) =>
        (left.use === at && left.column === column && isPartner(right.use)) ||
        (right.use === at && right.column === column && isPartner(left.use)),
    )
  // Each round finds at least one more, or is the last.
  for (let more = true; more;) {
    more = false
    relations.forEach((relation, at) => {
      if (known[at] === true || !relation) return
      if (!uniqueKeys(relation).some((key) => key.every((column) => isFixed(at, column)))) return
      known[at] = true
      more = true
    })
  }
  return known.every(Boolean)
}

const isList = ({ kind, value }: Predicate): boolean => kind === 'in' && (value === 'parameter' || value === 'constant')

/** `user_id = any ($1)` of a foreign key: the rows of a page of parents. */
const isBatch = ({ predicates }: Use, { constraints }: Relation): boolean =>
  predicates.some(
    (each) => isList(each) && constraints.some(({ type, columns }) => type === 'foreign key' && columns.includes(each.column)),
  )

const keys = new WeakMap<Relation, readonly (readonly string[])[]>()

/** Columns of unique indexes over the whole table. */
function uniqueKeys(relation: Relation): readonly (readonly string[])[] {
  let known = keys.get(relation)
  if (!known)
    keys.set(
      relation,
      (known = relation.indexes
        .filter(({ unique, valid, predicate }) => unique && valid && predicate === null)
        .map((index) => index.keys.map(({ column }) => column))
        .filter((columns): columns is string[] => columns.every((column) => column !== null))),
    )
  return known
}
