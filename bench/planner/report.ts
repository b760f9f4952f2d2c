import type { Plan } from '../../src/scratch/planner/plan-summary.ts'
import type { IndexProof } from '../../src/index-proof.ts'
import { type BenchIndex, type Kind, KINDS } from './cases.ts'
import { accessPath } from './truth.ts'

const PATH_GOAL = 0.95
/** A cost is right when it is the server's within this share. */
const COST_TOLERANCE = 0.2

/** A statement and an index, with the plans of the server and those of the proof. */
export interface Case {
  readonly kind: Kind
  readonly index: BenchIndex
  readonly statement: string
  readonly truth: { readonly before: Plan; readonly after: Plan }
  readonly proof: IndexProof
}

const sameUse = ({ proof, truth, index }: Case): boolean =>
  proof.outcome === 'planned' && proof.used === truth.after.nodes.some((node) => node.index === index.name)

export const samePath = ({ proof, truth, index }: Case): boolean =>
  proof.outcome === 'planned' && accessPath(proof.after, index.table.name) === accessPath(truth.after.nodes, index.table.name)

const isNear = (cost: number, real: number): boolean => Math.abs(cost - real) <= COST_TOLERANCE * real

export const costIsRight = ({ proof, truth }: Case): boolean =>
  proof.outcome === 'planned' &&
  proof.cost !== null &&
  isNear(proof.cost.before, truth.before.cost) &&
  isNear(proof.cost.after, truth.after.cost)

export const hasCost = ({ proof }: Case): boolean => proof.outcome === 'planned' && proof.cost !== null

const costs = (cases: readonly Case[]): string => {
  const own = cases.filter(hasCost)
  if (own.length === 0) return 'no costs are given'
  return `a cost in ${own.length}, within ${100 * COST_TOLERANCE} % of the server's in ${inPercent(percent(own, costIsRight))} of them`
}

const percent = (cases: readonly Case[], holds: (each: Case) => boolean): number =>
  cases.filter(holds).length / Math.max(1, cases.length)

const inPercent = (share: number): string => `${(100 * share).toFixed(1)} %`

export function summary(cases: readonly Case[], informed: readonly Case[], seed: number): { lines: string[]; failed: string[] } {
  const lines = [
    `${cases.length} cases on PostgreSQL 18 (tables of 1,000, 50,000 and 300,000 rows, seed ${seed}; formulas and assumptions were tuned by seeds below 10)`,
  ]
  const failed: string[] = []
  for (const kind of KINDS) {
    const own = cases.filter((each) => each.kind === kind)
    const path = percent(own, samePath)
    lines.push(
      `${kind}: ${own.length} cases, the index is used or not as on the server in ${inPercent(percent(own, sameUse))}, the same access path in ${inPercent(path)}, ${costs(own)}`,
    )
    if (path < PATH_GOAL)
      failed.push(`${kind}: the same access path in ${inPercent(path)}, and the goal is ${inPercent(PATH_GOAL)}`)
  }
  const used = cases.filter(({ truth, index }) => truth.after.nodes.some((node) => node.index === index.name))
  lines.push(
    `all: the same access path in ${inPercent(percent(cases, samePath))}, ${costs(cases)}; the server used the index in ${used.length}, and of these the same access path in ${inPercent(percent(used, samePath))}`,
    `were relallvisible and the indexes' reltuples in the snapshot: the same access path in ${inPercent(percent(informed, samePath))}, ${costs(informed)}`,
  )
  return { lines, failed }
}

export function describe({ kind, index, statement, truth, proof }: Case): string {
  const made = proof.outcome === 'planned' ? accessPath(proof.after, index.table.name) : proof.reason
  const cost = proof.outcome === 'planned' && proof.cost ? `${proof.cost.before} to ${proof.cost.after}` : 'none'
  return [
    `${kind}: ${statement}`,
    `  ${index.definition}`,
    `  ${index.table.shape}`,
    `  proof:  ${made}, cost ${cost}`,
    `  server: ${accessPath(truth.after.nodes, index.table.name)}, cost ${truth.before.cost} to ${truth.after.cost}`,
  ].join('\n')
}
