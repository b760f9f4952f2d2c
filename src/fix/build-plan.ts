import type { Snapshot } from '../snapshot.ts'
import { planFixes } from './plan-changes.ts'
import type { FixRequest } from './plan-work.ts'
import type { PlannedChange, PlannedChanges } from './planned.ts'
import { requiresOf } from './requires.ts'
import type { Plan, Step } from './step.ts'
import { stepsOf } from './steps.ts'

export interface PlanRequest extends FixRequest {
  /** What the migration is called: the file's name without its ending. */
  readonly name: string
  /** Version of pte-db-audit that writes it. */
  readonly tool: string
}

/** The findings as a migration that nobody has tried yet. Pure: the same request gives the same plan. Needs `loadParser()` to have resolved. */
export const buildPlan = (request: PlanRequest): Plan => planOf(request, planFixes(request))

/** The same of changes that are known. */
export function planOf({ snapshot, name, tool }: PlanRequest, { changes, questions, alsoClosed }: PlannedChanges): Plan {
  return {
    format: 'pte-db-audit plan',
    version: 1,
    tool,
    name,
    source: snapshot.source.label,
    collectedAt: snapshot.collectedAt,
    requires: requiresOf(
      changes.map(({ change }) => change),
      snapshot,
    ),
    steps: stepsFor(changes, snapshot),
    questions,
    alsoClosed,
    proof: { outcome: 'not tried', on: null, statements: 0, closed: [], remarks: [] },
  }
}

/** Every step once: two changes may need the same function. Throws when two steps of one id are not the same, which is a bug. */
function stepsFor(changes: readonly PlannedChange[], snapshot: Snapshot): readonly Step[] {
  const steps = new Map<string, Step>()
  for (const step of changes.flatMap((change) => stepsOf(change, snapshot))) {
    const known = steps.get(step.id)
    if (known && bare(known) !== bare(step)) throw new Error(`two steps of the plan are called ${step.id}`)
    steps.set(step.id, known ? { ...known, closes: both(known.closes, step.closes), plan: both(known.plan, step.plan) } : step)
  }
  return [...steps.values()]
}

const bare = (step: Step): string => JSON.stringify({ ...step, closes: [], plan: [] })

const both = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])].toSorted()
