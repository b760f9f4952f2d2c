import type { Node, RangeVar } from 'libpg-query'
import { conditions } from './conditions.ts'
import { visit } from './expressions.ts'
import { readFrom } from './from.ts'
import { queryOutput, targetsOf, withCtes } from './query.ts'
import type { Output, Reading, Scope } from './reading.ts'
import type { Shape } from './shape.ts'

export interface ReadStatement {
  readonly kind: Shape['kind']
  readonly output: Output
  readonly writes: Shape['writes']
}

/** Reads a statement that looks at or changes rows; null for any other. */
export function readStatement(reading: Reading, scope: Scope, node: Node | undefined): ReadStatement | null {
  if (!node) return null
  if ('SelectStmt' in node) return { kind: 'select', output: queryOutput(reading, scope, node.SelectStmt), writes: null }
  if ('InsertStmt' in node) {
    const { relation, cols, selectStmt, onConflictClause, returningClause, withClause } = node.InsertStmt
    const here = withCtes(reading, scope, withClause)
    const use = target(reading, here, relation)
    if (selectStmt && 'SelectStmt' in selectStmt)
      queryOutput(reading, { sources: [], ctes: here.ctes, outer: here.outer, inner: here.inner }, selectStmt.SelectStmt)
    visit(reading, here, onConflictClause?.targetList, 'select')
    visit(reading, here, onConflictClause?.whereClause, 'where')
    return { kind: 'insert', output: targetsOf(reading, here, returningClause?.exprs ?? []), writes: written(use, cols) }
  }
  if ('UpdateStmt' in node) {
    const { relation, targetList, fromClause, whereClause, returningClause, withClause } = node.UpdateStmt
    const here = withCtes(reading, scope, withClause)
    const use = target(reading, here, relation)
    for (const item of fromClause ?? []) readFrom(reading, here, item)
    for (const each of targetList ?? [])
      if ('ResTarget' in each && isFirst(each.ResTarget.val)) visit(reading, here, each.ResTarget.val, 'select')
    conditions(reading, here, whereClause, 'where')
    return { kind: 'update', output: targetsOf(reading, here, returningClause?.exprs ?? []), writes: written(use, targetList) }
  }
  if ('DeleteStmt' in node) {
    const { relation, usingClause, whereClause, returningClause, withClause } = node.DeleteStmt
    const here = withCtes(reading, scope, withClause)
    const use = target(reading, here, relation)
    for (const item of usingClause ?? []) readFrom(reading, here, item)
    conditions(reading, here, whereClause, 'where')
    return { kind: 'delete', output: targetsOf(reading, here, returningClause?.exprs ?? []), writes: written(use, []) }
  }
  if ('MergeStmt' in node) {
    const { relation, sourceRelation, joinCondition, mergeWhenClauses, returningClause, withClause } = node.MergeStmt
    const here = withCtes(reading, scope, withClause)
    const use = target(reading, here, relation)
    if (sourceRelation) readFrom(reading, here, sourceRelation)
    conditions(reading, here, joinCondition, 'join')
    const actions = (mergeWhenClauses ?? []).flatMap((each) => ('MergeWhenClause' in each ? [each.MergeWhenClause] : []))
    for (const { condition, targetList, values } of actions) {
      visit(reading, here, condition, 'where')
      visit(reading, here, [targetList, values], 'select')
    }
    const columns = written(
      use,
      actions.flatMap(({ targetList = [] }) => targetList),
    )
    return {
      kind: 'merge',
      output: targetsOf(reading, here, returningClause?.exprs ?? []),
      writes: columns && { ...columns, columns: [...new Set(columns.columns)] },
    }
  }
  return null
}

/** `(a, b) = (SELECT …)` is two targets with one subquery, which is read once. */
const isFirst = (value: Node | undefined): boolean => !(value && 'MultiAssignRef' in value) || value.MultiAssignRef.colno === 1

/** The place of the table that is changed; null when it is not known. */
function target(reading: Reading, scope: Scope, relation: RangeVar | undefined): number | null {
  const before = reading.uses.length
  if (relation) readFrom(reading, scope, { RangeVar: relation })
  return reading.uses.length > before ? before : null
}

const written = (use: number | null, columns: readonly Node[] | undefined): Shape['writes'] =>
  use === null
    ? null
    : { use, columns: (columns ?? []).flatMap((each) => ('ResTarget' in each ? [each.ResTarget.name ?? ''] : [])) }
