import { startServer } from '../test/server.ts'
import type { Major } from '../test/server.ts'

export interface BenchServer {
  readonly url: string
  stop(): Promise<void>
}

/** A server of our own with PostgreSQL's defaults but for what 10,000 tables and 20,000 statements need, or the one of BENCH_URL. */
export async function benchServer(url: string | undefined, major: Major): Promise<BenchServer> {
  if (url) return { url, stop: async () => {} }
  return startServer(major, {
    settings: { 'pg_stat_statements.max': '25000', shared_buffers: '128MB', autovacuum: 'off', max_wal_size: '4GB' },
  })
}
