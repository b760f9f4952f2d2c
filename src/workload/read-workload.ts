import type { Snapshot, Statement, Workload } from '../snapshot.ts'
import { type Catalog, catalogOf } from './catalog.ts'
import { merged } from './merge-statements.ts'
import { OWN } from './own.ts'
import type { Shape } from './shape.ts'
import { shapeOf } from './shape-of.ts'
import { SYSTEM_CATALOG } from './from.ts'

/** One statement of the workload: what it does, and what it cost since the counters were reset. */
export interface Entry extends Omit<Statement, 'queryId' | 'role' | 'since'> {
  readonly shape: Shape
  /** Of the entries of pg_stat_statements that it is made of (see statementId); `query` is the text that was called most (see keyOf). */
  readonly ids: readonly string[]
  /** Sorted. */
  readonly roles: readonly string[]
  /** As Statement has it; null where the server does not say. */
  readonly since: number | null
}

export interface LeftOut {
  readonly reason: string
  readonly entries: number
  readonly calls: number
  /** ms */
  readonly time: number
}

/** The workload as far as it is understood. */
export interface WorkloadReading {
  readonly entries: readonly Entry[]
  /** What is not among them, by reason; sorted. */
  readonly leftOut: readonly LeftOut[]
  /** Of all that was recorded. `time` in ms. */
  readonly recorded: { readonly calls: number; readonly time: number }
  readonly understood: { readonly calls: number; readonly time: number }
  readonly statsReset: string | null
}

const FEW = 10
const NEGLIGIBLE = `each was called fewer than ${FEW} times, gave fewer than ${FEW} rows and took less than a ten thousandth of the time`

/** The long tail of a workload, which no rule says anything about: reading it would take most of the time. */
const isNegligible = ({ calls, rows, totalTime }: Statement, total: number): boolean =>
  calls < FEW && rows < FEW && totalTime * 10_000 < total

const readings = new WeakMap<Workload, WorkloadReading>()

/**
 * Reads each statement of the snapshot once; null when there is no workload. Kept with the workload object, for the plan of fixes judges the
 * same workload again and again over a growing schema: a workload that is laid over another schema must be an object of its own. Needs
 * `loadParser()` to have resolved.
 */
export function readWorkload(snapshot: Pick<Snapshot, 'workload' | 'relations'>): WorkloadReading | null {
  const { workload } = snapshot
  if (!workload.available) return null
  let reading = readings.get(workload)
  if (!reading) readings.set(workload, (reading = read(workload, catalogOf(snapshot))))
  return reading
}

type Available = Extract<Workload, { readonly available: true }>

function read({ statements, leftOut, statsReset }: Available, catalog: Catalog): WorkloadReading {
  const tally = new Map<string, { reason: string; entries: number; calls: number; time: number }>(
    leftOut.filter(({ reason }) => reason !== OWN).map((each) => [each.reason, { ...each }]),
  )
  const tallyOf = (reason: string, { calls, totalTime }: Statement): void => {
    let group = tally.get(reason)
    if (!group) tally.set(reason, (group = { reason, entries: 0, calls: 0, time: 0 }))
    group.entries++
    group.calls += calls
    group.time += totalTime
  }
  const shapes = new Map<string, { readonly shape: Shape; readonly statements: Statement[] }>()
  const byText = new Map<string, Shape | { readonly reason: string }>()
  const allTime = timeOf(statements)
  for (const statement of statements) {
    if (isNegligible(statement, allTime)) {
      tallyOf(NEGLIGIBLE, statement)
      continue
    }
    let shape = byText.get(statement.query)
    if (!shape) byText.set(statement.query, (shape = ofThisSchema(shapeOf(statement.query, catalog))))
    if ('reason' in shape) {
      tallyOf(shape.reason, statement)
      continue
    }
    const key = keyOf(statement, shape)
    const known = shapes.get(key)
    if (known) known.statements.push(statement)
    else shapes.set(key, { shape, statements: [statement] })
  }
  const entries = [...shapes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { shape, statements: same }]) => merged(shape, same))
  const left = [...tally.values()].toSorted((a, b) => (a.reason < b.reason ? -1 : 1))
  const understood = { calls: callsOf(entries), time: timeOf(entries) }
  return {
    entries,
    leftOut: left,
    recorded: { calls: understood.calls + callsOf(left), time: left.reduce((sum, { time }) => sum + time, understood.time) },
    understood,
    statsReset,
  }
}

const callsOf = (all: readonly { readonly calls: number }[]): number => all.reduce((sum, { calls }) => sum + calls, 0)
const timeOf = (all: readonly { readonly totalTime: number }[]): number => all.reduce((sum, { totalTime }) => sum + totalTime, 0)

/**
 * One text is one entry, whoever sent it. Texts that differ in the length of an IN list or in a comment are one as well; two that only do the
 * same thing are two, for they come from two places of the code.
 */
function keyOf({ query }: Statement, shape: Shape): string {
  const lists = shape.uses.some(({ predicates }) => predicates.some(({ kind }) => kind === 'in'))
  const tagged = Object.keys(shape.tags).length > 0
  return lists || tagged ? JSON.stringify({ ...shape, tags: {} }) : query
}

/** A statement all of whose tables are unknown says nothing about this schema. */
function ofThisSchema(shape: Shape | { readonly reason: string }): Shape | { readonly reason: string } {
  if ('reason' in shape || shape.unresolved.length === 0) return shape
  const unresolved = shape.unresolved.filter((each) => each !== SYSTEM_CATALOG)
  if (shape.uses.length > 0) return { ...shape, unresolved }
  return {
    reason:
      unresolved.length === 0
        ? 'it reads system catalogs only'
        : 'it names tables that this schema does not have, or has several of',
  }
}
