import type { Connection } from '../../src/collect/connection.ts'
import { explainable } from '../../src/scratch/planner/explainable.ts'
import { withParameterTypes } from '../../src/scratch/planner/parameter-types.ts'
import { type Plan, planOf } from '../../src/scratch/planner/plan-summary.ts'
import type { PlanSummary } from '../../src/index-proof.ts'
import type { BenchIndex } from './cases.ts'

/** The generic plans of a server whose tables are filled and whose index was built; it is dropped afterwards. */
export async function truthOf(
  connection: Connection,
  index: BenchIndex,
): Promise<readonly { readonly before: Plan; readonly after: Plan }[]> {
  const before: Plan[] = []
  for (const statement of index.statements) before.push(await planned(connection, statement))
  await connection.simple(index.definition)
  // Only then there are statistics of an expression.
  if (index.kind === 'expression') await connection.simple(`analyze ${index.table.name}`)
  const plans: { before: Plan; after: Plan }[] = []
  for (const [at, statement] of index.statements.entries()) {
    plans.push({ before: before[at] as Plan, after: await planned(connection, statement) })
  }
  await connection.simple(`drop index ${index.name}`)
  return plans
}

async function planned(connection: Connection, statement: string): Promise<Plan> {
  const read = explainable(statement)
  if ('reason' in read) throw new Error(`${statement}: ${read.reason}`)
  const { result } = await withParameterTypes(read.sql, EXPLAIN.length, async (text) => {
    let json = ''
    await connection.simple(`${EXPLAIN}${text}`, (_statement, [row]) => (json = row ?? ''))
    return planOf(json)
  })
  return result
}

const EXPLAIN = 'explain (generic_plan, format json) '

/** How rows of the table are reached, and whether anything is sorted: what two plans must agree on. */
export function accessPath(plan: PlanSummary, table: string): string {
  const accesses = plan.filter(({ relation, index }) => relation === table || (relation === null && index !== null))
  const sorts = plan.filter(({ nodeType }) => nodeType.includes('Sort')).map(({ nodeType }) => nodeType)
  return [...accesses.map(({ nodeType, index }) => `${nodeType}${index === null ? '' : ` ${index}`}`), ...new Set(sorts)].join(
    ', ',
  )
}
