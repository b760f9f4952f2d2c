import type { Connection } from '../../src/collect/connection.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { connect } from '../../src/source/server.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { type Major, startServer } from '../server.ts'
import { pgDumpFor } from './pg-dump.ts'

/** Where the fixtures are fixed: embedded by default; `npm run test:fixes` asks for real servers. */
export const FIXTURE_DATABASES: readonly ('embedded' | Major)[] = process.env['PTE_DB_AUDIT_FIXES_ON_SERVERS']
  ? majorsUnderTest
  : ['embedded']

export interface FixtureDatabase {
  readonly connection: Connection
  /** The schema as pg_dump writes it; null where nothing dumps this database. */
  readonly dump: (() => Promise<string>) | null
  /** Why nothing does. */
  readonly withoutDump: string | null
  readonly stop: () => Promise<void>
}

export async function openFixtureDatabase(which: 'embedded' | Major): Promise<FixtureDatabase> {
  if (which === 'embedded') {
    const connection = await startEmbedded({ extensions: ['moddatetime', 'citext'] })
    const withoutDump = 'pg_dump cannot connect to an embedded database'
    return { connection, dump: null, withoutDump, stop: () => connection.close() }
  }
  const dump = await pgDumpFor(which)
  const { url, stop } = await startServer(which)
  const connection = await connect(url, {})
  return {
    connection,
    dump: typeof dump === 'string' ? null : () => dump(url),
    withoutDump: typeof dump === 'string' ? dump : null,
    stop: async () => {
      await connection.close()
      await stop()
    },
  }
}
