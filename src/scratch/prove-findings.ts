import type { Evaluation } from '../evaluate.ts'
import { type Finding, fingerprintOf } from '../finding.ts'
import type { Plan } from '../fix/step.ts'
import { closedBy } from './prove-plan.ts'

interface Audits {
  /** Of the snapshot that the plan was made from. */
  readonly original: readonly Finding[]
  /** Of the copy, before the migration and after it. */
  readonly before: readonly Finding[]
  readonly after: Evaluation
}

interface Compared {
  /** Fingerprints. */
  readonly closed: readonly string[]
  readonly failures: readonly string[]
  readonly gaps: readonly string[]
}

/**
 * Checks that judge rows, and a copy's rows are made up: a table that the migration has just made is empty, and documents hold what no
 * column of the plan takes. What a backfill fills is counted for itself.
 */
const ABOUT_ROWS: readonly string[] = ['filled', 'fresh']

/** The plan's findings must be gone and no others have come, but for those that a question of the plan is about. */
export function compareFindings(plan: Plan, { original, before, after }: Audits): Compared {
  const still = new Map(after.findings.filter(({ check }) => !ABOUT_ROWS.includes(check)).map((each) => [each.fingerprint, each]))
  const skipped = new Map(
    after.results.flatMap(({ rule, object, subject, status, reason }) =>
      status === 'skipped' ? [[fingerprintOf(rule, object, subject), reason ?? '']] : [],
    ),
  )
  const [known, reported] = [fingerprints(before), fingerprints(original)]
  const closed: string[] = []
  const failures: string[] = []
  const gaps: string[] = []
  for (const fingerprint of closedBy(plan)) {
    const finding = still.get(fingerprint)
    const unseen = skipped.get(fingerprint)
    if (finding) failures.push(`${fingerprint} is not closed by the migration: ${finding.message}`)
    // What the plan's own objects would bring was never there: it has not come, and that is all.
    else if (!reported.has(fingerprint)) continue
    else if (unseen !== undefined) gaps.push(`${fingerprint} could not be measured on the copy: ${unseen}`)
    else if (!known.has(fingerprint)) gaps.push(`${fingerprint} was not seen on the copy, so closing it was not shown`)
    else closed.push(fingerprint)
  }
  const expected = new Set([...known, ...closedBy(plan), ...fingerprints(plan.questions)])
  for (const { fingerprint, message } of still.values()) {
    if (!expected.has(fingerprint)) failures.push(`the migration brings a new finding, ${fingerprint}: ${message}`)
  }
  return { closed, failures, gaps }
}

const fingerprints = (objects: readonly { readonly fingerprint: string }[]): ReadonlySet<string> =>
  new Set(objects.map(({ fingerprint }) => fingerprint))
