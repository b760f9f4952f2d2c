import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, rowsOf } from '../collect/connection.ts'
import type { Reporter } from './reporter.ts'

/** ms between two looks; nothing is shown of a statement that ends sooner. */
const INTERVAL = 500
const SHORTEST = 50

/** What a second connection sees of the first one's statements. */
export interface Watch {
  /** Runs `work`, and tells meanwhile how far an index build is and whom it waits for: by `lockTimeout` (ms) it must have looked. */
  readonly during: <Result>(lockTimeout: number, work: () => Promise<Result>) => Promise<Result>
  /** Who was seen in front of the last statement, for a sentence; null when nobody was. */
  readonly blockers: () => string | null
  readonly close: () => Promise<void>
}

export interface WatchOptions {
  readonly open: () => Promise<Connection>
  readonly report: Reporter
}

/**
 * Watches the backend `pid`. The connection is opened when a statement takes a while, and a watch that fails is no reason to stop what
 * it watches. `pg_blocking_pids` takes the lock manager's locks for a moment, so it is not asked more often than needed.
 */
export function watchOf(pid: string, { open, report }: WatchOptions): Watch {
  let other: Promise<Connection> | null = null
  let blockers: string | null = null
  const look = async (interval: number, signal: AbortSignal): Promise<void> => {
    for (let told: string | null = null; ;) {
      await sleep(interval, undefined, { signal })
      const [row] = await rowsOf(await (other ??= open()), LOOK(pid))
      if (signal.aborted || !row) return
      const [who = null, ...build] = row
      blockers = who ?? blockers
      if (tellBuild(build, report)) continue
      // Lock requests with a time limit tell of themselves when it is over.
      if (who !== null && who !== told && build[0]) report.note(`${build[0]}: ${who}`)
      told = who
    }
  }
  return {
    during: async (lockTimeout, work) => {
      blockers = null
      const stop = new AbortController()
      const looking = look(Math.min(INTERVAL, Math.max(SHORTEST, lockTimeout / 3)), stop.signal).catch(() => undefined)
      try {
        return await work()
      } finally {
        stop.abort()
        await looking
      }
    },
    blockers: () => blockers,
    close: async () => {
      const connection = await other?.catch(() => null)
      await connection?.close().catch(() => undefined)
    },
  }
}

/** Of other sessions no query is shown: it may hold what is nobody's business. Process 0 is a prepared transaction. */
const LOOK = (pid: string): string => `
select (
    select string_agg(case when b.pid = 0 then 'a prepared transaction (see pg_prepared_xacts)' else format('process %s (%s)', b.pid,
        concat_ws(', ', 'role ' || a.usename, nullif(a.application_name, ''), a.state || ' since ' || to_char(a.xact_start, 'HH24:MI:SS'))) end,
      ' and ' order by b.pid)
    from (select distinct unnest(pg_blocking_pids(${pid}))) as b (pid) left join pg_stat_activity a using (pid)
  ), p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total, p.lockers_total
from (select) as one left join pg_stat_progress_create_index p on p.pid = ${pid}`

/** Whether there was something to count. */
function tellBuild([phase, ...numbers]: readonly (string | null)[], report: Reporter): boolean {
  const [blocks = 0, allBlocks = 0, tuples = 0, allTuples = 0, lockers = 0] = numbers.map(Number)
  if (!phase || lockers > 0) return false
  if (allTuples > 0) report.progress(phase, tuples, allTuples, 'rows')
  else if (allBlocks > 0) report.progress(phase, blocks, allBlocks, 'blocks')
  else return false
  return true
}
