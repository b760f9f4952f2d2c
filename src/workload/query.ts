import type { Node, SelectStmt, WithClause } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import { placeOf } from './column.ts'
import { conditions } from './conditions.ts'
import { visit } from './expressions.ts'
import { readFrom } from './from.ts'
import { ANYTHING, listed, type Output, type Reading, type Scope } from './reading.ts'
import type { Place } from './shape.ts'
import { readStatement } from './statement.ts'

type Column = { readonly name: string; readonly place: Place | null }

/** Reads a SELECT into what is gathered, and gives its columns. `scope` is empty, and filled with its FROM. */
export function queryOutput(reading: Reading, scope: Scope, select: SelectStmt): Output {
  const here = withCtes(reading, scope, select.withClause)
  if (select.op !== undefined && select.op !== 'SETOP_NONE') {
    const left = select.larg ? queryOutput(reading, level(here), select.larg) : ANYTHING
    if (select.rarg) queryOutput(reading, level(here), select.rarg)
    // The columns are those of both sides: no table's.
    return listed(
      left.all().map(({ name }) => ({ name, place: null })),
      [],
    )
  }
  for (const item of select.fromClause ?? []) readFrom(reading, here, item)
  conditions(reading, here, select.whereClause, 'where')
  conditions(reading, here, select.havingClause, 'having')
  for (const node of select.groupClause ?? []) visit(reading, here, target(select, node), 'group')
  for (const node of select.sortClause ?? [])
    if ('SortBy' in node) visit(reading, here, target(select, node.SortBy.node), 'order')
  for (const node of [...(select.distinctClause ?? []), select.limitCount, select.limitOffset])
    visit(reading, here, node, 'select')
  for (const rows of select.valuesLists ?? []) visit(reading, here, rows, 'select')
  return targetsOf(reading, here, select.targetList ?? [])
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

/** The result columns of a SELECT or of RETURNING. */
export function targetsOf(reading: Reading, scope: Scope, targetList: readonly Node[]): Output {
  const whole: number[] = []
  let open = false
  const columns = targetList.flatMap((each): readonly Column[] => {
    if (!('ResTarget' in each)) return []
    const { val, name } = each.ResTarget
    const star = starOf(val)
    if (star !== null) {
      const sources = scope.sources.filter(({ alias }) => star === '' || alias === star)
      whole.push(...sources.flatMap(({ output }) => output.whole))
      open ||= sources.some(({ output }) => output.open)
      return sources.flatMap(({ output }) => output.all())
    }
    visit(reading, scope, val, 'select')
    const place = placeOf(reading, scope, val)
    return [{ name: name ?? lastName(val), place }]
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
    const output =
      ctequery && 'SelectStmt' in ctequery
        ? queryOutput(reading, inside, ctequery.SelectStmt)
        : (readStatement(reading, inside, ctequery)?.output ?? ANYTHING)
    const names = aliascolnames.map(stringOf)
    ctes.set(
      ctename,
      names.length === 0
        ? output
        : listed(
            output.all().map(({ name, place }, at) => ({ name: names[at] ?? name, place })),
            output.whole,
          ),
    )
  }
  return { ...scope, ctes }
}
