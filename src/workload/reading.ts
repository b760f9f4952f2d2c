import type { Relation } from '../snapshot.ts'
import type { Catalog } from './catalog.ts'
import type { DocumentUse, Edge, Place, Predicate, Shape } from './shape.ts'

/** A mention of a table while its statement is being read. */
export interface UseDraft {
  readonly relation: Relation
  readonly inner: boolean
  readonly only: boolean
  readonly calledAs: string | null
  optional: boolean
  readonly predicates: Predicate[]
}

/** What is gathered while one statement is read. */
export interface Reading {
  readonly catalog: Catalog
  readonly uses: UseDraft[]
  readonly edges: Edge[]
  readonly documents: DocumentUse[]
  readonly unresolved: Set<string>
  /** Every column that was found so far, in the order of reading: tells which of them a subquery takes from around it. */
  readonly mentioned: Place[]
  /** What CTEs change. */
  readonly changes: NonNullable<Shape['writes']>[]
  /** Tables behind a LIMIT, or changed by a CTE: what is asked of their rows afterwards finds none of them in an index. */
  readonly settled: Set<number>
  /** Subqueries that were read already, by their node: a condition is looked at more than once. */
  readonly subqueries: Map<unknown, Subquery>
  /** Views on the way, so that one that names itself ends. */
  readonly views: readonly string[]
}

/** What a name in FROM gives: the columns of a table as they are, or those of a subquery, a view or a CTE as far as they can be followed. */
export interface Source {
  readonly alias: string
  /** The schema that may stand before the alias; null where none may. */
  readonly schema: string | null
  readonly output: Output
  /** Columns that only a qualified name reaches, as USING has merged them. */
  readonly hidden: readonly string[]
}

export interface Subquery {
  readonly output: Output
  /** Columns of the queries around it. */
  readonly outward: readonly Place[]
}

export interface OutputColumn {
  readonly name: string
  /** Null for what is computed. */
  readonly place: Place | null
  /** What it takes out of documents: who sorts or filters by the column sorts or filters by that. */
  readonly documents: readonly DocumentUse[]
}

/** Columns by name. */
export interface Output {
  readonly column: (name: string) => OutputColumn | undefined
  /** All of them, for `*`. */
  readonly all: () => readonly OutputColumn[]
  /** Tables whose columns all come back, in one piece. */
  readonly whole: readonly number[]
  /** A function in FROM, or something that is not known: any name may be one of its columns. */
  readonly open: boolean
}

/** Where a name may come from: FROM of this query level, then what is around it. */
export interface Scope {
  readonly sources: Source[]
  readonly ctes: ReadonlyMap<string, Output>
  readonly outer: Scope | null
  /** Inside EXISTS, IN or a scalar subquery. */
  readonly inner: boolean
}

export const ANYTHING: Output = { column: () => undefined, all: () => [], whole: [], open: true }

/** The columns of a table. */
export function tableOutput(reading: Reading, use: number): Output {
  const { relation } = reading.uses[use] as UseDraft
  const plain = (name: string): OutputColumn => ({ name, place: { use, column: name }, documents: [] })
  return {
    column: (name) => (reading.catalog.column(relation, name) ? plain(name) : undefined),
    all: () => relation.columns.map(({ name }) => plain(name)),
    whole: [use],
    open: false,
  }
}

/** A list of columns under new names, as `AS t (a, b)` gives them. */
export function listed(columns: readonly OutputColumn[], whole: readonly number[]): Output {
  const byName = new Map(columns.map((column) => [column.name, column]))
  return { column: (name) => byName.get(name), all: () => columns, whole, open: false }
}
