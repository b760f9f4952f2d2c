import { collect } from '../../src/collect/collect.ts'
import type { Connection } from '../../src/collect/connection.ts'
import type { Snapshot } from '../../src/snapshot.ts'

/** Seconds between two samples, as far as their times say: the traffic is not slowed down to it. */
const BETWEEN = 30

/** The database as it stands, collected as a real run would, but for a clock that repeats. */
export const collectedAt = (connection: Connection, round: number): Promise<Snapshot> =>
  collect(connection, {
    source: { kind: 'server', label: 'the corpus' },
    tool: '0.0.0',
    schemas: [],
    statementTimeout: 0,
    lockTimeout: 0,
    notes: [],
    standIns: [],
    now: () => new Date(Date.UTC(2025, 0, 25, 8, 0, round * BETWEEN)),
  })
