import type { Node, SelectStmt, WithClause } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import { placeOf, resolve } from './column.ts'
import { conditions } from './conditions.ts'
import { visit, visitWindow } from './expressions.ts'
import { readFrom } from './from.ts'
import { ANYTHING, listed, type Output, type OutputColumn, type Reading, type Scope } from './reading.ts'
import { readStatement } from './statement.ts'

/** Reads a SELECT into what is gathered, and gives its columns. `scope` is empty, and filled with its FROM. */
export function queryOutput(reading: Reading, scope: Scope, select: SelectStmt): Output {
  const first = reading.uses.length
  const output = outputOf(reading, withCtes(reading, scope, select.withClause), select)
  if (select.limitOffset || isLimited(select)) settle(reading, first)
  return output
}

/** Whether LIMIT says a number: `LIMIT ALL` is `LIMIT NULL` to the parser. */
export const isLimited = ({ limitCount }: Pick<SelectStmt, 'limitCount'>): boolean =>
  limitCount !== undefined && !('A_Const' in limitCount && limitCount.A_Const.isnull === true)

function settle(reading: Reading, first: number): void {
  for (let use = first; use < reading.uses.length; use++) reading.settled.add(use)
}

function outputOf(reading: Reading, here: Scope, select: SelectStmt): Output {
  if (select.op !== undefined && select.op !== 'SETOP_NONE') {
    const left = select.larg ? queryOutput(reading, level(here), select.larg) : ANYTHING
    const right = select.rarg ? queryOutput(reading, level(here), select.rarg).all() : []
    // The columns are those of both sides: no table's.
    return listed(
      left.all().map(({ name, documents }, at) => ({
        name,
        place: null,
        documents: [...documents, ...(right[at]?.documents ?? [])],
      })),
      [],
    )
  }
  const [values] = select.valuesLists ?? []
  if (values) {
    visit(reading, here, select.valuesLists, 'select')
    const row = 'List' in values ? (values.List.items ?? []) : []
    return listed(
      row.map((_, at) => ({ name: `column${at + 1}`, place: null, documents: [] })),
      [],
    )
  }
  for (const item of select.fromClause ?? []) readFrom(reading, here, item)
  conditions(reading, here, select.whereClause, 'where')
  conditions(reading, here, select.havingClause, 'having')
  for (const node of select.groupClause ?? []) visit(reading, here, grouped(reading, here, select, node), 'group')
  for (const node of select.sortClause ?? [])
    if ('SortBy' in node) visit(reading, here, target(select, node.SortBy.node), 'order')
  for (const node of select.windowClause ?? []) if ('WindowDef' in node) visitWindow(reading, here, node.WindowDef)
  for (const node of select.distinctClause ?? []) visit(reading, here, target(select, node), 'group')
  visit(reading, here, [select.limitCount, select.limitOffset], 'select')
  // DISTINCT without ON compares all that comes back.
  const [distinct] = select.distinctClause ?? []
  const compares = distinct !== undefined && Object.keys(distinct).length === 0
  return targetsOf(reading, here, select.targetList ?? [], compares ? 'group' : 'select')
}

const level = (scope: Scope): Scope => ({ ...scope, sources: [] })

/** `ORDER BY 1` and `ORDER BY alias` mean a column of the result. */
export function target({ targetList = [] }: Pick<SelectStmt, 'targetList'>, node: Node | undefined): Node | undefined {
  const targets = targetList.flatMap((each) => ('ResTarget' in each ? [each.ResTarget] : []))
  if (node && 'A_Const' in node && node.A_Const.ival) return targets[(node.A_Const.ival.ival ?? 0) - 1]?.val ?? node
  if (node && 'ColumnRef' in node && node.ColumnRef.fields?.length === 1) {
    const name = stringOf(node.ColumnRef.fields[0])
    return targets.find((each) => each.name === name && each.val)?.val ?? node
  }
  return node
}

/** GROUP BY looks for a column of the tables first, and for one of the result only when there is none. */
export function grouped(reading: Reading, scope: Scope, select: SelectStmt, node: Node): Node | undefined {
  return placeOf(reading, scope, node) ? node : target(select, node)
}

/** The result columns of a SELECT or of RETURNING. */
export function targetsOf(
  reading: Reading,
  scope: Scope,
  targetList: readonly Node[],
  clause: 'select' | 'group' = 'select',
): Output {
  const whole: number[] = []
  let open = false
  const columns = targetList.flatMap((each): readonly OutputColumn[] => {
    if (!('ResTarget' in each)) return []
    const { val, name } = each.ResTarget
    const star = starOf(val)
    if (star !== null) {
      const sources = scope.sources.filter(({ alias }) => star === '' || alias === star)
      whole.push(...sources.flatMap(({ output }) => output.whole))
      open ||= sources.some(({ output }) => output.open)
      return sources.flatMap(({ output }) => output.all())
    }
    const before = reading.documents.length
    visit(reading, scope, val, clause)
    const found = val && 'ColumnRef' in val ? resolve(reading, scope, val.ColumnRef) : undefined
    const documents = found?.documents ?? reading.documents.slice(before)
    return [{ name: name ?? lastName(val), place: placeOf(reading, scope, val), documents }]
  })
  return { ...listed(columns, whole), open }
}

/** `''` for `*`, the alias for `t.*`, null for anything else. */
function starOf(node: Node | undefined): string | null {
  const fields = node && 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : []
  const last = fields.at(-1)
  if (!last || !('A_Star' in last)) return null
  return fields.length === 1 ? '' : stringOf(fields.at(-2))
}

/** As PostgreSQL names a column that has no name: after the column, the function or the cast inside. */
function lastName(node: Node | undefined): string {
  if (node && 'ColumnRef' in node) return stringOf(node.ColumnRef.fields?.at(-1))
  if (node && 'FuncCall' in node) return stringOf(node.FuncCall.funcname?.at(-1))
  if (node && 'TypeCast' in node) return lastName(node.TypeCast.arg)
  return '?column?'
}

/** CTEs are read where they stand, each seeing those before it; what changes rows is read as well. */
export function withCtes(reading: Reading, scope: Scope, clause: WithClause | undefined): Scope {
  if (!clause) return scope
  const ctes = new Map(scope.ctes)
  for (const node of clause.ctes ?? []) {
    if (!('CommonTableExpr' in node)) continue
    const { ctename = '', ctequery, aliascolnames = [] } = node.CommonTableExpr
    // Of a recursive one, what it says of itself is not known while it is read.
    if (clause.recursive) ctes.set(ctename, ANYTHING)
    const inside: Scope = { sources: [], ctes, outer: scope.outer, inner: scope.inner }
    const first = reading.uses.length
    const read = readStatement(reading, inside, ctequery)
    if (read?.writes) {
      reading.changes.push(read.writes)
      // What comes back are the rows that it has changed: nothing looks for them in their table again.
      settle(reading, first)
    }
    ctes.set(ctename, renamed(read?.output ?? ANYTHING, aliascolnames.map(stringOf)))
  }
  return { ...scope, ctes }
}

/** The columns under new names, as far as `AS t (a, b)` gives them some. */
export const renamed = (output: Output, names: readonly string[]): Output =>
  names.length === 0 || output.open
    ? output
    : listed(
        output.all().map((column, at) => ({ ...column, name: names[at] ?? column.name })),
        output.whole,
      )
