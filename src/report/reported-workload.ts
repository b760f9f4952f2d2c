import { checks } from '../checks/index.ts'
import type { Result } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import { countedTogether } from '../workload/counted-together.ts'
import { type Entry, readWorkload } from '../workload/read-workload.ts'
import { samplesOf } from '../workload/samples.ts'
import type { ReportedWorkload } from './report.ts'

const ABOUT_WORKLOAD: ReadonlySet<string> = new Set(checks.filter(({ needs }) => needs.includes('workload')).map(({ id }) => id))

/**
 * How much of the workload was judged; null where no rule judged any, because none was asked or all of them said why not: then nothing may
 * sound as if it had been looked at, and reading it would take time for nothing.
 */
export function reportedWorkload(
  snapshot: Snapshot,
  rules: readonly Rule[],
  results: readonly Result[],
): ReportedWorkload | null {
  const asked = new Set(rules.filter(({ check }) => ABOUT_WORKLOAD.has(check)).map(({ id }) => id))
  const judged = results.some(({ rule, status }) => (status === 'pass' || status === 'fail') && asked.has(rule))
  const reading = judged ? readWorkload(snapshot) : null
  if (!reading) return null
  const { entries, leftOut, recorded, understood, statsReset } = reading
  return {
    statements: entries.length + leftOut.reduce((sum, group) => sum + group.entries, 0),
    calls: recorded.calls,
    time: Math.round(recorded.time * 1000) / 1000,
    understood: { calls: share(understood.calls, recorded.calls), time: share(understood.time, recorded.time) },
    leftOut,
    countedTogether: tallyOf([...countedTogether(snapshot)], recorded),
    watched: watchedIn(snapshot, entries),
    countedSince: statsReset,
  }
}

function watchedIn({ workload }: Snapshot, entries: readonly Entry[]): ReportedWorkload['watched'] {
  const taken = workload.available ? (workload.samples ?? []) : []
  const samples = samplesOf(taken)
  if (!samples) return null
  return {
    seconds: Math.round(taken.reduce((sum, { seconds }) => sum + seconds, 0)),
    calls: entries.reduce((sum, entry) => sum + sumOf(samples.of(entry).calls), 0),
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function tallyOf(
  entries: readonly Entry[],
  recorded: { readonly calls: number; readonly time: number },
): ReportedWorkload['countedTogether'] {
  if (entries.length === 0) return null
  return {
    statements: entries.length,
    calls: share(sumOf(entries.map(({ calls }) => calls)), recorded.calls),
    time: share(sumOf(entries.map(({ totalTime }) => totalTime)), recorded.time),
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.round((part / whole) * 1000) / 1000 : 1)
