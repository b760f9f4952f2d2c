import { AuditError } from '../errors.ts'
import type { Replica } from '../snapshot.ts'
import type { ReplicaCounters, TableReads } from '../with-replicas.ts'
import type { Connection, TextRow } from './connection.ts'
import { CLOSING, type Limits, MARK, message, opening } from './message.ts'
import type { Probe } from './probe.ts'
import { failureReason, isStatementError } from './statement-error.ts'
import { FIRST_USER_OID } from './user-relations.ts'
import { number, numberOrNull, text, timestamp } from './value.ts'

/** What a standby has counted in the schemas of the probe, with when that began. Throws AuditError where it does not say. */
export async function hostCounters(
  connection: Connection,
  probe: Probe,
  limits: Limits,
  label: string,
): Promise<ReplicaCounters> {
  const before = opening(limits, probe.encoding)
  const rows: TextRow[][] = [[], [], []]
  try {
    await connection.simple(message([...before, HOST, tables(probe), indexes(probe), CLOSING]), (statement, row) =>
      rows[statement - before.length]?.push(row),
    )
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    const reason = failureReason(thrown, limits, probe.role)
    throw new AuditError('connection', `the counters of the standby ${label} could not be read: ${reason}`, { cause: thrown })
  }
  const [host = [], tableRows = [], indexRows = []] = rows
  const relations = new Map(tableRows.map((row) => [number(row[0]), { ...relationOf(probe, row), indexes: indexesOf() }]))
  for (const row of indexRows) relations.get(number(row[0]))?.indexes.push(indexOf(row))
  return {
    label,
    countedSince: since(host[0], [...tableRows, ...indexRows]),
    standbys: standbysOf(host[0]),
    relations: [...relations.values()],
  }
}

const HOST = `select ${MARK} s.stats_reset,
  case when pg_has_role('pg_read_all_stats', 'usage') then (select count(*) from pg_stat_replication where state <> 'backup') end
from pg_stat_database s where s.datname = current_database()`

const lastScan = ({ versionNumber }: Probe): string => (versionNumber >= 160000 ? 'pg_stat_get_lastscan(c.oid)' : 'null')

const inSchemas = ({ chosen }: Probe): string =>
  chosen ? `c.relnamespace in (${chosen.length > 0 ? chosen.join(', ') : '0'})` : 'true'

// A table comes with its indexes, if only these were read.
const tables = (
  probe: Probe,
): string => `select ${MARK} c.oid, c.relnamespace, c.relname, pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),
  (select sum(pg_stat_get_numscans(i.indexrelid)) from pg_index i where i.indrelid = c.oid),
  pg_stat_get_tuples_fetched(c.oid) + coalesce((select sum(pg_stat_get_tuples_fetched(i.indexrelid)) from pg_index i where i.indrelid = c.oid), 0),
  ${lastScan(probe)}
from pg_class c
where c.relkind in ('r', 'm') -- tables and materialized views
  and c.relpersistence <> 't' and c.oid >= ${FIRST_USER_OID} and ${inSchemas(probe)}
  and (pg_stat_get_numscans(c.oid) > 0 or exists (select from pg_index i where i.indrelid = c.oid and pg_stat_get_numscans(i.indexrelid) > 0))`

const indexes = (
  probe: Probe,
): string => `select ${MARK} i.indrelid, c.relname, pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),
  pg_stat_get_tuples_fetched(c.oid), ${lastScan(probe)}
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indexrelid >= ${FIRST_USER_OID} and ${inSchemas(probe)} and pg_stat_get_numscans(c.oid) > 0`

const relationOf = (probe: Probe, row: TextRow): { schema: string; name: string; reads: TableReads } => ({
  schema: probe.schemas.get(number(row[1]))?.name ?? '',
  name: text(row[2]),
  reads: {
    sequentialScans: number(row[3]),
    sequentialTuplesRead: number(row[4]),
    indexScans: number(row[5]),
    indexTuplesFetched: number(row[6]),
  },
})

type IndexCounters = ReplicaCounters['relations'][number]['indexes'][number]

const indexesOf = (): IndexCounters[] => []

const indexOf = (row: TextRow): IndexCounters => ({
  name: text(row[1]),
  scans: number(row[2]),
  tuplesRead: number(row[3]),
  tuplesFetched: number(row[4]),
  lastScan: timestamp(row[5]),
})

/** As for a primary (see counters-since.ts), but nothing is vacuumed or analyzed on a standby: only last scans are remembered there. */
function since(host: TextRow | undefined, counted: readonly TextRow[]): Replica['countedSince'] {
  const reset = timestamp(host?.[0])
  if (reset !== null) return reset
  const times = counted.flatMap((row) => timestamp(row.at(-1)) ?? [])
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}

const standbysOf = (host: TextRow | undefined): number | null => numberOrNull(host?.[1])
