import { evaluate, type Evaluation } from '../evaluate.ts'
import type { Finding } from '../finding.ts'
import { compared } from '../gate/compare.ts'
import type { LookedAt } from '../gate/looked-at.ts'
import type { Report } from '../report/report.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { version } from '../version.ts'
import type { JudgedBase } from './against.ts'
import type { CheckOptions, Format } from './check-options.ts'
import { lookedAt } from './gate.ts'
import type { Read, Run } from './read-source.ts'
import { withPending } from './with-pending.ts'

/** What the rules say of a run, with all that its formats show of each finding; nothing of it is accepted yet. */
export interface Judged {
  readonly snapshot: Snapshot
  readonly results: Evaluation['results']
  readonly findings: readonly Finding[]
  readonly lookedAt: LookedAt
  readonly against: Report['against']
  readonly notes: readonly Note[]
}

/** What findings are to have beside what the rules say; only who shows it waits for it. */
export interface Extras {
  readonly fixes: boolean
  readonly locations: boolean
}

/** Formats that have room for whole fixes. */
const WITH_FIXES: readonly Format[] = ['json', 'markdown', 'github']

export const extrasOf = ({ format = [] }: CheckOptions): Extras => ({
  fixes: format.some((each) => WITH_FIXES.includes(each)),
  // The table shows no places.
  locations: format.some((each) => each !== 'table'),
})

/** Holds the rules against what was read, and what they find against the base. */
export async function judge(run: Run<CheckOptions>, read: Read, base: JudgedBase | null, extras: Extras): Promise<Judged> {
  const { options } = run
  const { rules, settings } = read
  const snapshot = base ? { ...read.snapshot, base: base.base } : read.snapshot
  const { results, findings } = withPending(evaluate(snapshot, rules, settings.evaluate), read)
  const fixed = extras.fixes
    ? (await import('../fix/with-fixes.ts')).withFixes({ snapshot, rules, options: settings.evaluate, findings }, version())
    : findings
  const located = extras.locations
    ? await (await import('./with-locations.ts')).withLocations(run, fixed)
    : { findings: fixed, notes: [] }
  const seen = lookedAt(results, read, options)
  const comparison = base && compared(located.findings, base.evaluation, seen)
  return {
    snapshot,
    results,
    findings: comparison?.findings ?? located.findings,
    lookedAt: seen,
    against: base && comparison && { base: base.label, fixed: comparison.fixed },
    notes: [...read.notes, ...(base?.notes ?? []), ...located.notes],
  }
}
