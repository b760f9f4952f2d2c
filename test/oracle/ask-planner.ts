import type { Connection } from '../../src/collect/connection.ts'
import type { IndexParams } from '../../src/checks/index-access.ts'
import { quote } from '../../src/identifier.ts'

/** Rows of the table that the planner is asked about; enough that reading a part of an index and all of it differ plainly. */
export const ROWS = 10_000

/**
 * Everything is free but an index entry, so that a scan's cost is the number of entries the planner means to visit, and nearly nothing else.
 */
export const PRICES = `
set enable_seqscan = off; set enable_sort = off; set enable_incremental_sort = off; set plan_cache_mode = force_generic_plan;
set seq_page_cost = 0; set random_page_cost = 0; set cpu_tuple_cost = 0; set cpu_operator_cost = 0.00005; set cpu_index_tuple_cost = 1; set max_parallel_workers_per_gather = 0; set jit = off;`

const operator = (params: IndexParams): string => (params.method === 'gin' ? '@>' : '=')

/** Columns that arrive as parameters: the rest of `equal` has its value in the rule's own condition. */
export const parametersOf = (params: IndexParams): readonly string[] =>
  params.equal.filter((key) => !params.where?.startsWith(`${key} =`))

/** The query that a rule stands for. */
export function queryOf(params: IndexParams): string {
  const conditions = [
    ...parametersOf(params).map((key, at) => `${keySql(key)} ${operator(params)} $${at + 1}`),
    ...(params.where === undefined ? [] : [`(${params.where})`]),
  ]
  return (
    `select id from answers${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''}` +
    (params.order.length > 0 ? ` order by ${params.order.map(sortSql).join(', ')}` : '')
  )
}

/** A rule names a column as it is, and writes an expression in parentheses. */
const keySql = (key: string): string => (key.startsWith('(') ? key : quote(key))

function sortSql(sort: string): string {
  if (sort.startsWith('(')) return sort
  const [column = '', ...words] = sort.split(' ')
  return [quote(column), ...words].join(' ')
}

export const prepareStatement = (name: string, params: IndexParams, types: Readonly<Record<string, string>>): string => {
  const parameters = parametersOf(params).map((key) => types[key] ?? 'text')
  return `prepare ${name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''} as ${queryOf(params)}`
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Total Cost': number
  readonly 'Plan Rows': number
  readonly Plans?: readonly PlanNode[]
}

/** The generic plans of prepared statements, all in one message. */
export async function explain(
  connection: Connection,
  statements: readonly { readonly name: string; readonly params: IndexParams }[],
  { before = '', after = '' } = {},
): Promise<readonly PlanNode[]> {
  const plans: PlanNode[] = []
  const executes = statements.map(({ name, params }) => {
    const values = parametersOf(params).map(() => 'null')
    return `explain (format json) execute ${name}${values.length > 0 ? `(${values.join(', ')})` : ''};`
  })
  await connection.simple(`${before} ${executes.join(' ')} ${after}`, (_statement, [text]) => {
    plans.push((JSON.parse(text ?? '') as [{ Plan: PlanNode }])[0].Plan)
  })
  return plans
}

/**
 * `serves`: the plan reads the query's rows from that index alone: no sort, every parameter searched for in the index, and no more
 * entries visited than rows compare equal. `skips`: it does so only by trying every value of a leading key that the query
 * does not name (PostgreSQL 18).
 */
export function answerOf(
  plan: PlanNode,
  index: string,
  leadingKey: readonly string[],
  expectedRows: number,
  params: IndexParams,
): 'serves' | 'skips' | 'does not' {
  const nodes = flatten(plan)
  if (nodes.some((node) => node['Node Type'].includes('Sort') || node['Node Type'] === 'Seq Scan')) return 'does not'
  const scan = nodes.find((node) => node['Index Name'] === index)
  const condition = scan?.['Index Cond'] ?? ''
  if (!scan || parametersOf(params).some((_, at) => !condition.includes(`$${at + 1}`))) return 'does not'
  // Methods other than btree price their search by pages, which are free here; that they can search at all is the answer.
  if (params.method !== 'btree') return 'serves'
  if (scan['Total Cost'] > Math.min(expectedRows, ROWS) * 1.05 + 3) return 'does not'
  return parametersOf(params).length > 0 && !leadingKey.some((key) => condition.includes(key)) ? 'skips' : 'serves'
}

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)]
