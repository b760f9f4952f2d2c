/** What one statement does, read from its text and the tables it names. Every place is a number: the position in `uses`. */
export interface Shape {
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'merge'
  /** Every mention of a table, those inside views, CTEs and subqueries too, in the order in which they are read. */
  readonly uses: readonly Use[]
  /** Columns that are compared with `=`, in WHERE, ON, USING, or from a subquery to what is around it. */
  readonly edges: readonly Edge[]
  readonly documents: readonly DocumentUse[]
  /** ORDER BY of the statement itself. */
  readonly order: readonly SortKey[]
  readonly limit: boolean
  readonly offset: boolean
  readonly distinct: boolean
  /** GROUP BY of the statement itself; null for a part that is no column. */
  readonly groups: readonly (Place | null)[]
  /** Aggregates without GROUP BY: one row comes back, however many are read. */
  readonly oneRow: boolean
  readonly returns: Returned
  readonly locking: Locking | null
  /** The table that an INSERT, UPDATE, DELETE or MERGE changes (its place in `uses`), and the columns it sets. */
  readonly writes: { readonly use: number; readonly columns: readonly string[] } | null
  /** Names that could not be told: a table of several schemas, a column of several tables. One sentence each, sorted. */
  readonly unresolved: readonly string[]
  /** sqlcommenter's tags: `{ route: '/attempts' }`. */
  readonly tags: Readonly<Record<string, string>>
}

/** A column of a table. */
export interface Place {
  readonly use: number
  readonly column: string
}

export interface Use {
  readonly schema: string
  readonly relation: string
  /** Inside EXISTS, IN or a scalar subquery: its rows are looked at and do not come back. */
  readonly inner: boolean
  /** `FROM ONLY`: how the server's own foreign-key checks are written. */
  readonly only: boolean
  /** The alias, or the table's own name where it has none; null inside a view, where the statement does not name it. */
  readonly calledAs: string | null
  /** On its nullable side of an outer join: a condition in ON does not bound the result. */
  readonly optional: boolean
  /** Conditions that all must hold. */
  readonly predicates: readonly Predicate[]
}

export interface Predicate {
  /**
   * `equal` and `range` compare the bare column with a value that is known before the table is read; `in` with a list or an array of them;
   * `boolean` is the bare column or `not` of it; `other` is everything else that mentions the column: OR, functions of it, `<>`.
   */
  readonly kind: 'equal' | 'in' | 'range' | 'null' | 'not null' | 'boolean' | 'like' | 'other'
  readonly column: string
  /** What it is compared with. pg_stat_statements makes constants parameters, so `parameter` is a constant or a parameter of the application. */
  readonly value: 'parameter' | 'constant' | 'subquery' | 'expression' | 'none'
  /** `not` of a boolean column. */
  readonly negated: boolean
}

export interface Edge {
  readonly left: Place
  readonly right: Place
}

/** A part of a json or jsonb column that is asked for. */
export interface DocumentUse extends Place {
  readonly clause: 'select' | 'where' | 'join' | 'group' | 'order' | 'having' | 'aggregate'
  /** `->`, `->>`, `#>`, `#>>`, `@>`, `?`, `@?`, `@@`, a subscript or a function's name. */
  readonly operator: string
  /** Null where it is a parameter: pg_stat_statements does not keep constants. */
  readonly key: string | null
  /** The type that it is cast to, as written: `integer`, `numeric`; null for none. */
  readonly cast: string | null
}

export interface SortKey {
  /** Null for an expression. */
  readonly place: Place | null
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface Returned {
  /** Tables all of whose columns come back. */
  readonly whole: readonly number[]
  readonly columns: readonly Place[]
  /** Whether anything else comes back: expressions, aggregates, constants. */
  readonly computed: boolean
}

export interface Locking {
  readonly strength: 'key share' | 'share' | 'no key update' | 'update'
  readonly skipLocked: boolean
}
