import type { Entry } from './read-workload.ts'
import type { Use } from './shape.ts'
import { relationKey, type Tie, type TieEnd, type Ties } from './ties.ts'

/** A statement that finds rows of one table by values of key columns, one set of values at a time. */
export interface Lookup {
  readonly entry: Entry
  /** `schema.name` */
  readonly relation: string
  /** The columns that a tie leads to, in the tie's order. */
  readonly columns: readonly string[]
  /** Ways in which a row of another table gives those values. */
  readonly ways: readonly Way[]
}

export interface Way {
  readonly tie: Tie
  /** The side whose rows give the values. */
  readonly from: TieEnd
}

/**
 * The lookups among statements, one for each set of columns that a tie leads to. Not among them, because no loop over rows explains them: what
 * takes locks (a queue that is polled), the server's own foreign-key checks (`SELECT … FROM ONLY … FOR KEY SHARE`), writes, batches by IN
 * or ANY, and what asks for columns that nothing is tied to (a session by its token, a flag by its name, a page by its slug).
 */
export function lookupsIn(entries: readonly Entry[], ties: Ties): readonly Lookup[] {
  return entries.flatMap((entry): readonly Lookup[] => {
    const { shape } = entry
    if (shape.kind !== 'select' || shape.locking !== null) return []
    return shape.uses.flatMap((use): readonly Lookup[] => {
      const relation = relationKey({ schema: use.schema, name: use.relation })
      const given = use.inner ? new Set<string>() : givenColumns(use)
      const byColumns = new Map<string, Way[]>()
      for (const tie of ties.get(relation) ?? [])
        for (const { to, from } of waysOf(tie)) {
          if (to.relation !== relation || !to.columns.every((column) => given.has(column))) continue
          const key = JSON.stringify(to.columns)
          const known = byColumns.get(key)
          if (known) known.push({ tie, from })
          else byColumns.set(key, [{ tie, from }])
        }
      return [...byColumns].map(([columns, ways]) => ({ entry, relation, columns: JSON.parse(columns) as string[], ways }))
    })
  })
}

const waysOf = ({ referencing, referenced }: Tie): readonly { readonly to: TieEnd; readonly from: TieEnd }[] => [
  { to: referenced, from: referencing },
  { to: referencing, from: referenced },
]

/** Columns that are compared with one value each. */
const givenColumns = ({ predicates }: Use): ReadonlySet<string> =>
  new Set(
    predicates
      .filter(({ kind, value }) => kind === 'equal' && (value === 'parameter' || value === 'constant'))
      .map(({ column }) => column),
  )
