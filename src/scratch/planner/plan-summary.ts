import type { PlanNode, PlanSummary } from '../../index-proof.ts'

/** A plan with its estimated cost. */
export interface Plan {
  readonly nodes: PlanSummary
  readonly cost: number
}

/** The parts of EXPLAIN (FORMAT JSON) that are read here. */
interface Explained {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Sort Key'?: readonly string[]
  readonly 'Plan Rows': number
  readonly 'Total Cost': number
  readonly Plans?: readonly Explained[]
}

/** Reads what EXPLAIN (FORMAT JSON) prints of one statement. */
export function planOf(json: string): Plan {
  const [explained] = JSON.parse(json) as readonly { readonly Plan: Explained }[]
  // A statement that a rule rewrites to nothing has no plan.
  if (!explained?.Plan) return { nodes: [], cost: 0 }
  return { nodes: nodesOf(explained.Plan, 0), cost: explained.Plan['Total Cost'] }
}

function nodesOf(node: Explained, depth: number): readonly PlanNode[] {
  const own: PlanNode = {
    depth,
    nodeType: node['Node Type'],
    relation: node['Relation Name'] ?? null,
    index: node['Index Name'] ?? null,
    indexCondition: node['Index Cond'] ?? null,
    sortKeys: node['Sort Key'] ?? [],
    rows: node['Plan Rows'],
  }
  return [own, ...(node.Plans ?? []).flatMap((child) => nodesOf(child, depth + 1))]
}
