import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

export interface Waits {
  /** The longest wait that was seen behind locks of apply, ms, and what waited. */
  readonly longest: () => { readonly took: number; readonly query: string }
  readonly looks: () => number
  readonly stop: () => Promise<void>
}

/** ms between two looks. */
const INTERVAL = 20

/** Looks all the time for clients that wait for a lock that apply holds, or asks for before them. */
export async function watchWaits(url: string): Promise<Waits> {
  const client = new Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  const state = { longest: { took: 0, query: '' }, looks: 0, stopped: false }
  const watching = (async () => {
    while (!state.stopped) {
      const { rows } = await client.query<{ took: number; query: string }>(LOOK)
      state.looks++
      for (const row of rows) if (row.took > state.longest.took) state.longest = row
      await sleep(INTERVAL)
    }
    await client.end()
  })()
  return {
    longest: () => state.longest,
    looks: () => state.looks,
    stop: async () => {
      state.stopped = true
      await watching
    },
  }
}

/** Since when a lock is waited for is known from PostgreSQL 14 on. */
const LOOK = `
select extract(epoch from clock_timestamp() - l.waitstart)::float8 * 1000 as took, left(a.query, 80) as query
from pg_locks l join pg_stat_activity a using (pid)
where not l.granted and l.waitstart is not null and a.application_name = 'load'
  and exists (select from pg_stat_activity b where b.pid = any(pg_blocking_pids(a.pid)) and b.application_name = 'pte-db-audit')`
