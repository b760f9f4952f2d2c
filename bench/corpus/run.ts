import { type Major, startServer } from '../../test/server.ts'
import { execute } from './execute.ts'
import { type Saved, savedOf } from './saved.ts'
import type { Scenario } from './scenario.ts'

/** One more than a machine of two cores has, for each waits for its server half of the time. */
const AT_ONCE = 3

/** Runs scenarios on a server of its own, and gives each to `onDone` as it ends, in no order. */
export async function run(scenarios: readonly Scenario[], onDone: (saved: Saved) => void, major: Major = 18): Promise<void> {
  const server = await startServer(major, {
    settings: { 'pg_stat_statements.max': '50000', autovacuum: 'off', max_wal_size: '4GB', shared_buffers: '256MB' },
  })
  try {
    const failures: Error[] = []
    const waiting = [...scenarios]
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        try {
          onDone(savedOf(next, await execute(server.url, next)))
        } catch (thrown) {
          failures.push(new Error(`${next.id} failed`, { cause: thrown }))
          return
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (failures.length > 0) throw failures[0]
  } finally {
    await server.stop()
  }
}
