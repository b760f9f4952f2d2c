import type { Run } from '../evaluate.ts'
import type { Relation } from '../snapshot.ts'
import { alsoServes, isPlanned } from './draft.ts'
import { accept, checkOf, type Proposal, relationOf, tableOf, type Work } from './plan-work.ts'

/** The widest first; what that one serves needs no index of its own. */
export function acceptIndexes(work: Work, run: Run, due: readonly Proposal[]): readonly Proposal[] {
  const accepted: Proposal[] = []
  for (const proposals of byTable(due).values()) {
    const waiting = new Set(
      proposals.toSorted((a, b) => widthOf(b) - widthOf(a) || (a.finding.fingerprint < b.finding.fingerprint ? -1 : 1)),
    )
    for (const proposal of waiting) {
      waiting.delete(proposal)
      if (!accept(work, proposal)) continue
      accepted.push(proposal)
      const relation = relationOf(work.draft.snapshot, proposal.finding)
      for (const other of waiting) {
        if (!relation || fails(run, other, relation)) continue
        waiting.delete(other)
        // Where it asked for the very same index, that one is its own.
        if (isPlanned(work.draft, other.changes) && accept(work, other)) continue
        work.alsoClosed.set(other.finding.fingerprint, proposal.finding.fingerprint)
        alsoServes(work.draft, proposal.finding.fingerprint, other.rule.id)
      }
    }
  }
  return accepted
}

function byTable(proposals: readonly Proposal[]): ReadonlyMap<string, readonly Proposal[]> {
  const tables = new Map<string, Proposal[]>()
  for (const proposal of proposals) {
    const table = tableOf(proposal.finding)
    const same = tables.get(table)
    if (same) same.push(proposal)
    else tables.set(table, [proposal])
  }
  return tables
}

/** More keys serve more queries; of as many, the unique and the full index do. */
const widthOf = ({ changes }: Proposal): number =>
  Math.max(
    ...changes.map((change) => {
      if (change.kind === 'reindex') return change.index.keys.length * 4 + 3
      return change.kind === 'index' ? change.keys.length * 4 + (change.unique ? 2 : 0) + (change.predicate === null ? 1 : 0) : 0
    }),
  )

function fails(run: Run, { finding, rule }: Proposal, relation: Relation): boolean {
  const check = checkOf(rule)
  if (check.scope !== 'table') return true
  return check.run(run.contextOf(rule), relation).some(({ status, subject }) => status === 'fail' && subject === finding.subject)
}
