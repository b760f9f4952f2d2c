import type { Statement } from '../snapshot.ts'
import { statementId } from './intervals.ts'
import type { Entry } from './read-workload.ts'
import type { Shape } from './shape.ts'

/** The counters of statements of one shape, as if they had been one entry. */
export function merged(shape: Shape, statements: readonly Statement[]): Entry {
  const sum = (of: (statement: Statement) => number): number => statements.reduce((total, statement) => total + of(statement), 0)
  const calls = sum((each) => each.calls)
  const totalTime = sum((each) => each.totalTime)
  const meanTime = calls > 0 ? totalTime / calls : 0
  const [most] = statements.toSorted((a, b) => b.calls - a.calls || (a.query < b.query ? -1 : Number(a.query > b.query)))
  const called = statements.filter((each) => each.calls > 0)
  // Of several groups: the mean of their variances, and how far their means are apart.
  const variance = calls > 0 ? sum((each) => each.calls * (each.deviation ** 2 + (each.meanTime - meanTime) ** 2)) / calls : 0
  return {
    shape,
    query: most?.query ?? '',
    ids: statements.map(statementId),
    roles: [...new Set(statements.flatMap(({ role }) => role ?? []))].toSorted(),
    toplevel: statements.some(({ toplevel }) => toplevel),
    calls,
    rows: sum((each) => each.rows),
    totalTime,
    meanTime,
    minTime: called.length > 0 ? Math.min(...called.map(({ minTime }) => minTime)) : 0,
    maxTime: Math.max(0, ...called.map(({ maxTime }) => maxTime)),
    deviation: Math.sqrt(variance),
    plans: sum((each) => each.plans),
    planTime: sum((each) => each.planTime),
    sharedBlocksHit: sum((each) => each.sharedBlocksHit),
    sharedBlocksRead: sum((each) => each.sharedBlocksRead),
    tempBlocksWritten: sum((each) => each.tempBlocksWritten),
    since: sinceOf(statements),
  }
}

/** Null where one of them does not say: it may have been the first. */
function sinceOf(statements: readonly Statement[]): number | null {
  const known = statements.flatMap(({ since }) => since ?? [])
  return known.length === statements.length ? Math.min(...known) : null
}
