import type { Sample, SampledStatement, Statement } from '../snapshot.ts'

type Counted = Pick<Statement, 'queryId' | 'role' | 'toplevel' | 'calls' | 'rows'>

/** What tells entries of pg_stat_statements apart. */
export const statementId = ({ queryId, role, toplevel }: Pick<Statement, 'queryId' | 'role' | 'toplevel'>): string =>
  JSON.stringify([queryId, role, toplevel])

/**
 * What was called between two looks at the counters, `seconds` apart; sorted. A counter that went back was reset or evicted meanwhile, and counts
 * from 0.
 */
export function sampleBetween(before: readonly Counted[], after: readonly Counted[], seconds: number): Sample {
  const earlier = new Map(before.map((each) => [statementId(each), each]))
  const statements = after.flatMap((now): readonly SampledStatement[] => {
    const then = earlier.get(statementId(now))
    const known = then && then.calls <= now.calls && then.rows <= now.rows ? then : { calls: 0, rows: 0 }
    const { queryId, role, toplevel } = now
    const [calls, rows] = [now.calls - known.calls, now.rows - known.rows]
    return calls > 0 ? [{ queryId, role, toplevel, calls, rows }] : []
  })
  const sorted = statements.toSorted((a, b) => (statementId(a) < statementId(b) ? -1 : 1))
  return { seconds, statements: sorted }
}
