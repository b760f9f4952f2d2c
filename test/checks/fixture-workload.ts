import type { Statement } from '../../src/snapshot.ts'

/** The overlay with a workload of these statements in it; as it is where a fixture has none. */
export function workloadOf(overlay: unknown, statements: readonly unknown[]): unknown {
  if (statements.length === 0) return overlay
  const { workload, ...rest } = (overlay ?? {}) as { readonly workload?: object }
  return { ...rest, workload: { ...READABLE, ...workload, statements: statements.map(statementOf) } }
}

const READABLE = {
  available: true,
  schema: 'public',
  extensionVersion: '1.12',
  deallocations: 0,
  statsReset: '1969-12-01T00:00:00.000Z', // a month before fixtures are collected
  leftOut: [],
}

/** What a fixture does not say: each call takes as long as the others, returns a row and finds its block in memory. */
export function statementOf(said: unknown, at: number): Statement {
  const { calls = 1, meanTime = 1, ...rest } = said as Partial<Statement> & Pick<Statement, 'query'>
  const usual = { queryId: String(at + 1), role: 'app', toplevel: true, rows: calls, plans: 0, planTime: 0 }
  const times = { totalTime: calls * meanTime, minTime: meanTime, maxTime: meanTime, deviation: 0 }
  const blocks = { sharedBlocksHit: calls, sharedBlocksRead: 0, tempBlocksWritten: 0 }
  return { ...usual, calls, meanTime, ...times, ...blocks, ...rest }
}
