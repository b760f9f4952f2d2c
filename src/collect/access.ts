import type { Connection, TextRow } from './connection.ts'
import { CLOSING, MARK, message, opening } from './message.ts'
import type { Limits } from './message.ts'
import { probe, type Probe } from './probe.ts'
import { number, numberOrNull, text } from './value.ts'

/** What a role may see on a server, and what stands between: beside what the probe of every audit asks. */
export interface Access {
  readonly probe: Probe
  /** The process that answered in each of a few transactions. */
  readonly processIds: readonly number[]
  /** Where the server listens; null for a unix socket. */
  readonly serverPort: number | null
  /** Granted pg_monitor, whether or not its privileges are inherited. */
  readonly memberOfMonitor: boolean
  readonly inheritsMonitor: boolean
  /** The role takes on the privileges of roles that it is granted. */
  readonly inherits: boolean
  /** Tables whose row-level policies apply to this role: their rows are not counted. */
  readonly rowSecurity: readonly { readonly schema: string; readonly name: string }[]
  /** Extensions that could be created here, of those that are of use. */
  readonly available: readonly string[]
}

const SESSION = `select ${MARK} pg_backend_pid(), inet_server_port(), pg_has_role('pg_monitor', 'member'), pg_has_role('pg_monitor', 'usage'), r.rolinherit
from pg_roles r where r.rolname = current_user`

const AVAILABLE = `select ${MARK} name from pg_available_extensions where name in ('hypopg', 'pg_stat_statements') order by name`

const ROW_SECURITY = `select ${MARK} n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') -- tables and partitioned tables
  and c.relrowsecurity and row_security_active(c.oid)
order by 1, 2`

/** Transactions that are looked at: behind a pooler that hands the server connection on, they may be different sessions. */
const TRANSACTIONS = 3

/** Reads what a role may see, in a few messages that read catalogs only. */
export async function readAccess(connection: Connection, limits: Limits, schemas: readonly string[]): Promise<Access> {
  const probed = await probe(connection, limits, schemas)
  const ask = async (queries: readonly string[]): Promise<TextRow[][]> => {
    const before = opening(limits, probed.encoding)
    const rows: TextRow[][] = queries.map(() => [])
    await connection.simple(message([...before, ...queries, CLOSING]), (statement, row) =>
      rows[statement - before.length]?.push(row),
    )
    return rows
  }
  const [session = [], available = [], rowSecurity = []] = await ask([SESSION, AVAILABLE, ROW_SECURITY])
  const processIds = session.map((row) => number(row[0]))
  while (processIds.length < TRANSACTIONS) {
    const [[row] = []] = await ask([`select ${MARK} pg_backend_pid()`])
    processIds.push(number(row?.[0]))
  }
  const [own = []] = session
  return {
    probe: probed,
    processIds,
    serverPort: numberOrNull(own[1]),
    memberOfMonitor: own[2] === 't',
    inheritsMonitor: own[3] === 't',
    inherits: own[4] === 't',
    rowSecurity: rowSecurity.map((row) => ({ schema: text(row[0]), name: text(row[1]) })),
    available: available.map((row) => text(row[0])),
  }
}
