import type { Dialect } from './dialects/dialect.ts'
import type { Random } from './random.ts'
import type { BeforePage, Expected, Handler, Innocent, Lookup } from './scenario.ts'
import { type Domain, relationOf, type Table } from './table.ts'
import { fanOut, isSelf, type Tie, tiesOf } from './ties.ts'

/** A scenario that is being put together from parts. */
export interface Draft {
  readonly domain: Domain
  readonly random: Random
  readonly dialect: Dialect
  /** Lookups that a part has for itself: two parts with the same one would spoil each other's labels. */
  readonly taken: Set<string>
}

/** What a kind adds to a scenario. */
export interface Part {
  readonly handlers: readonly Handler[]
  readonly beforePage?: readonly BeforePage[]
  readonly expected?: readonly Expected[]
  readonly innocent?: readonly Innocent[]
  readonly tracksAll?: boolean
}

export interface Kind {
  readonly name: string
  /** Null when the schema has nothing left that it could be about. */
  build(draft: Draft): Part | null
}

export const lookupOf = (table: Table, columns: readonly string[]): Lookup => ({ relation: relationOf(table), columns })

const nameOf = (table: Table, columns: readonly string[]): string => `${relationOf(table)}(${columns.toSorted().join()})`

/** False when another part has it. */
export function take(draft: Draft, table: Table, columns: readonly string[]): boolean {
  const name = nameOf(table, columns)
  if (draft.taken.has(name)) return false
  draft.taken.add(name)
  return true
}

export const isFree = (draft: Draft, table: Table, columns: readonly string[]): boolean =>
  !draft.taken.has(nameOf(table, columns))

/** A tie whose lookup of the referenced row is free, which it is not any more. Trees have kinds of their own. */
export function takeToOne(draft: Draft, wanted: (tie: Tie) => boolean = () => true): Tie | null {
  const tie = anyOf(draft, (candidate) => wanted(candidate) && isFree(draft, candidate.parent, candidate.key))
  if (tie) take(draft, tie.parent, tie.key)
  return tie
}

/** A tie whose lookup of the referencing rows is free, and that more than one row refers by. */
export function takeToMany(draft: Draft, wanted: (tie: Tie) => boolean = () => true): Tie | null {
  const tie = anyOf(
    draft,
    (candidate) => fanOut(candidate) >= 1.5 && wanted(candidate) && isFree(draft, candidate.child, candidate.columns),
  )
  if (tie) take(draft, tie.child, tie.columns)
  return tie
}

function anyOf({ domain, random }: Draft, wanted: (tie: Tie) => boolean): Tie | null {
  const ties = tiesOf(domain).filter((tie) => !isSelf(tie) && wanted(tie))
  return ties.length === 0 ? null : random.pick(ties)
}
