import type { Node, SelectStmt } from 'libpg-query'
import { parseStatements } from '../sql/parse.ts'
import { hasAggregate } from './aggregates.ts'
import type { Catalog } from './catalog.ts'
import { placeOf } from './column.ts'
import { grouped, isLimited, target } from './query.ts'
import type { Output, Reading, Scope } from './reading.ts'
import type { Locking, Returned, Shape, SortKey } from './shape.ts'
import { readStatement } from './statement.ts'
import { tagsOf } from './tags.ts'

/** What a statement of pg_stat_statements does; or why it cannot be told, in words that group such statements. */
export function shapeOf(query: string, catalog: Catalog): Shape | { readonly reason: string } {
  try {
    return read(query, catalog)
  } catch (error) {
    // Thousands of `||` in a row are as many levels; one such statement must not end the audit.
    if (error instanceof RangeError) return { reason: 'it nests deeper than can be followed' }
    throw error
  }
}

function read(query: string, catalog: Catalog): Shape | { readonly reason: string } {
  let statements: readonly { readonly stmt?: Node }[]
  try {
    statements = parseStatements(query).stmts ?? []
  } catch {
    return { reason: 'the parser of PostgreSQL 18 does not read it: it is cut short, or of an extension' }
  }
  const [node] = statements
  if (!node?.stmt || statements.length > 1) return { reason: 'it is several statements in one' }
  const reading: Reading = {
    catalog,
    uses: [],
    edges: [],
    documents: [],
    unresolved: new Set(),
    mentioned: [],
    changes: [],
    settled: new Set(),
    subqueries: new Map(),
    views: [],
  }
  const scope: Scope = { sources: [], ctes: new Map(), outer: null, inner: false }
  const statement = readStatement(reading, scope, node.stmt)
  if (!statement) return { reason: 'a utility statement' }
  const select = 'SelectStmt' in node.stmt ? node.stmt.SelectStmt : {}
  const sorted = sortOf(reading, scope, select)
  return {
    kind: statement.kind,
    uses: reading.uses.map(({ relation: { schema, name }, inner, only, calledAs, optional, predicates }) => ({
      schema,
      relation: name,
      inner,
      only,
      calledAs,
      optional,
      // What is pushed to has room for seventeen, and there are thousands of these.
      predicates: predicates.slice(),
    })),
    edges: reading.edges.slice(),
    documents: reading.documents.slice(),
    order: sorted,
    limit: isLimited(select),
    offset: select.limitOffset !== undefined,
    distinct: (select.distinctClause ?? []).length > 0,
    groups: (select.groupClause ?? []).map((each) => placeOf(reading, scope, grouped(reading, scope, select, each))),
    oneRow: (select.groupClause ?? []).length === 0 && (select.havingClause !== undefined || hasAggregate(select.targetList)),
    returns: returned(statement.output),
    locking: lockingOf(select),
    writes: statement.writes ?? reading.changes[0] ?? null,
    unresolved: [...reading.unresolved].toSorted(),
    tags: tagsOf(query),
  }
}

function sortOf(reading: Reading, scope: Scope, select: SelectStmt): readonly SortKey[] {
  return (select.sortClause ?? []).flatMap((node): readonly SortKey[] => {
    if (!('SortBy' in node)) return []
    const { node: by, sortby_dir, sortby_nulls } = node.SortBy
    const descending = sortby_dir === 'SORTBY_DESC'
    const nullsFirst = sortby_nulls === 'SORTBY_NULLS_FIRST' || (sortby_nulls !== 'SORTBY_NULLS_LAST' && descending)
    return [{ place: placeOf(reading, scope, target(select, by)), descending, nullsFirst }]
  })
}

function returned(output: Output): Returned {
  const all = output.all()
  return {
    whole: output.whole,
    columns: all.flatMap(({ place }) => (place && !output.whole.includes(place.use) ? [place] : [])),
    computed: output.open || all.some(({ place }) => place === null),
  }
}

const STRENGTHS: Readonly<Record<string, Locking['strength']>> = {
  LCS_FORKEYSHARE: 'key share',
  LCS_FORSHARE: 'share',
  LCS_FORNOKEYUPDATE: 'no key update',
  LCS_FORUPDATE: 'update',
}

function lockingOf({ lockingClause = [] }: SelectStmt): Locking | null {
  const clauses = lockingClause.flatMap((node) => ('LockingClause' in node ? [node.LockingClause] : []))
  const strength = STRENGTHS[clauses[0]?.strength ?? '']
  return strength ? { strength, skipLocked: clauses.some(({ waitPolicy }) => waitPolicy === 'LockWaitSkip') } : null
}
