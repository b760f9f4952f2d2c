import { setTimeout as sleep } from 'node:timers/promises'
import { qualified } from '../identifier.ts'
import type { Sample, SampledStatement, Workload } from '../snapshot.ts'
import { sampleBetween } from '../workload/intervals.ts'
import type { Connection } from './connection.ts'
import { CLOSING, type Limits, MARK, message, opening } from './message.ts'
import type { Sampling } from './sampling.ts'
import { number, text } from './value.ts'

export interface SampleOptions extends Limits {
  readonly signal?: AbortSignal
  /** Called before each interval with its number, from 1. */
  readonly onInterval?: (interval: number) => void
}

/**
 * Watches the counters of a server at work. Only calls and rows are read, without the texts. Rejects with the server's error, or an AbortError
 * when `signal` ends it.
 */
export async function takeSamples(
  connection: Connection,
  workload: Extract<Workload, { readonly available: true }>,
  { intervals, seconds }: Sampling,
  { signal, onInterval, ...limits }: SampleOptions,
): Promise<readonly Sample[]> {
  const look = (): Promise<readonly SampledStatement[]> => countersOf(connection, workload, limits)
  const samples: Sample[] = []
  let before = await look()
  let begun = performance.now()
  for (let interval = 1; interval <= intervals; interval++) {
    onInterval?.(interval)
    await sleep(Math.max(0, seconds * 1000 - (performance.now() - begun)), undefined, signal ? { signal } : {})
    const now = performance.now()
    const after = await look()
    samples.push(sampleBetween(before, after, Math.round((now - begun) / 100) / 10))
    before = after
    begun = now
  }
  return samples
}

async function countersOf(
  connection: Connection,
  { schema, extensionVersion }: Extract<Workload, { readonly available: true }>,
  limits: Limits,
): Promise<readonly SampledStatement[]> {
  const before = opening(limits, connection.parameters['server_encoding'] === 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8')
  // `toplevel` came with 1.9 (PostgreSQL 14).
  const [, minor = 0] = extensionVersion.split('.').map(Number)
  const found: SampledStatement[] = []
  await connection.simple(
    message([
      ...before,
      `select ${MARK} s.queryid, r.rolname, ${minor >= 9 ? 's.toplevel' : 'true'}, s.calls, s.rows
from ${qualified({ schema, name: 'pg_stat_statements' })}(false) s left join pg_roles r on r.oid = s.userid
where s.dbid = (select oid from pg_database where datname = current_database()) and s.queryid is not null`,
      CLOSING,
    ]),
    (_statement, row) =>
      found.push({
        queryId: text(row[0]),
        role: row[1] ?? null,
        toplevel: row[2] === 't',
        calls: number(row[3]),
        rows: number(row[4]),
      }),
  )
  return found
}
