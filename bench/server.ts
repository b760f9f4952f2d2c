import { startServer } from '../test/server.ts'
import type { Major } from '../test/server.ts'

export interface BenchServer {
  readonly url: string
  stop(): Promise<void>
}

/** A server of our own with PostgreSQL's defaults but for room for 20,000 statements and quick building, or the one of BENCH_URL. */
export async function benchServer(url: string | undefined, major: Major): Promise<BenchServer> {
  if (url) return { url, stop: async () => {} }
  return startServer(major, {
    settings: {
      'pg_stat_statements.max': '30000',
      shared_buffers: '128MB',
      max_connections: '100',
      autovacuum: 'off',
      max_wal_size: '4GB',
    },
  })
}

/** The same for reading and writing at once: every commit reaches the disk, and autovacuum runs. */
export async function loadServer(url: string | undefined, major: Major): Promise<BenchServer> {
  if (url) return { url, stop: async () => {} }
  return startServer(major, {
    settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', shared_buffers: '512MB', max_wal_size: '4GB' },
  })
}
