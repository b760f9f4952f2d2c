import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, rowsOf } from '../collect/connection.ts'
import { AuditError } from '../errors.ts'
import { literal } from '../identifier.ts'
import type { Backend } from './session.ts'

/** The advisory lock that a run holds, so that two of them never work on one database: a name as a 64-bit key. */
const LOCK = `hashtextextended('pte-db-audit apply', 0)`

/** ms for which a run that was just broken off is given to end on the server. */
const PATIENCE = 5000
const INTERVAL = 250

/** Takes the advisory lock of a run. Rejects with who has it, unless that is `previous`, which is then ended. */
export async function lockRun(connection: Connection, previous: Backend | null): Promise<void> {
  if (previous !== null)
    await connection.simple(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid = ${previous.pid} and backend_start::text = ${literal(previous.start)} and pid <> pg_backend_pid()`,
    )
  for (let waited = 0; ; waited += INTERVAL) {
    const [row] = await rowsOf(connection, `select pg_try_advisory_lock(${LOCK})`)
    if (row?.[0] === 't') return
    if (waited >= PATIENCE) break
    await sleep(INTERVAL)
  }
  const [holder] = await rowsOf(
    connection,
    `select a.pid, a.usename, to_char(a.backend_start, 'HH24:MI:SS') from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
       and (l.classid::bigint << 32 | l.objid::bigint) = ${LOCK} limit 1`,
  )
  const [pid, role, since] = holder ?? []
  const who = holder ? ` (process ${pid} of role ${role}, since ${since})` : ''
  const gone = holder ? `; if its client is gone, select pg_terminate_backend(${pid}) ends it` : ''
  throw new AuditError('source', `Another run of apply is at work on this database${who}: run this one when it has ended${gone}.`)
}
