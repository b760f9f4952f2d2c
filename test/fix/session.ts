import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { GUARDS } from '../../src/fix/guards.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { connect } from '../../src/source/server.ts'
import { majorsUnderTest } from '../collect/majors.ts'
import { startServer } from '../server.ts'

/** A database with the guards in its session. */
export interface Session {
  readonly connection: Connection
  /** Another session, of the same database and role unless `change` says otherwise; null on the embedded one, which has only one. */
  readonly another: ((change?: (url: URL) => void) => Promise<Connection>) | null
  readonly stop: () => Promise<void>
}

/** The oldest and the newest server, and the embedded database. */
export const DATABASES: readonly string[] = ['embedded', ...majorsUnderTest.map((major) => `PostgreSQL ${major}`)]

export async function openSession(database: string): Promise<Session> {
  if (database === 'embedded') {
    const connection = await guarded(await startEmbedded())
    return { connection, another: null, stop: () => connection.close() }
  }
  const server = await startServer(majorsUnderTest.find((major) => database === `PostgreSQL ${major}`) ?? 18)
  const connection = await guarded(await connect(server.url, {}))
  return {
    connection,
    another: async (change = () => {}) => {
      const url = new URL(server.url)
      change(url)
      return guarded(await connect(url.href, {}))
    },
    stop: async () => {
      await connection.close()
      await server.stop()
    },
  }
}

async function guarded(connection: Connection): Promise<Connection> {
  for (const guard of GUARDS) await connection.simple(guard)
  return connection
}

/** The first value of the first row. */
export async function valueOf(connection: Connection, expression: string): Promise<string | null> {
  const [row] = await rowsOf(connection, `SELECT ${expression}`)
  return row?.[0] ?? null
}
