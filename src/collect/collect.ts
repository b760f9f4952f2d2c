import type { Note, Snapshot, Source, Unread } from '../snapshot.ts'
import type { Connection } from './connection.ts'
import { type Draft, draftSnapshot } from './draft.ts'
import { probe } from './probe.ts'
import { readAll } from './read-all.ts'
import { roundTrip } from './round-trip.ts'

export interface CollectOptions {
  readonly source: Source
  /** Version of pte-db-audit. */
  readonly tool: string
  /** Schema names or globs; empty for all of the user's. */
  readonly schemas: readonly string[]
  /** ms, of each statement; 0 for none. */
  readonly statementTimeout: number
  /** ms; 0 for none. */
  readonly lockTimeout: number
  readonly notes: readonly Note[]
  /** Extensions that only stand in for the real ones. */
  readonly standIns: readonly string[]
  readonly now: () => Date
  /** False to leave pg_stat_statements alone. */
  readonly workload?: boolean
  /** Begun when the server has been asked for everything: what this process does meanwhile costs no time. Its failure ends the reading. */
  readonly whileReading?: () => Promise<unknown>
  /** Aborted when the user interrupts: a statement that was canceled then is no timeout. */
  readonly signal?: AbortSignal
}

/**
 * Reads a database into a snapshot: a short probe, then everything in one message and one read-only transaction.
 * When that message fails, its parts are read one by one, and what fails is in `unread` with the reason.
 * Throws AuditError when the connection is lost or the server is none that can be read.
 */
export async function collect(connection: Connection, options: CollectOptions): Promise<Snapshot> {
  const limits = { statementTimeout: options.statementTimeout, lockTimeout: options.lockTimeout }
  const probed = await probe(connection, limits, options.schemas)
  const trip = await roundTrip(connection)
  const failed: Unread[] = []
  const newDraft = (): Draft => draftSnapshot(connection, probed, options)
  const [draft] = await Promise.all([
    readAll(connection, probed, limits, failed, newDraft, options.signal),
    options.whileReading?.(),
  ])
  const finished = await draft.finish()
  return {
    format: 'pte-db-audit snapshot',
    version: 1,
    tool: options.tool,
    collectedAt: options.now().toISOString(),
    source: options.source,
    server: {
      version: connection.parameters['server_version'] ?? String(probed.versionNumber),
      versionNumber: probed.versionNumber,
      encoding: connection.parameters['server_encoding'] ?? 'UTF8',
      database: probed.database,
      role: probed.role,
      superuser: probed.superuser,
      readsAllStatistics: probed.readsAllStatistics,
      embedded: connection.embedded,
      inRecovery: probed.inRecovery,
      managed: probed.managed,
      ...(trip === undefined ? {} : { roundTrip: trip }),
    },
    ...finished,
    unread: [...failed, ...finished.unread],
    notes: [...options.notes, ...finished.notes],
    answers: {},
  }
}
