import type { Outcome } from '../check.ts'
import { quote } from '../identifier.ts'
import type { Snapshot } from '../snapshot.ts'
import { readWorkload, type WorkloadReading } from '../workload/read-workload.ts'
import { databaseObject, noServer } from './server-only.ts'

const HOUR = 3_600_000

/** Hours from one time to a later one, both as a snapshot has them. */
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR

/** Why counters mean nothing here; null for a server, for what has the counters of one, and for the demo, whose workload did run. */
export function noCounters(snapshot: Snapshot): string | null {
  if (snapshot.source.kind === 'demo' || snapshot.measuredOn !== undefined) return null
  const reason = noServer(snapshot)
  return reason === null ? null : `${reason}, or take its workload from a snapshot with --workload`
}

/**
 * The workload as far as conclusions may be drawn from it, or why none may. Counters that were reset less than `minHours` ago say what a
 * moment was like; those of the demo are as old as they get.
 */
export function countedWorkload(snapshot: Snapshot, minHours: number): WorkloadReading | { readonly reason: string } {
  const { workload, source, collectedAt } = snapshot
  const reason = noCounters(snapshot)
  if (reason !== null) return { reason }
  if (!workload.available) return { reason: workload.reason }
  const { statsReset } = workload
  if (source.kind !== 'demo' && statsReset !== null && hoursBetween(statsReset, collectedAt) < minHours)
    return {
      reason: `pg_stat_statements was reset less than ${minHours} h before: audit again after a day of ordinary use, or override minHours of this rule`,
    }
  return readWorkload(snapshot) ?? { reason: 'there is no workload' }
}

/** Why the counters of tables and indexes say little yet; null where they are old enough, or were never reset. */
export function freshCounters({ database, collectedAt }: Snapshot, minHours: number): string | null {
  if (!database) return 'the counters of the database could not be read'
  return database.statsReset !== null && hoursBetween(database.statsReset, collectedAt) < minHours
    ? `the counters of tables were reset less than ${minHours} h before: audit again after a day of ordinary use`
    : null
}

/** How a check ends that found nothing: good news only of what was seen. */
export type Otherwise =
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'pass'; readonly verdict: 'present'; readonly reason?: string }

const skipped = (reason: string): Otherwise => ({ status: 'skipped', reason })

/** What finding nothing means for what was recorded of the workload, and by this role. */
export function unseen(snapshot: Snapshot, reading: WorkloadReading): Otherwise {
  const { server } = snapshot
  const { recorded, understood, leftOut } = reading
  if (!server.superuser && !server.readsAllStatistics)
    return skipped(`${server.role} sees only its own statements: run "grant pg_read_all_stats to ${quote(server.role)}"`)
  if (recorded.calls === 0) return skipped('no statement was recorded yet')
  if (understood.calls === 0) return skipped(`no statement that was recorded can be judged: ${mostOf(leftOut)}`)
  const reason = gapIn(snapshot, reading)
  return { status: 'pass', verdict: 'present', ...(reason === null ? {} : { reason }) }
}

/** Findings and what could not be judged, with what is to be said of the rest: good news only where there is nothing else. */
export const withTheRest = (
  found: readonly Outcome[],
  about: Pick<Outcome, 'object' | 'subject'>,
  otherwise: Otherwise,
): readonly Outcome[] => (otherwise.status === 'pass' && found.length > 0 ? found : [...found, { ...about, ...otherwise }])

type Judge = (reading: WorkloadReading) => readonly Outcome[] | { readonly reason: string }

/**
 * What is found in the statements of a workload that says something, with what is to be said of the rest; or why nothing can be. `watched`
 * judges by what was seen while the statements were watched, which needs no old counters: it stands where they say nothing.
 */
export function judgeCounted(
  snapshot: Snapshot,
  minHours: number,
  subject: string,
  judge: Judge,
  watched: Judge = () => [],
): readonly Outcome[] {
  const about = { object: databaseObject, subject }
  const reading = countedWorkload(snapshot, minHours)
  if ('reason' in reading) {
    const young = countedWorkload(snapshot, 0)
    const seen = 'reason' in young ? [] : watched(young)
    return withTheRest('reason' in seen ? [] : seen, about, skipped(reading.reason))
  }
  const found = judge(reading)
  return 'reason' in found
    ? [{ ...about, status: 'skipped', reason: found.reason }]
    : withTheRest(found, about, unseen(snapshot, reading))
}

/** A part of the execution time that is worth a word when nothing was found in the rest. */
const WORTH_A_WORD = 0.05

function gapIn({ workload }: Snapshot, { recorded, understood, leftOut }: WorkloadReading): string | null {
  const left = recorded.time > 0 ? 1 - understood.time / recorded.time : 0
  if (left >= WORTH_A_WORD)
    return `not judged are statements with ${Math.floor(left * 100)} % of the execution time, most of it because of this: ${mostOf(leftOut)}`
  return workload.available && (workload.deallocations ?? 0) > 0
    ? 'rare statements are missing, which pg_stat_statements has dropped for lack of room: raise pg_stat_statements.max'
    : null
}

const mostOf = (leftOut: WorkloadReading['leftOut']): string =>
  leftOut.toSorted((a, b) => b.time - a.time || b.calls - a.calls)[0]?.reason ?? 'they are gone'
