import { type Connection, rowsOf } from './connection.ts'
import { MARK } from './message.ts'
import { isStatementError } from './statement-error.ts'

/** What tells a server, and the cluster that it is a copy of, from others. */
export interface ServerIdentity {
  readonly database: string
  /** Given to a cluster by initdb; all physical copies have it. Null where this role may not see it. */
  readonly system: string | null
  /** A digest of the oldest objects of the database with their OIDs, which physical copies share; null where there are none. */
  readonly objects: string | null
  /** To the microsecond: no two servers share it. */
  readonly started: string
}

const SYSTEM = `select ${MARK} system_identifier from pg_catalog.pg_control_system()`

// The oldest ones, for a standby may not have heard of the newest yet.
const IDENTITY = `select ${MARK} current_database(), extract(epoch from pg_catalog.pg_postmaster_start_time())::text,
  (select md5(string_agg(o.oid || ' ' || o.relname, ',' order by o.oid)) from (select c.oid, c.relname from pg_catalog.pg_class c
    where c.oid >= 16384 and c.relpersistence = 'p' and c.relkind in ('r', 'i', 'p', 'I') order by c.oid limit 500) o)`

export async function serverIdentity(connection: Connection): Promise<ServerIdentity> {
  const [row] = await rowsOf(connection, IDENTITY)
  return { database: row?.[0] ?? '', started: row?.[1] ?? '', objects: row?.[2] ?? null, system: await systemOf(connection) }
}

/** A managed service may keep it from everybody. */
async function systemOf(connection: Connection): Promise<string | null> {
  try {
    return (await rowsOf(connection, SYSTEM))[0]?.[0] ?? null
  } catch (thrown) {
    if (isStatementError(thrown)) return null
    throw thrown
  }
}

/** Whether both are copies of one cluster, connected to the same database of it. */
export const isSameDatabase = (a: ServerIdentity, b: ServerIdentity): boolean =>
  a.database === b.database && (a.system === null || b.system === null ? a.objects === b.objects : a.system === b.system)
