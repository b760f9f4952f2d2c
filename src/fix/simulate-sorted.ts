import type { Constraint, Index, Relation } from '../snapshot.ts'

/** Code-unit order, as the collector sorts. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

export const withConstraint = (relation: Relation, constraint: Constraint): Relation => ({
  ...relation,
  constraints: [...relation.constraints, constraint].toSorted(byName),
})
export const withIndex = (relation: Relation, index: Index): Relation => ({
  ...relation,
  indexes: [...relation.indexes, index].toSorted(byName),
})
