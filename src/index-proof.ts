import type { Name } from './fix/change.ts'

/** A statement and the index that is said to help it. */
export interface ProofRequest {
  /** As pg_stat_statements normalizes it, with `$1`, `$2`, … */
  readonly statement: string
  /** The table that the index is on. */
  readonly table: Name
  /** The index's name in the plan summaries. */
  readonly index: string
  /** `CREATE INDEX …`; the name in it, CONCURRENTLY and IF NOT EXISTS are of no consequence. */
  readonly definition: string
}

/** What the planner does with a statement whose parameters it does not know, without and with the index. */
export type IndexProof =
  | {
      readonly outcome: 'planned'
      readonly by: Prover
      /** `PostgreSQL 18.6, embedded` */
      readonly on: string
      readonly before: PlanSummary
      readonly after: PlanSummary
      /** Whether the plan with the index reads it. */
      readonly used: boolean
      /** Of the whole plans, in the planner's unit (one page read in sequence is 1); null where sizes were not known well enough. */
      readonly cost: { readonly before: number; readonly after: number } | null
      /** One sentence for each thing that was assumed, and why there is no cost. */
      readonly remarks: readonly string[]
    }
  | { readonly outcome: 'not planned'; readonly by: Prover; readonly on: string | null; readonly reason: string }

export type Prover = 'hypopg' | 'embedded'

/** The nodes of a plan, each before what is under it. */
export type PlanSummary = readonly PlanNode[]

export interface PlanNode {
  /** 0 for the top. */
  readonly depth: number
  /** As EXPLAIN calls it: `Index Scan`, `Sort`, … */
  readonly nodeType: string
  readonly relation: string | null
  readonly index: string | null
  readonly indexCondition: string | null
  readonly sortKeys: readonly string[]
  /** As the planner estimates them, of one execution of the node. */
  readonly rows: number
}
