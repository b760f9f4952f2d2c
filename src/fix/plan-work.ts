import type { Check } from '../check.ts'
import { checks } from '../checks/index.ts'
import type { EvaluateOptions, Run } from '../evaluate.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { Change, Changes, Fix, FixOptions } from './change.ts'
import { type Draft, settle } from './draft.ts'
import { leftQuestion } from './open-questions.ts'
import { refusalOf } from './refusal.ts'
import type { OpenQuestion } from './step.ts'
import { withoutStaleAnswers } from './stale-answers.ts'

export interface FixRequest {
  readonly snapshot: Snapshot
  /** All rules of the run: what a change newly breaks is part of the plan, whichever rule says so. */
  readonly rules: readonly Rule[]
  readonly options: EvaluateOptions
  /** Those that are reported: what a baseline accepts is not among them. */
  readonly findings: readonly Finding[]
  readonly fix: FixOptions
  /** Ids of the rules whose findings are to be settled; empty for all. */
  readonly only: readonly string[]
}

/** A finding with the changes that its check proposes. */
export interface Proposal {
  readonly finding: Finding
  readonly rule: Rule
  readonly changes: readonly Change[]
  readonly leaves: Changes['leaves']
}

/** What is found again and again while the plan grows. */
export interface Work {
  readonly request: FixRequest
  readonly draft: Draft
  /** Findings before anything is changed. */
  readonly known: ReadonlySet<string>
  readonly wanted: ReadonlyMap<string, Finding>
  /** Fingerprints whose changes are in the plan. */
  readonly tried: Set<string>
  readonly alsoClosed: Map<string, string>
  /** Indexes that the plan may make superfluous, by table and name, each with its question. */
  readonly left: Map<string, OpenQuestion>
}

/** Takes the proposal into the plan; false when it contradicts what is there. */
export function accept({ draft, tried, request, left }: Work, { finding, rule, changes, leaves }: Proposal): boolean {
  if (!settle(draft, finding.fingerprint, rule.id, changes)) return false
  tried.add(finding.fingerprint)
  if (leaves) {
    const { schema, relation } = finding.object
    const key = JSON.stringify([schema, relation, leaves.index])
    if (!left.has(key)) left.set(key, leftQuestion(finding, leaves))
  }
  for (const change of changes) {
    if (change.kind === 'extraction') draft.snapshot = withoutStaleAnswers(draft.snapshot, change, request.rules, request.options)
  }
  return true
}

/** Held by a migration that this database has not run: a second one would do it twice. */
export const isPending = ({ wanted }: Work, fingerprint: string): boolean =>
  wanted.get(fingerprint)?.evidence.pending_migrations !== undefined

export const tableOf = ({ object: { schema, relation } }: Finding): string => JSON.stringify([schema, relation])

export const relationOf = ({ relations }: Snapshot, { object }: Finding): Relation | undefined =>
  relations.find(({ schema, name }) => schema === object.schema && name === object.relation)

const checksById = new Map(checks.map((check) => [check.id, check]))

export function checkOf({ id, check }: Rule): Check<unknown> {
  const found = checksById.get(check)
  if (!found) throw new Error(`rule ${id} names the check ${check}, which does not exist`)
  return found
}

export function ruleOf({ rules }: FixRequest, finding: Finding): Rule {
  const rule = rules.find(({ id }) => id === finding.rule)
  if (!rule) throw new Error(`${finding.fingerprint} is of a rule that is not among those of this run`)
  return rule
}

/** The way out that the check sees, unless PostgreSQL would refuse it; null where it sees none. */
export function fixOf(run: Run, finding: Finding, request: FixRequest): Fix | null {
  const rule = ruleOf(request, finding)
  const fix = checkOf(rule).fix?.(run.contextOf(rule), finding, relationOf(run.snapshot, finding), request.fix) ?? null
  if (fix?.kind !== 'changes') return fix
  for (const change of fix.changes) {
    const refusal = refusalOf(run.snapshot, change)
    if (refusal) return refusal
  }
  return fix
}
