import { checks } from '../checks/index.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import { readWorkload } from '../workload/read-workload.ts'
import type { ReportedWorkload } from './report.ts'

const ABOUT_WORKLOAD: ReadonlySet<string> = new Set(checks.filter(({ needs }) => needs.includes('workload')).map(({ id }) => id))

/** How much of the workload was there to be judged; null where no rule asked for it, for reading it takes time. */
export function reportedWorkload(snapshot: Snapshot, rules: readonly Rule[]): ReportedWorkload | null {
  const reading = rules.some(({ check }) => ABOUT_WORKLOAD.has(check)) ? readWorkload(snapshot) : null
  if (!reading) return null
  const { entries, leftOut, recorded, understood, statsReset } = reading
  return {
    statements: entries.length + leftOut.reduce((sum, group) => sum + group.entries, 0),
    calls: recorded.calls,
    time: Math.round(recorded.time * 1000) / 1000,
    understood: { calls: share(understood.calls, recorded.calls), time: share(understood.time, recorded.time) },
    leftOut,
    countedSince: statsReset,
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.round((part / whole) * 1000) / 1000 : 1)
