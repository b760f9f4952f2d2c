import type { Relation } from '../snapshot.ts'
import { type IndexShape, type KeyShape, samePredicate } from './index-serves.ts'

/** `other` answers every query that `shape` answers, and of two that are alike only one is called redundant. */
export function makesRedundant(other: IndexShape, shape: IndexShape, relation: Relation): boolean {
  if (!startsWith(other.keys, shape.keys, relation)) return false
  // A partial index finds its few rows at once, where one over more rows reads and discards the rest.
  if (!samePredicate(other.predicate, shape.predicate)) return false
  const stored = new Set([...other.index.include, ...other.keys.map((key) => key.column)])
  if (!shape.index.include.every((column) => stored.has(column))) return false
  const longer =
    other.keys.length > shape.keys.length ||
    other.index.unique ||
    other.index.include.length > shape.index.include.length ||
    spellsNulls(shape.keys, other.keys)
  return longer || other.index.name < shape.index.name
}

/** `other` answers every query that `shape` answers, and as fast: two that are alike stand in for each other. */
export function standsIn(other: IndexShape, shape: IndexShape, relation: Relation): boolean {
  const stored = new Set([...other.index.include, ...other.keys.map((key) => key.column)])
  return (
    other.index.method === shape.index.method &&
    startsWith(other.keys, shape.keys, relation) &&
    samePredicate(other.predicate, shape.predicate) &&
    shape.index.include.every((column) => stored.has(column)) &&
    (!shape.index.unique || (other.index.unique && other.keys.length === shape.keys.length)) &&
    (!shape.index.nullsNotDistinct || other.index.nullsNotDistinct)
  )
}

/** The first keys of `other` are the keys of `shape`, all in the same or all in the mirrored direction. */
function startsWith(other: readonly KeyShape[], keys: readonly KeyShape[], relation: Relation): boolean {
  if (other.length < keys.length) return false
  const mirrored = (other[0] as KeyShape).descending !== (keys[0] as KeyShape).descending
  return keys.every((key, at) => {
    const theirs = other[at] as KeyShape
    // In a column without nulls their place decides nothing but which spelling of ORDER BY is served: one that leaves it out must stay.
    const nullsAgree =
      (theirs.nullsFirst !== key.nullsFirst) === mirrored ||
      (keys.length === other.length &&
        relation.columns.some(({ name, notNull }) => notNull && name === key.column) &&
        spellsNulls([key], [theirs]))
    return (
      theirs.key === key.key &&
      theirs.opclass === key.opclass &&
      theirs.collation === key.collation &&
      (theirs.descending !== key.descending) === mirrored &&
      nullsAgree
    )
  })
}

/** Serves only queries that say where the nulls go, while `other` serves those that do not. */
export const spellsNulls = (keys: readonly KeyShape[], other: readonly KeyShape[]): boolean =>
  keys.some((key, at) => key.nullsFirst !== key.descending && other[at]?.nullsFirst === other[at]?.descending)
