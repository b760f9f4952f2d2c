import type { Connection } from '../collect/connection.ts'
import { AuditError } from '../errors.ts'
import { count } from '../report/counts.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { type ReplicaCounters, withReplicas } from '../with-replicas.ts'
import { interruptible } from './interruptible.ts'
import type { Io } from './io.ts'

export interface ReplicaOptions {
  /** Where each standby is, as a URL or keyword=value pairs: may hold a password. */
  readonly replicas: readonly string[]
  /** Schema names or globs; empty for all of the user's. */
  readonly schemas: readonly string[]
  /** ms */
  readonly statementTimeout: number
  /** ms */
  readonly lockTimeout: number
}

/**
 * The snapshot of a primary, collected over `connection`, with what its standbys have counted of their reads. Throws AuditError for what is
 * no standby of it: counters of another database would make used of what is not.
 */
export async function addReplicas(
  snapshot: Snapshot,
  connection: Connection,
  { replicas, ...options }: ReplicaOptions,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<Snapshot> {
  if (replicas.length === 0) return snapshot
  const primary = snapshot.source.label
  if (snapshot.server.inRecovery)
    throw new AuditError('usage', `${primary} is a standby itself: audit its primary, and name this one as its replica`)
  const [{ connect, describeTarget }, { serverIdentity, isSameDatabase }, { probe }, { hostCounters }] = await Promise.all([
    import('../source/server.ts'),
    import('../collect/server-identity.ts'),
    import('../collect/probe.ts'),
    import('../collect/host-counters.ts'),
  ])
  const own = await serverIdentity(connection)
  const started = new Set<string>()
  const counted: ReplicaCounters[] = []
  for (const target of replicas) {
    const label = describeTarget(target, env)
    const replica = await connect(target, env, { signal })
    const counters = await interruptible(replica, signal, async () => {
      const probed = await probe(replica, options, options.schemas)
      if (!probed.inRecovery)
        throw new AuditError('usage', `${label} is no standby: name as replicas only servers that follow ${primary}`)
      const identity = await serverIdentity(replica)
      if (!isSameDatabase(own, identity))
        throw new AuditError('usage', `${label} is a standby, but not of ${primary}: name the replicas of this database`)
      if (started.has(identity.started))
        throw new AuditError('usage', `${label} is a standby that was named before by another address: name each once`)
      started.add(identity.started)
      return hostCounters(replica, probed, options, label)
    })
    counted.push(counters)
  }
  const added = withReplicas(
    snapshot,
    counted.toSorted((a, b) => (a.label < b.label ? -1 : 1)),
  )
  return { ...added, notes: [...added.notes, noteOf(added)] }
}

const noteOf = ({ replicas = [] }: Snapshot): Note => ({
  severity: 'info',
  message: `The reads of ${count(replicas.length, 'standby', 'standbys')} are counted in: ${replicas.map(({ label }) => label).join(', ')}.`,
  file: null,
  line: null,
})
