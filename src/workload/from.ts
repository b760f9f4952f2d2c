import type { Alias, Node, RangeVar } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import { parseStatements } from '../sql/parse.ts'
import { visit } from './expressions.ts'
import { readJoin } from './join.ts'
import { queryOutput, renamed } from './query.ts'
import { ANYTHING, type Output, type Reading, type Scope, type Source, tableOutput } from './reading.ts'

/** Noted of a statement that reads a system catalog: no table of the user's. */
export const SYSTEM_CATALOG = 'a system catalog'

/** Reads an item of FROM into the scope: later items, and LATERAL ones, see it. */
export function readFrom(reading: Reading, scope: Scope, node: Node): void {
  if ('RangeVar' in node) scope.sources.push(table(reading, scope, node.RangeVar))
  else if ('JoinExpr' in node) readJoin(reading, scope, node.JoinExpr)
  else if ('RangeSubselect' in node) {
    const { subquery, alias } = node.RangeSubselect
    const output = subquery && 'SelectStmt' in subquery ? queryOutput(reading, nested(scope), subquery.SelectStmt) : ANYTHING
    scope.sources.push(named(alias, null, output))
  } else if ('RangeFunction' in node) {
    const { functions = [], alias } = node.RangeFunction
    for (const part of functions) visit(reading, scope, part, 'join')
    scope.sources.push(named(alias, null, ANYTHING))
  } else if ('RangeTableSample' in node && node.RangeTableSample.relation)
    readFrom(reading, scope, node.RangeTableSample.relation)
  else {
    // JSON_TABLE and XMLTABLE.
    visit(reading, scope, node, 'join')
    const { alias } = 'JsonTable' in node ? node.JsonTable : 'RangeTableFunc' in node ? node.RangeTableFunc : {}
    scope.sources.push(named(alias, null, ANYTHING))
  }
}

/** A subquery in FROM sees the same CTEs; with LATERAL the items before it, which are looked through without harm where it is missing. */
const nested = (scope: Scope): Scope => ({ sources: [], ctes: scope.ctes, outer: scope, inner: scope.inner })

/** A name in FROM with what it gives; `schema` may stand before the name of a table without an alias. */
export function named(alias: Alias | undefined, name: string | null, output: Output, schema: string | null = null): Source {
  const columns = (alias?.colnames ?? []).map(stringOf)
  return {
    alias: alias?.aliasname ?? name ?? '',
    schema: alias ? null : schema,
    output: renamed(output, columns),
    hidden: [],
  }
}

function table(reading: Reading, scope: Scope, { schemaname, relname = '', alias, inh }: RangeVar): Source {
  const cte = schemaname === undefined ? cteNamed(scope, relname) : undefined
  if (cte) return named(alias, relname, cte)
  const found = reading.catalog.named(schemaname ?? null, relname)
  const [relation] = found
  if (!relation || found.length > 1) {
    if (!relation && isSystem(schemaname, relname)) reading.unresolved.add(SYSTEM_CATALOG)
    else reading.unresolved.add(unknown(schemaname, relname, found.length))
    return named(alias, relname, ANYTHING, schemaname ?? null)
  }
  const view = relation.viewDefinition !== null && relation.kind === 'view' ? viewOutput(reading, scope, relation) : null
  if (view) return named(alias, relname, view, relation.schema)
  const calledAs = reading.views.length > 0 ? null : (alias?.aliasname ?? relname)
  const use =
    reading.uses.push({ relation, inner: scope.inner, only: inh !== true, calledAs, optional: false, predicates: [] }) - 1
  return named(alias, relname, tableOutput(reading, use), relation.schema)
}

const isSystem = (schema: string | undefined, name: string): boolean =>
  schema === 'pg_catalog' || schema === 'information_schema' || (schema === undefined && name.startsWith('pg_'))

function unknown(schema: string | undefined, name: string, found: number): string {
  const where = schema === undefined ? name : `${schema}.${name}`
  return found > 1
    ? `${where} is a table of ${found} schemas, and the statement does not say which`
    : `there is no table ${where}`
}

function cteNamed(scope: Scope, name: string): Output | undefined {
  for (let level: Scope | null = scope; level; level = level.outer) {
    const found = level.ctes.get(name)
    if (found) return found
  }
  return undefined
}

/** The query behind a view, read in its place; null when it goes in circles or cannot be read. */
function viewOutput(
  reading: Reading,
  scope: Scope,
  { schema, name, viewDefinition }: { schema: string; name: string; viewDefinition: string | null },
): Output | null {
  const key = `${schema}.${name}`
  if (reading.views.includes(key)) return null
  try {
    const statement = parseStatements(viewDefinition ?? '').stmts?.[0]?.stmt
    if (!statement || !('SelectStmt' in statement)) return null
    const inside: Scope = { sources: [], ctes: new Map(), outer: null, inner: scope.inner }
    return queryOutput({ ...reading, views: [...reading.views, key] }, inside, statement.SelectStmt)
  } catch {
    return null
  }
}
